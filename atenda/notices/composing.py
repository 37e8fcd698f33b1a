"""Write one mail: subject, plain text and HTML from the same words, in the reader's language (B61).

The words of an organization are plain text; the HTML is made from them here, everything escaped, so that nothing a
customer or an administrator writes becomes code (3.19, 3.21).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from atenda.cases.models import Case
from atenda.history.telling import Detail
from atenda.notices.changes import Sum
from atenda.notices.filling import CONTROL, fill, one_line
from atenda.notices.models import Audience
from atenda.notices.policy import Telling
from atenda.notices.readers import Reader
from atenda.notices.ways import Ways
from atenda.notices.wording import Words, name_for, words
from atenda.organizations.entering import current_organization

MOST_OF_A_TEXT = 4_000
ALONE = re.compile(r"\{(changes|link|note|description)\}\Z")


@dataclass(frozen=True)
class Composed:
    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Filling:
    """What a mail is filled with: plain values, and what changed."""

    values: Mapping[str, str]
    details: list[Detail]
    button: str = ""
    may_answer: bool = False


def compose(case: Case, done: Sum, reader: Reader, telling: Telling, ways: Ways, said: Words | None = None) -> Composed:
    """One mail to one reader. `said` are words that are not saved yet, for a preview."""
    with translation.override(reader.language), timezone.override(reader.time_zone):
        said = said or words(name_for(done.told_as, reader.audience), reader.language)
        filling = _filling(case, done, reader, telling, ways)
        return put_together(said, filling, reader.language)


def put_together(said: Words, filling: Filling, language: str) -> Composed:
    """Both parts from one text. That it may be answered is said only where somebody reads the answers."""
    subject = one_line(fill(said.subject, filling.values))
    paragraphs = [each.strip() for each in re.split(r"\n\s*\n", said.body.replace("\r\n", "\n")) if each.strip()]
    text = [done for each in paragraphs if (done := _as_text(each, filling))]
    html = [done for each in paragraphs if (done := _as_html(each, filling))]
    if filling.may_answer:
        text.append(_("You may answer this mail."))
        html.append(f'<p style="margin:16px 0 0;color:#5b6778">{escape(text[-1])}</p>')
    return Composed(subject, "\n\n".join(text) + "\n", framed(subject, "".join(html), language))


def framed(subject: str, inside: str, language: str) -> str:
    """The page around a mail. `inside` is HTML made by us."""
    name = escape(current_organization().name)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(subject)}</title></head>"
        '<body style="margin:0;padding:12px;background:#f4f6fa;color:#182433;'
        'font:16px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif">'
        '<div style="max-width:600px;margin:0 auto;padding:24px;background:#fff;border-radius:8px">'
        f'<p style="margin:0 0 16px;color:#5b6778">{name}</p>{inside}</div></body></html>'
    )


def _filling(case: Case, done: Sum, reader: Reader, telling: Telling, ways: Ways) -> Filling:
    is_customer = reader.audience == Audience.CUSTOMER
    shown = telling.public_fields if is_customer else None
    customer = case.contact or case.account
    values = {
        "folio": str(case.folio),
        "reference": case.reference,
        "description": case.description if _is_shown("description", shown) else "",
        "state": str(case.state) if _is_shown("state", shown) else "",
        "customer": reader.name if is_customer else str(customer),
        "reader": reader.name,
        "actor": current_organization().name if is_customer else done.who,
        "note": "" if is_customer else "\n\n".join(done.notes),
        "organization": current_organization().name,
        "link": ways.case,
    }
    return Filling(
        {name: CONTROL.sub(" ", value.replace("\r\n", "\n")) for name, value in values.items()},
        done.details(shown),
        button=_("See your case") if is_customer else _("Open the case"),
        may_answer=ways.may_answer,
    )


def _is_shown(field: str, shown: frozenset[str] | None) -> bool:
    return shown is None or field in shown


def _as_text(paragraph: str, filling: Filling) -> str:
    changes = "\n".join(
        f"- {detail.name}: {detail.before or '—'} → {detail.after or '—'}" for detail in filling.details
    )
    return fill(paragraph, {**_cut(filling.values), "changes": changes}).strip()


def _as_html(paragraph: str, filling: Filling) -> str:
    alone = ALONE.match(paragraph)
    values = _cut(filling.values)
    match alone[1] if alone else "":
        case "changes":
            return _list(filling.details)
        case "link":
            return _button(values["link"], filling.button) if values["link"] else ""
        case "note" | "description" as name:
            return _quoted(values[name]) if values[name] else ""
    escaped = {name: escape(value) for name, value in values.items()}
    filled = fill(escape(paragraph), {**escaped, "changes": _list(filling.details)}).strip()
    return f'<p style="margin:0 0 16px">{_lines(filled)}</p>' if filled else ""


def _cut(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value if len(value) <= MOST_OF_A_TEXT else value[:MOST_OF_A_TEXT] + "…" for name, value in values.items()
    }


def _list(details: list[Detail]) -> str:
    if not details:
        return ""
    lines = (
        f'<li style="margin:0 0 4px"><strong>{escape(one.name)}</strong>: '
        f"{_lines(escape(one.before[:500])) or '—'} → {_lines(escape(one.after[:500])) or '—'}</li>"
        for one in details
    )
    return f'<ul style="margin:0 0 16px;padding-left:20px">{"".join(lines)}</ul>'


def _button(address: str, label: str) -> str:
    return (
        f'<p style="margin:24px 0"><a href="{escape(address)}" style="display:inline-block;padding:10px 20px;'
        f'background:#0054a6;color:#fff;border-radius:6px;text-decoration:none">{escape(label)}</a></p>'
    )


def _quoted(text: str) -> str:
    return (
        '<blockquote style="margin:0 0 16px;padding:0 0 0 12px;border-left:3px solid #cbd5e1">'
        f"{_lines(escape(text))}</blockquote>"
    )


def _lines(escaped: str) -> str:
    return escaped.replace("\n", "<br>")
