"""The words of each mail: ours in three languages, an organization's own where it wrote some."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.notices.changes import RECEIVED
from atenda.notices.default_words import WORDS
from atenda.notices.events import WORDING_CHANGED
from atenda.notices.filling import unknown_places
from atenda.notices.models import Audience, Kind, Wording
from atenda.notices.refusals import UnknownPlace
from atenda.organizations.revisions import kept_until_touched, touch
from atenda.staff.models import Agent

PLACES: dict[str, Promise] = {
    "folio": _("the number of the case"),
    "reference": _("what it is about, in a line"),
    "description": _("what it is about, at length"),
    "customer": _("the customer’s name"),
    "state": _("where it stands"),
    "actor": _("who did it"),
    "changes": _("what changed, line by line"),
    "note": _("what was written: the note, or the customer’s mail"),
    "reader": _("the name of whoever reads it"),
    "organization": _("the name of your business"),
    "link": _("the address of the case, as a button"),
}
NAMES: dict[str, Promise] = {
    "customer-opened": _("To the customer: case created"),
    "customer-received": _("To the customer: case created by their mail"),
    "customer-edited": _("To the customer: case edited"),
    "customer-closed": _("To the customer: case closed"),
    "customer-cancelled": _("To the customer: case cancelled"),
    "colleague-opened": _("To colleagues: case created"),
    "colleague-failed": _("To colleagues: a mail does not arrive"),
    "colleague-edited": _("To colleagues: case edited"),
    "colleague-closed": _("To colleagues: case closed"),
    "colleague-cancelled": _("To colleagues: case cancelled"),
    "colleague-wrote": _("To colleagues: the customer writes"),
    "colleague-noted": _("To colleagues: note written"),
}


@dataclass(frozen=True)
class Words:
    subject: str
    body: str
    is_own: bool = False


def name_for(told_as: str, audience: Audience) -> str:
    """Which of the mails, by what tells it: a kind of news, or `cancelled`."""
    if audience == Audience.CUSTOMER:
        return f"customer-{told_as}"
    return f"colleague-{Kind.OPENED if told_as == RECEIVED else told_as}"


def words(name: str, language: str) -> Words:
    """The organization's own words, or ours."""
    own = _own_words().get((name, language))
    return own or Words(*WORDS[name][language])


@deed
def change_words(name: str, language: str, *, subject: str, body: str, by: Agent) -> None:
    """Write one mail in one's own words; ours again bring the default back. Raises UnknownPlace."""
    if unknown := unknown_places(f"{subject}\n{body}", PLACES):
        raise UnknownPlace(unknown)
    row = Wording.objects.select_for_update().filter(name=name, language=language).first()
    ours = WORDS[name][language]
    before = [row.subject, row.body] if row else list(ours)
    if before == [subject, body]:
        return
    if row is None:
        row = Wording(name=name, language=language, subject=subject, body=body)
        row.save(force_insert=True)
    else:
        row.subject, row.body = subject, body
        row.save(update_fields=["subject", "body"])
    which = {"mail": name, "language": language}
    record(row, WORDING_CHANGED, by=by, before=_told(which, *before), after=_told(which, subject, body))
    touch()


def _told(which: dict[str, str], subject: str, body: str) -> dict[str, str]:
    return {**which, "subject": subject, "body": body}


@kept_until_touched
def _own_words() -> dict[tuple[str, str], Words]:
    rows = Wording.objects.all()
    ours = {(name, language): text for name, by_language in WORDS.items() for language, text in by_language.items()}
    return {
        (row.name, row.language): Words(row.subject, row.body, is_own=True)
        for row in rows
        if ours.get((row.name, row.language)) != (row.subject, row.body)
    }
