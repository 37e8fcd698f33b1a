"""Twenty people who do whatever comes to mind on the same five cases, at once."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from atenda.cases import assignment, editing, lifecycle
from atenda.cases.editing import Conflict
from atenda.cases.models import Case, Priority, State
from atenda.conversations.amending import TooLate, edit_note, remove_note
from atenda.conversations.models import Note
from atenda.conversations.noting import note
from atenda.history.merging import last_seq
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent
from atenda.testing.cast import NOW

WORDS = ["Non arranca", "Chegou tarde", "Falta unha caixa", "Factura errada", "Pregunta polo prezo", "👍 «xa está»"]
EXPECTED = (Conflict, Refused, TooLate)


@dataclass
class Client:
    """One person with a will of their own; the same number always wants the same."""

    number: int
    agent: Agent
    colleagues: list[Agent]
    organization: Organization
    case_ids: list[int]
    done: int = 0
    refused: int = 0
    seen: dict[int, int] = field(default_factory=dict)  # what each form on the screen had seen when it was opened

    def work(self, deeds: int) -> Client:
        """Do so many deeds; what is refused was tried."""
        self.chance = random.Random(self.number)
        with inside(self.organization), closing(connection):
            for at in range(deeds):
                try:
                    self._one_deed(NOW + timedelta(seconds=at))
                except EXPECTED:
                    self.refused += 1
                else:
                    self.done += 1
        return self

    def _one_deed(self, now: datetime) -> None:
        case = Case.objects.get(pk=self.chance.choice(self.case_ids))
        deeds: list[Callable[[Case, datetime], None]] = [
            *[self._edit] * 4,
            *[self._save_old_form] * 4,
            *[self._assign] * 3,
            *[self._move] * 3,
            *[self._undo] * 3,
            self._close,
            self._reopen,
            self._note,
            self._amend,
        ]
        self.chance.choice(deeds)(case, now)

    def _edit(self, case: Case, now: datetime) -> None:
        values = {"reference": self.chance.choice(WORDS), "priority": self._one_of(Priority)}
        name = self.chance.choice([*values])
        editing.edit(case, by=self.agent, now=now, **{name: values[name]})

    def _save_old_form(self, case: Case, now: datetime) -> None:
        """Save a form that was opened a while ago, and open the next one."""
        seen = self.seen.get(case.pk, last_seq(case))
        self.seen[case.pk] = last_seq(case)
        values = {"description": self.chance.choice(WORDS), "state": self._one_of(State)}
        editing.save_form(case, values=values, seen=seen, by=self.agent, now=now)

    def _assign(self, case: Case, now: datetime) -> None:
        people = self.chance.sample(self.colleagues, self.chance.randint(0, 3))
        responsible = people[0] if people else None
        assignment.assign(case, responsible=responsible, others=people[1:], by=self.agent, now=now)

    def _move(self, case: Case, now: datetime) -> None:
        lifecycle.move(case, to=self._one_of(State), by=self.agent, now=now)

    def _close(self, case: Case, now: datetime) -> None:
        lifecycle.close(case, by=self.agent, now=now)

    def _reopen(self, case: Case, now: datetime) -> None:
        lifecycle.reopen(case, by=self.agent, now=now)

    def _note(self, case: Case, now: datetime) -> None:
        note(case, body=self.chance.choice(WORDS), by=self.agent, now=now)

    def _amend(self, case: Case, now: datetime) -> None:
        mine = Note.objects.filter(case=case, author=self.agent, removed_at=None).select_related("case").first()
        if mine is None:
            return
        if self.chance.random() < 0.5:
            edit_note(mine, body=self.chance.choice(WORDS), by=self.agent, now=now)
        else:
            remove_note(mine, by=self.agent, now=now)

    def _undo(self, case: Case, now: datetime) -> None:
        latest = Event.objects.filter(case=case).exclude(kind="case.opened").select_related("case").order_by("-seq")
        event = next(iter(latest[self.chance.randint(0, 3) :][:1]), None)
        if event is not None:
            undo(event, by=self.agent, now=now)

    def _one_of(self, model: type) -> object:
        rows = list(model.objects.filter(retired_at=None).order_by("pk"))  # type: ignore[attr-defined]
        return self.chance.choice(rows)
