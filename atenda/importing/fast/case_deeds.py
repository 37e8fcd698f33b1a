"""The deeds on cases, told in memory; see `loading.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from atenda.cases import catalogue, events
from atenda.cases.describing import word_for, words_at_first
from atenda.cases.lifecycle import changes
from atenda.cases.models import (
    FINISHED,
    Campaign,
    Case,
    CaseType,
    Category,
    ClosingReason,
    Importance,
    Interlude,
    Lifecycle,
    Priority,
    Source,
    State,
    Tag,
)
from atenda.conversations.events import NOTED
from atenda.conversations.models import Note
from atenda.importing.fast.story import Story
from atenda.importing.fast.telling import Known, Told, people_in_order, who
from atenda.staff.models import Agent, Team


class CaseDeeds(Story):
    """Each case takes the next folio."""

    def __init__(self, first_folio: int) -> None:
        super().__init__()
        self.next_folio = first_folio
        self.cases: list[Told] = []
        self.states = {state.pk: state for state in State.objects.all()}
        self.priority = Priority.objects.get(pk=catalogue.initial_priority().id)

    def open_case(
        self,
        *,
        reference: str,
        contact: Known | None = None,
        account: Known | None = None,
        description: str = "",
        type: CaseType | None = None,
        category: Category | None = None,
        priority: Priority | None = None,
        importance: Importance | None = None,
        campaign: Campaign | None = None,
        state: State | None = None,
        responsible: Agent | None = None,
        assignees: Sequence[Agent] = (),
        team: Team | None = None,
        due_at: datetime | None = None,
        source: Source | None = None,
        solution: str = "",
        closing_reason: ClosingReason | None = None,
        tags: Sequence[Tag] = (),
        by: Agent | None,
        now: datetime,
    ) -> Told:
        case = Told(
            next(self.ids[Case]),
            self.next_folio,
            reference,
            description,
            state or self.states[catalogue.initial_state().id],
            priority or self.priority,
            category,
            type,
            importance,
            campaign,
            source,
            solution,
            closing_reason,
            contact,
            account,
            team,
            people_in_order(responsible, assignees),
            created_at=now,
            updated_at=now,
            due_at=due_at,
            tags=list(tags),
        )
        self.next_folio += 1
        if case.state.lifecycle in FINISHED:
            case.closed_at = case.first_closed_at = now
        self.cases.append(case)
        words = {"folio": case.folio, **words_at_first(case), "assignees": word_for("assignees", case.assignees)}  # type: ignore[arg-type]
        case.words = words
        self._record(case, events.OPENED.name, by, now, after=words)
        return case

    def assign(
        self, case: Told, *, responsible: Agent | None, others: Sequence[Agent] = (), by: Agent | None, now: datetime
    ) -> None:
        people = people_in_order(responsible, others)
        if people == case.assignees:
            return
        before, case.assignees = case.assignees, people
        case.changed_by(by, now)
        self._record(case, events.ASSIGNED.name, by, now, before=who(before), after=who(people))

    def edit(self, case: Told, *, by: Agent | None, now: datetime, **values: Any) -> None:
        changed = {name: value for name, value in values.items() if getattr(case, name) != value}
        if not changed:
            return
        before = {name: word_for(name, getattr(case, name)) for name in changed}
        for name, value in changed.items():
            setattr(case, name, value)
        case.changed_by(by, now)
        after = {name: word_for(name, value) for name, value in changed.items()}
        self._record(case, events.EDITED.name, by, now, before=before, after=after)

    def move(
        self,
        case: Told,
        *,
        to: State,
        reason: ClosingReason | None = None,
        solution: str | None = None,
        by: Agent | None,
        now: datetime,
    ) -> None:
        if case.state == to:
            return
        was_pending, leaving = case.is_pending, case.state
        said = {"state": to, "closing_reason": reason, "solution": case.solution if solution is None else solution}
        words = changes(case, said)
        for name in words:
            setattr(case, name, said[name])
        case.changed_by(by, now)
        if to.lifecycle in FINISHED:
            kind = events.CANCELLED if to.lifecycle == Lifecycle.CANCELLED else events.CLOSED
            if was_pending:
                case.closed_at = now
                case.first_closed_at = case.first_closed_at or now
        else:
            kind = events.MOVED if was_pending else events.REOPENED
            if not was_pending:
                self._remember(case, was_cancelled=leaving.lifecycle == Lifecycle.CANCELLED, now=now)
                case.closed_at = None
                case.reopen_count += 1
        before, after = ({name: change[side] for name, change in words.items()} for side in (0, 1))
        self._record(case, kind.name, by, now, before=before, after=after)

    def _remember(self, case: Told, *, was_cancelled: bool, now: datetime) -> None:
        row = {"case_id": case.pk, "closed_at": case.closed_at, "since": case.closed_at, "until": now}
        self.happenings.append((now, Interlude, {**row, "is_pending": False, "is_cancelled": was_cancelled}))

    def close(
        self,
        case: Told,
        *,
        to: State | None = None,
        reason: ClosingReason | None = None,
        solution: str | None = None,
        by: Agent | None,
        now: datetime,
    ) -> None:
        if case.is_pending:
            to = to or self.states[catalogue.first_closed_state().id]
            self.move(case, to=to, reason=reason, solution=solution, by=by, now=now)

    def reopen(self, case: Told, *, by: Agent | None, now: datetime) -> None:
        if not case.is_pending:
            working = catalogue.states_in(Lifecycle.WORKING)
            to = working[0] if working else catalogue.initial_state()
            self.move(case, to=self.states[to.id], by=by, now=now)

    def stand(self, case: Told, *, closed_at: datetime | None, updated_at: datetime) -> None:
        """Say of a case that was opened as it stands when it was closed, and last changed by a person."""
        if not case.state.is_finished:
            closed_at = None
        case.closed_at = case.first_closed_at = closed_at
        case.updated_at = max(updated_at, case.created_at)

    def note(
        self,
        case: Told | Known,
        *,
        body: str,
        by: Agent,
        now: datetime,
        spoken: bool = False,
        said_by: str = "",
    ) -> int:
        """The key of the note. `said_by` names an author whom nobody here is; `by` is then whoever brought it."""
        pk = next(self.ids[Note])
        row = {"id": pk, "case_id": case.pk, "author_id": by.pk, "body": body, "created_at": now, "spoken": spoken}
        row |= {"talk": "", "minutes": None, "outcome": ""}
        row |= {"edited_at": None, "removed_at": None, "split_into_id": None}
        self.happenings.append((now, Note, row))
        if isinstance(case, Told):
            case.changed_by(by, now)
            if spoken:
                case.contacted_at = now
        after: dict[str, Any] = {"body": body, "spoken": True} if spoken else {"body": body}
        if said_by:
            after["author"] = said_by
        self._record(case, NOTED.name, by, now, after=after, subject=(Note, pk))
        return pk
