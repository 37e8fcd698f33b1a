"""Take an import back as a whole: what nobody changed since, some at a time, and say what stayed.

Cases go to the bin, customers of whom nothing else speaks are taken away, notes are removed, and fields get back what
they held. Whatever a person has changed, or put a case, a note or a file to, stays and is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic
from types import SimpleNamespace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from atenda.cases import events as case_events
from atenda.cases.binning import bin_case
from atenda.cases.models import Case
from atenda.cases.permissions import may_assign_cases, may_edit_cases
from atenda.cases.undoing import unassign, unedit, unmove
from atenda.conversations import events as note_events
from atenda.conversations.models import Note
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.permissions import may_edit_customers
from atenda.customers.reaching import ROWS
from atenda.customers.undoing import unedit as unedit_customer
from atenda.history.deeds import deed, one_deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.undoing import CannotUndo, undo, undoes
from atenda.importing import events
from atenda.importing.bringing import EDITED_AS
from atenda.importing.models import Brought, Change, Import, Stage
from atenda.importing.refusals import NothingToUndo
from atenda.importing.waking import wake
from atenda.live.announce import announce
from atenda.organizations.entering import current_organization
from atenda.searching.rewriting import rewrite
from atenda.staff.models import Agent

BATCH = 100
AT_A_STRETCH = 4.0
OURS = frozenset(
    {kind.name for kind in vars(events).values() if getattr(kind, "has_cause", False)} | {note_events.IMPORTED.name}
)
ORDER = ("note", "case", "contact", "account")  # what hangs on another goes first
MODELS: dict[str, Any] = {"account": Account, "contact": Contact, "case": Case, "note": Note}
TOLD_AS = {
    case_events.BINNED.name: events.CASE_TAKEN_BACK,
    case_events.UNMOVED.name: events.CASE_MOVED,
    **EDITED_AS,
}
undoes(events.CASE_EDITED, may=may_edit_cases)(unedit)
undoes(events.CASE_ASSIGNED, may=may_assign_cases)(unassign)
undoes(events.CASE_MOVED, may=may_edit_cases)(unmove)
undoes(events.CUSTOMER_EDITED, may=may_edit_customers)(unedit_customer)


@deed
def begin(bringing: Import, *, by: Agent, now: datetime) -> None:
    """Raises NothingToUndo thirty days after, or when it is under way."""
    bringing.lock()
    if not bringing.can_be_undone(now):
        raise NothingToUndo
    record(bringing, events.UNDONE, by=by, after={"name": bringing.name}, at=now)
    bringing.stage, bringing.undone_by, bringing.advanced_at = Stage.UNDOING, by, now
    bringing.figures = {**bringing.figures, "taken": 0, "left": 0}
    bringing.save(update_fields=["stage", "undone_by", "advanced_at", "figures"])
    transaction.on_commit(lambda: wake(bringing))


def carry_on(bringing: Import, *, until_done: bool = False) -> None:
    """Some of it, and a job for the rest. Run twice, nothing happens twice."""
    until = monotonic() + AT_A_STRETCH
    while advance(bringing, now=timezone.now()):
        if monotonic() > until and not until_done:
            wake(bringing)
            return


def advance(bringing: Import, *, now: datetime) -> bool:
    """A batch; whether there is more. What is looked at is no longer this import's, so it is looked at once."""
    cases: list[int] = []
    with transaction.atomic():
        bringing.lock()
        if bringing.stage != Stage.UNDOING:
            return False
        by = Agent.objects.select_related("role").get(pk=bringing.undone_by_id)
        tally: Counter[str] = Counter()
        with one_deed() as done, done.because(SimpleNamespace(pk=bringing.cause_id)):
            done.told_as, done.is_quiet = TOLD_AS, True
            is_more = _changes_back(bringing, tally, by, now) or _made_back(bringing, tally, by, now)
            cases = list(done.case_ids)
        bringing.figures = {
            **bringing.figures,
            **{name: bringing.figures.get(name, 0) + n for name, n in tally.items()},
        }
        bringing.advanced_at = now
        if not is_more:
            bringing.stage = Stage.UNDONE
        bringing.save(update_fields=["figures", "advanced_at", "stage"])
    if cases:
        announce(current_organization().pk, cases)
    return is_more


def _changes_back(bringing: Import, tally: Counter[str], by: Agent, now: datetime) -> bool:
    """Fields of what was there before get back what they held, the last change first."""
    some = list(
        Change.objects.filter(bringing=bringing).order_by("-event_id").values_list("event_id", flat=True)[:BATCH]
    )
    for event in Event.objects.filter(pk__in=some).select_related("case").order_by("-pk"):
        try:
            with transaction.atomic():
                undo(event, by=by, now=now, however_old=True)
            tally["taken"] += 1
        except CannotUndo:
            tally["left"] += 1
    Change.objects.filter(bringing=bringing, event_id__in=some).delete()
    return bool(some)


def _made_back(bringing: Import, tally: Counter[str], by: Agent, now: datetime) -> bool:
    for kind in ORDER:
        mine = Brought.objects.filter(made_by=bringing, kind=kind).order_by("external_id")
        some = list(mine[:BATCH])
        if not some:
            continue
        ids = [pk for each in some if (pk := getattr(each, f"{kind}_id")) is not None]
        taken = _BACK[kind](ids, by, now)
        tally["taken"] += len(taken)
        tally["left"] += len(set(ids) - taken)
        gone = [each.pk for each in some if getattr(each, f"{kind}_id") in taken]
        Brought.objects.filter(pk__in=[each.pk for each in some]).exclude(pk__in=gone).update(made_by=None)
        return True
    return False


def _cases_back(ids: Sequence[int], by: Agent, now: datetime) -> set[int]:
    cases = list(Case.objects.filter(pk__in=_untouched_cases(ids), binned_at=None).order_by("pk"))
    for case in cases:
        bin_case(case, by=by, now=now)
    taken = {case.pk for case in cases}
    Brought.objects.filter(case__in=taken).delete()
    return taken


def _untouched_cases(ids: Sequence[int]) -> set[int]:
    locked = Case.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    there = set(locked.values_list("pk", flat=True))
    changed = Event.objects.filter(case_id__in=ids).exclude(kind__in=OURS).values_list("case_id", flat=True)
    return there - set(changed)


def _notes_back(ids: Sequence[int], by: Agent, now: datetime) -> set[int]:
    """Of a case that is itself of this import the notes go with it."""
    notes = list(Note.objects.filter(pk__in=ids).select_related("case"))
    untouched = {note.pk for note in notes if note.edited_at is None and note.removed_at is None}
    cases = {note.case_id for note in notes if note.pk in untouched}
    list(Case.objects.filter(pk__in=cases).order_by("pk").select_for_update(no_key=True))
    for note in notes:
        if note.pk in untouched and note.case.binned_at is None:
            Note.objects.filter(pk=note.pk).update(removed_at=now)
            record(note, events.NOTE_TAKEN_BACK, by=by, case=note.case, before={"body": note.body}, at=now)
    if cases:
        rewrite(sorted(cases))
    Brought.objects.filter(note__in=untouched).delete()
    return untouched


def _customers_back(model: Any, ids: Sequence[int], by: Agent, now: datetime) -> set[int]:
    label = model._meta.label_lower
    changed = set(
        Event.objects.filter(case=None, subject_type=label, subject_id__in=ids)
        .exclude(kind__in=OURS)
        .values_list("subject_id", flat=True)
    )
    taken: set[int] = set()
    for customer in model.objects.filter(pk__in=set(ids) - changed).order_by("pk"):
        try:
            with transaction.atomic():
                _take_away(customer, by, now)
        except IntegrityError:  # a case, another record or a mail still speaks of it
            continue
        taken.add(customer.pk)
    return taken


def _take_away(customer: Account | Contact, by: Agent, now: datetime) -> None:
    mine: Any = {customer.kind: customer}
    record(customer, events.CUSTOMER_TAKEN_BACK, by=by, before={"name": customer.name}, at=now)
    Brought.objects.filter(**mine).delete()
    hanging: list[Any] = [*ROWS.values(), AccountContact]
    for rows in hanging:
        rows.objects.filter(**mine).delete()
    type(customer).objects.filter(pk=customer.pk).delete()


_BACK: dict[str, Callable[[Sequence[int], Agent, datetime], set[int]]] = {
    "case": _cases_back,
    "note": _notes_back,
    "contact": lambda ids, by, now: _customers_back(Contact, ids, by, now),
    "account": lambda ids, by, now: _customers_back(Account, ids, by, now),
}
