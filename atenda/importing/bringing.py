"""Bring a batch of rows in: what is new by the fast path, what is known by the verbs, all with the import as cause.

Nobody is told of it and no clock starts (B84): the events are of kinds that no notice knows. A row that was brought
before and says the same changes nothing; of one that says something else the fields are changed that people left as
the last import wrote them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from types import SimpleNamespace
from typing import Any

from atenda.cases import events as case_events
from atenda.cases.models import Case
from atenda.cases.tagging import known, tags_called
from atenda.conversations import events as note_events
from atenda.customers import events as customer_events
from atenda.customers.models import Account, Contact
from atenda.history.deeds import one_deed
from atenda.history.recording_many import ends_of_streams
from atenda.importing import events
from atenda.importing.customers import Customers, Unfit
from atenda.importing.fast.copying import copy
from atenda.importing.fast.loading import FastPath
from atenda.importing.fast.story import Because
from atenda.importing.fast.telling import Known, Stream, Told
from atenda.importing.giving import LINKED, case_values, customer_values, picklists
from atenda.importing.marks import marks_of
from atenda.importing.models import Brought, Change, Import, Outcome, RefusedRow, What
from atenda.importing.renewing import renew
from atenda.importing.understanding import ROW, Row, Understanding
from atenda.searching.rewriting import rewrite
from atenda.staff.models import Agent, Team

KIND = {What.ACCOUNTS: "account", What.CONTACTS: "contact", What.CASES: "case", What.NOTES: "note"}
TOLD_AS = {  # by the fast path
    case_events.OPENED.name: events.CASE.name,
    customer_events.ACCOUNT_CREATED.name: events.ACCOUNT.name,
    customer_events.CONTACT_CREATED.name: events.CONTACT.name,
    customer_events.CONTACT_LINKED.name: events.CONTACT_LINKED.name,
    note_events.NOTED.name: note_events.IMPORTED.name,
}
EDITED_AS = {  # by the verbs
    case_events.EDITED.name: events.CASE_EDITED,
    case_events.ASSIGNED.name: events.CASE_ASSIGNED,
    **dict.fromkeys(
        (case_events.MOVED.name, case_events.CLOSED.name, case_events.CANCELLED.name, case_events.REOPENED.name),
        events.CASE_MOVED,
    ),
    customer_events.ACCOUNT_EDITED.name: events.CUSTOMER_EDITED,
    customer_events.CONTACT_EDITED.name: events.CUSTOMER_EDITED,
    customer_events.CONTACT_LINKED.name: events.CONTACT_LINKED,
}


@dataclass
class Batch:
    """Some rows of an import, and what became of them."""

    bringing: Import
    by: Agent
    now: datetime
    tally: Counter[str] = field(default_factory=Counter)
    outcomes: dict[int, Outcome] = field(default_factory=dict)  # by line
    refused: list[Row] = field(default_factory=list)
    brought: list[dict[str, Any]] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)
    case_ids: list[int] = field(default_factory=list)

    def bring(self, rows: Sequence[Row]) -> None:
        """All of it happens, or nothing. The caller holds the import."""
        with one_deed() as deed, deed.because(SimpleNamespace(pk=self.bringing.cause_id)):
            deed.told_as, deed.is_quiet = EDITED_AS, True
            self._bring(rows)
            self.case_ids += deed.case_ids
            self.changes = list(deed.event_ids)
            self._write()

    def refuse(self, row: Row, place: int, name: str, **words: Any) -> None:
        row.refuse(place, name, **words)
        self.refused.append(row)

    def count(self, row: Row, outcome: Outcome) -> None:
        self.outcomes[row.line] = outcome
        self.tally[outcome] += 1

    def _bring(self, rows: Sequence[Row]) -> None:
        kind = KIND[What(self.bringing.what)]
        good = self._once([row for row in rows if self._is_good(row)])
        known = self._known(kind, [row.external_id for row in good])
        new: list[Row] = []
        for row in good:
            there = known.get(row.external_id)
            if there is None:
                new.append(row)
            elif bytes(there.digest) == row.digest:
                self.count(row, Outcome.SAME)
            elif there.made_by_id == self.bringing.pk:
                self.refuse(row, ROW, "twice", value=row.external_id)
            else:
                self._renew(there, row)
        if new:
            getattr(self, f"_bring_{self.bringing.what}")(new)

    def _is_good(self, row: Row) -> bool:
        if row.problems:
            self.refused.append(row)
        return not row.problems

    def _once(self, rows: list[Row]) -> list[Row]:
        """A number that stands there twice is one thing; with other contents nobody knows which is meant."""
        first: dict[str, Row] = {}
        for row in rows:
            same = first.setdefault(row.external_id, row)
            if same is row:
                continue
            if same.digest == row.digest:
                self.count(row, Outcome.SAME)
            else:
                self.refuse(row, ROW, "twice", value=row.external_id)
        return list(first.values())

    def _known(self, kind: str, ids: Sequence[str]) -> dict[str, Brought]:
        found = Brought.objects.filter(source=self.bringing.source, kind=kind, external_id__in=ids)
        return {each.external_id: each for each in found}

    def _renew(self, there: Brought, row: Row) -> None:
        try:
            outcome = renew(there, row, self.bringing, by=self.by, now=self.now)
        except Unfit as unfit:
            self.refuse(row, ROW, unfit.name, value=unfit.value)
        else:
            self.count(row, outcome)

    def _fast(self, *, has_cases: bool) -> FastPath:
        fast = FastPath(has_cases=has_cases)
        assert self.bringing.cause_id is not None
        fast.because = Because(self.bringing.cause_id, TOLD_AS)
        return fast

    def _bring_accounts(self, rows: Sequence[Row]) -> None:
        fast = self._fast(has_cases=False)
        for row in rows:
            self._open_customer(fast, Account, row)
        fast.write()

    def _bring_contacts(self, rows: Sequence[Row]) -> None:
        fast = self._fast(has_cases=False)
        companies = Customers(self.bringing, [{**row.values, "email": None, "phone": None} for row in rows])
        for row in rows:
            try:
                company = companies.company(row.values, fast, by=self.by, now=self.now, at=self.now)
            except Unfit as unfit:
                self.refuse(row, ROW, unfit.name, value=unfit.value)
                continue
            contact = self._open_customer(fast, Contact, row)
            if company is not None:
                fast.link(contact, company, position=row.values.get("position", ""), by=self.by, now=self.now)
        self._remember_made(companies)
        fast.write()

    def _open_customer(self, fast: FastPath, model: Any, row: Row) -> Known:
        fast.origin = [self.bringing.pk, row.external_id.removeprefix("=")[:40]]
        given = customer_values(row.values)
        make = fast.open_account if model is Account else fast.open_contact
        made = make(**given, by=self.by, now=self.now)
        if created := row.values.get("created_at"):
            fast.customers[model][-1]["created_at"] = created  # type: ignore[index]
        self._remember(model.kind, row.external_id, made, row.digest, marks_of(made.words, given))
        self.count(row, Outcome.MADE)
        return made

    def _bring_cases(self, rows: Sequence[Row]) -> None:
        customers = Customers(self.bringing, [row.values for row in rows])
        tags = {name: tag for row in rows for name in row.values.get("tags", ()) if (tag := known(name))}
        fast, picked = self._fast(has_cases=True), picklists()
        people, teams = Agent.objects.in_bulk(_ids(rows, "responsible", "assignees", "author")), Team.objects.in_bulk()
        for row in rows:
            at = row.values.get("created_at") or self.now
            try:
                whose: dict[str, Any] = customers.of_case(row.values, fast, by=self.by, now=self.now, at=at)
            except Unfit as unfit:
                self.refuse(row, ROW, unfit.name, value=unfit.value)
                continue
            given = case_values(row.values, picked, people, teams, tags)
            fast.origin = [self.bringing.pk, row.external_id.removeprefix("=")[:40]]
            case = fast.open_case(**given, **whose, by=self.by, now=at)
            closed, updated = row.values.get("closed_at"), row.values.get("updated_at")
            notes = self._tell_notes(fast, case, row, closed or at)
            last = max(filter(None, (at, closed, updated)))
            fast.stand(case, closed_at=closed, updated_at=last)
            self._remember("case", row.external_id, case, row.digest, marks_of(case.words, _fields_of_case(row)))
            self.brought += notes
            self.case_ids.append(case.pk)
            self.count(row, Outcome.MADE)
        self._remember_made(customers)
        fast.write()

    def _tell_notes(self, fast: FastPath, case: Told | Known, row: Row, at: datetime) -> list[dict[str, Any]]:
        """The notes that stand in columns of the case itself."""
        told = []
        for body in row.values.get("note", ()):
            fast.origin = None
            pk = fast.note(case, body=body, by=self.by, now=at)
            told.append(self._brought("note", note_id(row.external_id, body), b"", {}, note_id=pk, case_id=case.pk))
        return told

    def _bring_notes(self, rows: Sequence[Row]) -> None:
        fast = self._fast(has_cases=False)
        cases = self._cases_of(rows)
        authors = Agent.objects.in_bulk(_ids(rows, "author"))
        told: set[int] = set()
        for row in sorted(rows, key=lambda row: row.values.get("created_at") or self.now):
            number = row.values["case"]
            case = cases.get(number)
            if not isinstance(case, Known):
                self.refuse(row, ROW, case or "unknown_case", value=number)
                continue
            author = authors.get(row.values.get("author", 0))
            said_by = "" if author else row.values.get("author_name", "")
            at = row.values.get("created_at") or self.now
            fast.origin = None
            pk = fast.note(case, body=row.values["body"], by=author or self.by, now=at, said_by=said_by)
            self.brought.append(self._brought("note", row.external_id, row.digest, {}, note_id=pk, case_id=case.pk))
            told.add(case.pk)
            self.count(row, Outcome.MADE)
        fast.write()
        if told:
            rewrite(sorted(told))
            self.case_ids += told

    def _cases_of(self, rows: Sequence[Row]) -> dict[str, Known | str]:
        """By their numbers there the cases of notes, locked; or why not."""
        found = self._known("case", [row.values["case"] for row in rows])
        ids = sorted(each.case_id for each in found.values() if each.case_id is not None)
        locked = Case.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
        cases = {case.pk: case for case in locked}
        ends = ends_of_streams(Case, ids)
        return {
            number: "binned_case"
            if (case := cases[each.case_id]).binned_at is not None
            else Known(Case, case.pk, case.reference, Stream(*ends[case.pk]))
            for number, each in found.items()
        }

    def _remember(self, kind: str, external: str, made: Any, digest: bytes, written: Mapping[str, str]) -> None:
        self.brought.append(self._brought(kind, external, digest, dict(written), **{f"{kind}_id": made.pk}))

    def _remember_made(self, customers: Customers) -> None:
        """Those put on record because a row spoke of them."""
        for kind, external, made in customers.made:
            self._remember(kind, external, made, b"", marks_of(made.words, made.words))

    def _brought(self, kind: str, external: str, digest: bytes, written: dict[str, str], **of: int) -> dict[str, Any]:
        row: dict[str, Any] = dict.fromkeys(("account_id", "contact_id", "case_id", "note_id"))
        return row | {
            "source": self.bringing.source,
            "kind": kind,
            "external_id": external[:120],
            "made_by_id": self.bringing.pk,
            "digest": digest,
            "written": written,
            **of,
        }

    def _write(self) -> None:
        copy(Brought, self.brought)
        pk = self.bringing.pk
        copy(Change, [{"bringing_id": pk, "event_id": event} for event in self.changes])
        for row in self.refused:
            self.count(row, Outcome.REFUSED)
        copy(
            RefusedRow,
            [
                {"bringing_id": pk, "line": row.line, "cells": row.cells, "problems": row.problems}
                for row in self.refused
            ],
        )


def make_tags(bringing: Import, rows: Sequence[Row], *, by: Agent, now: datetime) -> None:
    """Those of cases that nobody used before, by a deed of their own: what is kept in memory is read again after it."""
    if bringing.what == What.CASES:
        names = dict.fromkeys(name for row in rows for name in row.values.get("tags", ()))
        if new := [name for name in names if known(name) is None]:
            tags_called(new, by=by, now=now)


def understood(bringing: Import, lines: Sequence[tuple[int, list[str]]], *, now: datetime) -> list[Row]:
    reading = Understanding(bringing.what, bringing.mapping, now=now)
    return [reading.row(line, cells) for line, cells in lines]


def note_id(case: str, body: str) -> str:
    """What a note in a column of its case is remembered by."""
    return f"{case[:80]}#{blake2b(body.encode(), digest_size=8).hexdigest()}"


def _fields_of_case(row: Row) -> list[str]:
    fields = [
        name for name in row.values if name in (*LINKED, "reference", "description", "solution", "due_at", "team")
    ]
    fields += ["tags"] if "tags" in row.values else []
    fields += ["assignees"] if {"responsible", "assignees"} & row.values.keys() else []
    return fields


def _ids(rows: Sequence[Row], *names: str) -> set[int]:
    found: set[int] = set()
    for row in rows:
        for name in names:
            value = row.values.get(name)
            found |= set(value) if isinstance(value, list) else {value} if isinstance(value, int) else set()
    return found
