"""Make a case of its own of a mail or a note that speaks of something else (U1).

The words stay where they are, and are read in both cases; whoever answers that mail writes into the new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.cases.binning import bin_case
from atenda.cases.models import Case
from atenda.cases.opening import open_case
from atenda.cases.permissions import may_edit_cases, may_open_cases
from atenda.conversations import events
from atenda.conversations.models import Direction, Message, Note
from atenda.customers.models import Account, Contact
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.intake.titling import bare
from atenda.organizations.refusals import Refused
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent

LONGEST = 50_000
LONGEST_TITLE = 200


class SplitBefore(Refused):
    """Said with the case that was made of it."""

    sentence = _("Case %(number)s was made of this already.")

    def __init__(self, folio: int) -> None:
        super().__init__(folio)
        self.folio = folio

    def __str__(self) -> str:
        return str(self.sentence) % {"number": self.folio}


class NotTheirs(Refused):
    sentence = _("A case is made of what a customer wrote, or of a note.")


def may_split(actor: Agent) -> bool:
    return may_open_cases(actor) and may_edit_cases(actor)


@deed
def split(said: Message | Note, *, reference: str = "", by: Agent, now: datetime) -> Case:
    """Open a case that begins with this mail or note, for whoever wrote it, in the team of the first one.

    What a note says is not the description of a case: that may be read by customers. Raises SplitBefore, NotTheirs,
    InTheBin.
    """
    case: Case = said.case
    case.hold()
    said.lock()
    if said.split_into_id is not None:
        raise SplitBefore(said.split_into.folio)
    if isinstance(said, Message) and said.direction != Direction.IN:
        raise NotTheirs
    contact, account = _customer(said, case)
    new = open_case(
        reference=reference.strip() or title_of(said, case),
        description=said.text[:LONGEST] if isinstance(said, Message) else "",
        contact=contact,
        account=account,
        team=case.team,
        type=case.type,
        category=case.category,
        source=case.source,
        by=by,
        now=now,
        is_asked=False,
    )
    said.split_into = new
    said.save(update_fields=["split_into"])
    there, here = {"other": [new.pk, str(new.folio)]}, {"other": [case.pk, str(case.folio)]}
    if isinstance(said, Message):
        record(said, events.SPLIT, by=by, after=there, case=case, at=now)
        record(said, events.BEGAN, by=by, after=here, case=new, at=now)
    else:
        told = {**here, "body": said.body, "author": str(said.author)}
        record(said, events.NOTE_SPLIT, by=by, after=there, case=case, at=now)
        record(said, events.NOTE_BEGAN, by=by, after=told, case=new, at=now)
    return new


def title_of(said: Message | Note, case: Case) -> str:
    """What the new case is called unless one says otherwise: by the subject, and never by the words of a note."""
    subject = bare(said.subject) if isinstance(said, Message) else ""
    return (subject or case.reference)[:LONGEST_TITLE]


def _customer(said: Message | Note, case: Case) -> tuple[Contact | None, Account | None]:
    """Whoever wrote the mail, where they are on record and another one; else the customer of the case."""
    writer = said.contact.survivor if isinstance(said, Message) and said.contact else None
    return (writer, None) if writer and writer.pk != case.contact_id else (case.contact, case.account)


def _hold_both(event: Event) -> None:
    """The case, and the one that was made of a part of it, in one order."""
    payload = event.payloads.first()
    keys = [event.case_id, *([payload.after["other"][0]] if payload and payload.after else [])]
    for case in Case.objects.filter(pk__in=keys).order_by("pk"):
        OrgModel.lock(case)


@undoes(events.SPLIT, events.NOTE_SPLIT, may=may_split, hold=_hold_both)
def unsplit(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """The new case goes to the bin. Raises ChangedSince once anything was written in it."""
    model: type[Message] | type[Note] = Message if event.kind == events.SPLIT.name else Note
    said: Any = model.objects.select_related("case").filter(pk=event.subject_id).first()
    new = Case.objects.filter(pk=after["other"][0]).first()
    if said is None or new is None:
        raise CannotUndo
    if said.split_into_id != new.pk or any(each.objects.filter(case=new).exists() for each in (Message, Note)):
        raise ChangedSince
    said.split_into = None
    said.save(update_fields=["split_into"])
    record(said, events.REJOINED, by=by, before={}, after=after, case=said.case, at=now)
    if new.binned_at is None:
        bin_case(new, by=by, now=now)
