"""The fast path: what the verbs do, told in memory and written by COPY.

`FastPath` answers to the verbs' own names and arguments and leaves, row for row, what they would have left; a test
tells one story to both and compares every table. It is for inventing a past (the sample organization, the bench):
it refuses nothing, so it is given only what makes sense, and nothing follows its events.

A story is told whole before it is written: a case's row is what became of it. Events are written in the order of time,
whatever case they are of, so that the log lies on disk as in life.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack

from django.db import models
from django.db.models import F

from atenda.cases import catalogue, events
from atenda.cases.counting import Standing, count_new
from atenda.cases.describing import word_for, words_at_first
from atenda.cases.lifecycle import changes
from atenda.cases.models import (
    FINISHED,
    Campaign,
    Case,
    CaseAssignee,
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
from atenda.customers import events as customer_events
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.naming import clean, words_of
from atenda.customers.opening import know_words
from atenda.customers.profile import PLAIN, Profile, checked_tax, columns_of, settled, town_of
from atenda.customers.reaching import ROWS
from atenda.customers.ways import Email, Phone, Postal, Way, in_words
from atenda.customers.ways import settled as settled_ways
from atenda.figures.models import Stale
from atenda.history.models import Event, EventPayload
from atenda.organizations.entering import current_organization
from atenda.organizations.models import Counter, Organization
from atenda.searching.models import CaseText
from atenda.staff.models import Agent, Team
from atenda.testing.copying import Ids, Row, copy
from atenda.testing.telling import (
    Known,
    Told,
    assignee_rows,
    case_row,
    event_row,
    people_in_order,
    text_row,
    way_row,
    who,
)

# each after those it points to
CUSTOMER_TABLES: tuple[type[models.Model], ...] = (Account, Contact, AccountContact, *ROWS.values())
NOTHING_KNOWN: dict[str, Any] = {"language": "", "time_zone": "", "notes": "", "tag_ids": [], "merged_into_id": None}


def reserve_folios(n: int) -> int:
    """Take `n` folios of the organization entered out of circulation; the first of them."""
    own = Counter.objects.filter(organization=current_organization())
    own.update(next_folio=F("next_folio") + n)
    return own.values_list("next_folio", flat=True).get() - n


class FastPath:
    """The verbs' deeds in the organization entered, inside the caller's transaction.

    Folios begin with `first_folio`, of a block that was reserved; without it their row is locked until the end.
    """

    def __init__(self, first_folio: int | None = None) -> None:
        self.organization = current_organization()
        self.next_folio = first_folio or _next_folio(self.organization)
        self.is_folio_ours = first_folio is None
        self.ids = {model: Ids(model) for model in (Account, Contact, Case, Note)}
        self.customers: dict[type[models.Model], list[Row]] = {table: [] for table in CUSTOMER_TABLES}
        self.cases: list[Told] = []
        self.happenings: list[tuple[datetime, type[models.Model], dict[str, Any]]] = []
        self.words: set[str] = set()
        self.states = {state.pk: state for state in State.objects.all()}
        self.priority = Priority.objects.get(pk=catalogue.initial_priority().id)

    # Customers

    def open_account(
        self,
        *,
        name: str,
        emails: Sequence[Email] = (),
        phones: Sequence[Phone] = (),
        addresses: Sequence[Postal] = (),
        by: Agent | None,
        now: datetime,
        **profile: Unpack[Profile],
    ) -> Known:
        reach: dict[str, Sequence[Way]] = {"emails": emails, "phones": phones, "addresses": addresses}
        return self._open_customer(Account, {"name": name, **profile}, reach, by, now)

    def open_contact(
        self,
        *,
        name: str,
        emails: Sequence[Email] = (),
        phones: Sequence[Phone] = (),
        addresses: Sequence[Postal] = (),
        company: Known | None = None,
        position: str = "",
        by: Agent | None,
        now: datetime,
        **profile: Unpack[Profile],
    ) -> Known:
        reach: dict[str, Sequence[Way]] = {"emails": emails, "phones": phones, "addresses": addresses}
        contact = self._open_customer(Contact, {"name": name, **profile}, reach, by, now)
        if company is not None:
            self.link(contact, company, position=position, by=by, now=now)
        return contact

    def link(self, contact: Known, account: Known, *, position: str = "", by: Agent | None, now: datetime) -> None:
        position = clean(position)
        self._customer_row(AccountContact, account_id=account.pk, contact_id=contact.pk, position=position)
        company = {"account": account.pk, "name": account.name, "position": position}
        self._record(contact, customer_events.CONTACT_LINKED.name, by, now, after={"company": company})

    def _open_customer(
        self,
        model: type[Account] | type[Contact],
        profile: Mapping[str, Any],
        reach: Mapping[str, Sequence[Way]],
        by: Agent | None,
        now: datetime,
    ) -> Known:
        country = self.organization.country
        ways = {field: settled_ways(given, country) for field, given in reach.items()}
        words = settled(profile)
        words |= checked_tax(words, ways["addresses"])
        customer = Known(model, next(self.ids[model]), words["name"])
        columns = {**NOTHING_KNOWN, **columns_of(words), "town": town_of(ways["addresses"])}
        self._customer_row(model, id=customer.pk, created_at=now, updated_at=now, **columns)
        self.words |= words_of(customer.name)
        owners = {"account_id": None, "contact_id": None, f"{model.kind}_id": customer.pk}
        for field, some in ways.items():
            for way in some:
                self._customer_row(ROWS[field], **owners, **way_row(way, country))
        after = {name: words[name] for name in PLAIN if words.get(name)}
        after |= {field: in_words(some) for field, some in ways.items() if some}
        kind = customer_events.ACCOUNT_CREATED if model is Account else customer_events.CONTACT_CREATED
        self._record(customer, kind.name, by, now, after=after)
        return customer

    def _customer_row(self, table: type[models.Model], **row: Any) -> None:
        self.customers[table].append(row)

    # Cases

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

    def note(self, case: Told, *, body: str, by: Agent, now: datetime, spoken: bool = False) -> None:
        pk = next(self.ids[Note])
        row = {"id": pk, "case_id": case.pk, "author_id": by.pk, "body": body, "created_at": now, "spoken": spoken}
        row |= {"edited_at": None, "removed_at": None}
        self.happenings.append((now, Note, row))
        case.changed_by(by, now)
        if spoken:
            case.contacted_at = now
        after = {"body": body, "spoken": True} if spoken else {"body": body}
        self._record(case, NOTED.name, by, now, after=after, subject=(Note, pk))

    def _record(
        self,
        of: Told | Known,
        kind: str,
        by: Agent | None,
        at: datetime,
        *,
        before: Any = None,
        after: Any,
        subject: tuple[type[models.Model], int] | None = None,
    ) -> None:
        event = event_row(self.organization.pk, of, kind, by, at, before=before, after=after, subject=subject)
        self.happenings.append((at, Event, event))

    # Writing

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
