"""The fast path: what the verbs do, told in memory and written by COPY.

`FastPath` answers to the verbs' own names and arguments and leaves, row for row, what they would have left; a test
tells one story to both and compares every table. It is for a past: that which an import brings (`bringing.py`), whose
events all have a cause, and those invented for the sample organization and the bench. It refuses nothing, so it is
given only what makes sense, and nothing follows its events.

A story is told whole before it is written: a case's row is what became of it. Events are written in the order of time,
whatever case they are of, so that the log lies on disk as in life.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from atenda.cases.counting import Standing, count_new
from atenda.cases.models import Case, CaseAssignee, Interlude
from atenda.conversations.models import Note
from atenda.customers.opening import know_words
from atenda.figures.models import Stale
from atenda.history.ledger_checks import will_write
from atenda.history.models import Event, EventPayload
from atenda.importing.fast.case_deeds import CaseDeeds
from atenda.importing.fast.copying import Ids, Row, copy
from atenda.importing.fast.customer_deeds import CustomerDeeds
from atenda.importing.fast.telling import Told, assignee_rows, case_row, text_row
from atenda.organizations.entering import current_organization
from atenda.organizations.models import Counter, Organization
from atenda.searching.models import CaseText


def reserve_folios(n: int) -> int:
    """Take `n` folios of the organization entered out of circulation; the first of them."""
    own = Counter.objects.filter(organization=current_organization())
    own.update(next_folio=F("next_folio") + n)
    return own.values_list("next_folio", flat=True).get() - n


class FastPath(CaseDeeds, CustomerDeeds):
    """The verbs' deeds in the organization entered, inside the caller's transaction.

    Folios begin with `first_folio`, of a block that was reserved; without it their row is locked until the end. A story
    that `has_cases` not needs none.
    """

    def __init__(self, first_folio: int | None = None, *, has_cases: bool = True) -> None:
        self.is_folio_ours = first_folio is None and has_cases
        super().__init__(_next_folio(current_organization()) if self.is_folio_ours else first_folio or 0)

    def write(self) -> None:
        """Write what was told. The rows everybody waits for, words, counters and folio, come last."""
        for table, rows in self.customers.items():
            copy(table, rows)
            rows.clear()
        copy(Case, (case_row(case) for case in self.cases))
        copy(CaseAssignee, (row for case in self.cases for row in assignee_rows(case)))
        copy(CaseText, self._text_rows())
        self._write_happenings()
        know_words(" ".join(self.words))
        count_new(_standing(case) for case in self.cases)
        if self.cases:
            Stale.objects.create()  # whatever days were added up before
        if self.is_folio_ours:
            Counter.objects.filter(organization=self.organization).update(next_folio=self.next_folio)
        self.words, self.cases, self.happenings = set(), [], []

    def _text_rows(self) -> Iterator[Row]:
        notes: dict[int, list[str]] = {}
        for _, model, row in self.happenings:
            if model is Note:
                notes.setdefault(row["case_id"], []).append(row["body"])
        return (text_row(case, notes.get(case.pk, ())) for case in self.cases)

    def _write_happenings(self) -> None:
        self.happenings.sort(key=lambda happening: happening[0])
        for table in (Note, Interlude):
            copy(table, (row for _, model, row in self.happenings if model is table))
        recorded = [row for _, model, row in self.happenings if model is Event]
        payloads = []
        will_write()
        for pk, event in zip(Ids(Event).take(len(recorded)), recorded, strict=True):
            event["id"] = pk
            payloads.append({"event_id": pk, **event.pop("payload")})
        copy(Event, recorded)
        copy(EventPayload, payloads)


def _standing(case: Told) -> Standing:
    return Standing(case.state.pk, case.team.pk if case.team else None, tuple(agent.pk for agent in case.assignees))


def _next_folio(organization: Organization) -> int:
    counter = Counter.objects.select_for_update(no_key=True).get(organization=organization)
    return counter.next_folio
