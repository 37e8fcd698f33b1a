"""The case on paper: what its printed page says, who made it and when, and the hash its history ends with."""

from __future__ import annotations

import re
from html import unescape

from django.template.defaultfilters import filesizeformat
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from atenda.casefiles.gathering import CaseFile, File
from atenda.casefiles.paper import SOFT, Paper, Style
from atenda.conversations.timeline import Entry
from atenda.history.telling import Detail
from atenda.ui.times import in_words

TITLE, HEADING = Style(size=16, bold=True), Style(size=11.5, bold=True)
PLAIN, STRONG, LABEL = Style(), Style(bold=True), Style(size=8.5, grey=SOFT)
FINE = Style(size=7.5, grey=SOFT)
LABELS, WHEN = 40.0, 29.0
MOST_SIGNS = 1_000_000  # on paper; what is longer stands whole in the JSON
TAG = re.compile(r"<[^>]*>")  # ours: what people write is escaped


def as_pdf(file: CaseFile) -> bytes:
    """Some six hundred pages at most, so that it is made while one waits."""
    paper, folio = Paper(), file.case.folio
    _head(paper, file)
    _texts(paper, file)
    _files(paper, file)
    _timeline(paper, file)
    _proof(paper, file)
    made = _("Case file made by %(name)s on %(day)s") % {"name": file.by.name, "day": in_words(file.now)}
    chain, called = hash_of_last(file), _("Case") + f" {folio}"

    def foot(page: int, of: int) -> list[str]:
        return [made + " · " + _("page %(page)s of %(of)s") % {"page": page, "of": of}, chain]

    return paper.as_pdf(
        title=f"{called} · {file.case.reference}",
        author=file.organization.name,
        language=translation.get_language() or "es",
        made=file.now,
        header=lambda page, _of: f"{file.organization.name} · {called} · {file.case.reference}" if page > 1 else "",
        footer=foot,
    )


def _head(paper: Paper, file: CaseFile) -> None:
    case, customer = file.case, file.customer
    paper.write(file.organization.name + " · " + _("Case") + f" {case.folio}", LABEL, kept=True)
    paper.write(case.reference, TITLE)
    paper.gap(3)
    who = [one.name for one in (case.contact, case.account) if one]
    ways = [way for way in (customer.phone_shown if customer.phone else "", customer.email) if way]
    for label, value in [(_("Customer"), " · ".join(who + ways)), *file.facts]:
        paper.beside(label, LABEL, str(value), PLAIN, left=LABELS)
        paper.gap(0.8)


def _texts(paper: Paper, file: CaseFile) -> None:
    for name, label in (("description", _("Description")), ("solution", _("Solution"))):
        text = getattr(file.case, name)
        if text and name in file.shown:
            _heading(paper, label)
            paper.write(text, PLAIN)


def _files(paper: Paper, file: CaseFile) -> None:
    if not file.files:
        return
    _heading(paper, _("Files"))
    for one in file.files:
        paper.write(one.name, STRONG, kept=True)
        about = [filesizeformat(one.size), in_words(one.added_at), one.added_by, one.review]
        paper.write(" · ".join([*about, *filter(None, [one.reason, _absence(one)])]), FINE, kept=True)
        paper.write(f"SHA-256 {one.sha256}", FINE)
        paper.gap(1.5)


def _absence(one: File) -> str:
    if one.is_held_back:
        return _("held back: it may contain a virus")
    return "" if one.is_packed else _("missing")


def _timeline(paper: Paper, file: CaseFile) -> None:
    _heading(paper, _("Timeline"))
    for sentence in left_out(file):
        paper.write(sentence, FINE)
    signs = 0
    for entry in file.entries:
        text = _text(entry)
        signs += len(text) + sum(len(detail.before) + len(detail.after) for detail in entry.details)
        if signs > MOST_SIGNS:
            paper.write(_("The rest is too long for paper: it stands in case.json."), STRONG)
            return
        _entry(paper, entry, text)


def _entry(paper: Paper, entry: Entry, text: str) -> None:
    said = STRONG if entry.is_note or entry.message else PLAIN
    paper.beside(in_words(entry.at), LABEL, _headline(entry), said, left=WHEN)
    if text:
        paper.write(text, PLAIN, left=WHEN)
    for one in entry.files:
        paper.write(_("File") + f": {one.name}", FINE, left=WHEN)
    for detail in entry.details:
        paper.write(_change(detail), FINE, left=WHEN)
    paper.gap(1.5)


def _headline(entry: Entry) -> str:
    if entry.is_removed:
        return _("%(name)s wrote a note, which was removed later") % {"name": entry.who}
    if entry.message is not None:
        kind = _("E-mail") if entry.message.side_id is None else _("Side conversation")
        return " · ".join(filter(None, [entry.who, entry.message.correspondents, kind, entry.message.subject]))
    if not entry.is_note:
        return entry.sentence
    parts = [entry.who, _("Internal note"), entry.talk or (_("spoke with the customer") if entry.spoken else "")]
    return " · ".join(filter(None, parts))


def _text(entry: Entry) -> str:
    if entry.message is not None:
        return entry.message.text
    return unescape(TAG.sub("", str(entry.body)))


def _change(detail: Detail) -> str:
    nothing = _("nothing")
    return f"{detail.name}: {detail.before or nothing} → {detail.after or nothing}"


def hash_of_last(file: CaseFile) -> str:
    return _("Hash of the last event") + f": {file.head.hash}"


def left_out(file: CaseFile) -> list[str]:
    """What is not in it, in sentences; nothing where all is."""
    said = []
    if not file.with_notes:
        said.append(_("Without the internal notes and their files. Their digests remain, so the chain can be checked."))
    if file.earlier:
        said.append(_("The beginning is too long for paper: the newest entries are here, all of them in case.json."))
    return said


def _proof(paper: Paper, file: CaseFile) -> None:
    paper.gap(3)
    paper.rule()
    paper.write(_("Proof"), HEADING, kept=True)
    number = file.head.seq
    sentence = ngettext(
        "The history of this case has %(number)s event. Each carries the hash of the one before, so that none can be "
        "changed, taken out or put in between without being noticed.",
        "The history of this case has %(number)s events. Each carries the hash of the one before, so that none can be "
        "changed, taken out or put in between without being noticed.",
        number,
    )
    paper.write(sentence % {"number": number}, PLAIN)
    paper.write(hash_of_last(file), STRONG)
    paper.write(
        _(
            "The zip of the case file holds a program, verify.py, that checks it without network. Whether events were "
            "cut off at the end is seen by comparing this hash with one kept elsewhere."
        ),
        FINE,
    )


def _heading(paper: Paper, label: str) -> None:
    paper.gap(4)
    paper.write(label, HEADING, kept=True)
    paper.gap(1)
