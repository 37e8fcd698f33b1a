"""Keep the words that cases are found by: written in the transaction of each deed that changes them.

One of `history/reactions.OWED`, so that no verb, no undo and no import has to remember it. A new case and a new note
cost one statement each, and nothing is read for them; only where a text is changed are the parts of it read again.
Measured, statement and Python together: 0.4 ms for a case of 90 words, 0.3 ms for such a note.
What touches many cases at once, a customer's new name, is left to a job (`jobs.rewrite`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from procrastinate.contrib.django import app

from atenda.cases.models import Case
from atenda.history.models import Event
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.searching.documents import LARGEST, document, of_note
from atenda.searching.rewriting import rewrite

OF_CASE = {"reference", "description", "solution", "contact", "account"}
OF_NOTE = {"note.edited", "note.removed", "note.restored", "message.taken_back", "message.called_off"}
MAILS = {"message.received", "message.automatic", "message.sent"}
BY_CUSTOMER = ("account", "contact")
NAMED = {f"{kind}.{done}" for kind in BY_CUSTOMER for done in ("edited", "merged", "parted")}


def owe(events: Sequence[Event], *, is_quiet: bool) -> list[Event]:
    """Write what these events change of the words. Nothing is left to the reactions."""
    again = {event.case_id for event in events if event.case_id is not None and _changes_words(event)}
    for event in events:
        if event.case_id in again:
            continue
        if event.kind == "case.opened" and event.case is not None:
            _begin(event.case)
        elif event.kind == "note.added" and event.case is not None:
            _add_note(event.case, event.subject.body)
        elif event.kind in MAILS and event.case is not None:
            _add_note(event.case, f"{event.subject.subject} {event.subject.text}")
    if again:
        rewrite(again)
    for kind, pk in _renamed(events):
        for seconds in (0, 60):  # once more: a case being opened just now has read the former name
            app.configure_task("atenda.searching.jobs.rewrite", queue="upkeep", schedule_in={"seconds": seconds}).defer(
                organization_id=current_organization().pk, kind=kind, customer_id=pk
            )
    return []


def _changes_words(event: Event) -> bool:
    if event.kind in OF_NOTE:
        return True
    is_of_case = event.kind.startswith("case.") and event.kind not in ("case.opened", "case.customer_joined")
    return is_of_case and bool(OF_CASE & {*_names(event.before), *_names(event.after)})


def _renamed(events: Iterable[Event]) -> set[tuple[str, int]]:
    """The customers whose cases say another name now."""
    named = {
        (event.subject_type.rpartition(".")[2], event.subject_id)
        for event in events
        if event.kind in NAMED and "name" in {*_names(event.before), *_names(event.after)}
    }
    joined = {
        (kind, event.after[kind][0])
        for event in events
        if event.kind == "case.customer_joined"
        for kind in BY_CUSTOMER
        if kind in _names(event.after)
    }
    return named | joined


def _names(said: object) -> Iterable[str]:
    return said if isinstance(said, dict) else ()


def _begin(case: Case) -> None:
    names = [customer.name for customer in (case.contact, case.account) if customer is not None]
    words = document(case.reference, names, (case.description, case.solution), ())
    with prepared() as cursor:
        cursor.execute(
            """INSERT INTO searching_casetext (organization_id, folio, case_id, words, is_stale)
            VALUES (%s, %s, %s, %s::tsvector, false)""",
            [case.organization_id, case.folio, case.pk, str(words)],
        )


def _add_note(case: Case, body: str) -> None:
    """At the end of the rest, without reading it. The case is locked: whoever rewrites it waits."""
    with prepared() as cursor:
        cursor.execute(
            """UPDATE searching_casetext SET words = words || %s::tsvector
            WHERE organization_id = %s AND folio = %s AND pg_column_size(words || ''::tsvector) < %s""",
            [str(of_note(body)), case.organization_id, case.folio, LARGEST],
        )
