"""A made-up case to show what a mail will look like; nothing of it is stored."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from atenda.cases import catalogue
from atenda.cases.models import Case, Lifecycle, State
from atenda.customers.models import Contact
from atenda.history.models import Event
from atenda.notices.changes import CANCELLED, FAILS, RECEIVED, Happening, Sum, sum_of
from atenda.notices.composing import Composed, compose
from atenda.notices.models import Audience, Kind
from atenda.notices.policy import Telling
from atenda.notices.readers import Reader
from atenda.notices.ways import Ways, case_address, may_be_answered
from atenda.notices.wording import Words
from atenda.staff.models import Agent

EVENTS: dict[str, str] = {
    Kind.OPENED: "case.opened",
    RECEIVED: "case.opened",
    Kind.EDITED: "case.edited",
    Kind.CLOSED: "case.closed",
    CANCELLED: "case.cancelled",
    Kind.FAILED: FAILS,
    Kind.WROTE: "message.received",
    Kind.NOTED: "note.added",
}


def example(
    told_as: str, audience: Audience, language: str, *, telling: Telling, by: Agent, said: Words | None = None
) -> Composed:
    """The mail about the example, a kind of news or `cancelled`; with a policy or words that need not be saved yet."""
    with translation.override(language):
        customer = Contact(name="Uxía Pérez Soto")
        case = _case(customer)
        is_customer = audience == Audience.CUSTOMER
        reader = Reader(audience, customer.name if is_customer else by.name, "uxia@example.org", language)
        return compose(case, _sum(told_as, by), reader, telling, _ways(case, is_customer, telling), said)


def _case(customer: Contact) -> Case:
    initial = catalogue.initial_state()
    return Case(
        folio=1042,
        reference=_("The cold room does not start"),
        description=_("It stopped last night and the goods are getting warm."),
        contact=customer,
        state=State(pk=initial.id, labels=dict(initial.labels)),
        created_at=timezone.now(),
    )


def _ways(case: Case, is_customer: bool, telling: Telling) -> Ways:
    """An address that shows what it looks like, and leads nowhere."""
    if not is_customer:
        return Ways(case_address(case))
    address = f"{settings.PUBLIC_URL}{reverse('customer_case', args=['1.1042.…'])}"
    return Ways(address if telling.customer_page else "", may_answer=may_be_answered())


def _sum(told_as: str, by: Agent) -> Sum:
    initial, closed = catalogue.initial_state(), catalogue.first_closed_state()
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if told_as == Kind.NOTED:
        after = {"body": _("Spare part ordered; it comes on Thursday.")}
    if told_as == Kind.FAILED:
        after = {"to": "uxia@example.org", "why": "550 5.1.1 no such user"}
    if told_as == Kind.WROTE:
        after = {"body": _("It stopped last night and the goods are getting warm.")}
    if told_as in (Kind.CLOSED, CANCELLED):
        before, after = {"state": _word(initial), "closing_reason": None}, _ending(cancels=told_as == CANCELLED)
    if told_as == Kind.EDITED:
        priorities = list(catalogue.priorities().values())
        before["state"], after["state"] = _word(initial), _word(closed)
        before["priority"], after["priority"] = _word(priorities[0]), _word(priorities[-1])
        before["description"] = ""
        after["description"] = _("It stopped last night and the goods are getting warm.")
    actor = None if told_as == RECEIVED else by
    done = sum_of([Happening(Event(kind=EVENTS[told_as], actor=actor), before, after)])
    assert done is not None
    return done


def _ending(*, cancels: bool) -> dict[str, Any]:
    """How the example ends; it is cancelled even where no state does that yet."""
    states = catalogue.states_in(Lifecycle.CANCELLED if cancels else Lifecycle.CLOSED)
    state = next((_word(state) for state in states if not state.is_retired), [0, str(Lifecycle.CANCELLED.label)])
    reasons = catalogue.in_use(catalogue.closing_reasons())
    reason = next((_word(reason) for reason in reasons if reason.cancels == cancels), None)
    return {"state": state, "closing_reason": reason}


def _word(value: catalogue.Value) -> list[Any]:
    return [value.id, str(value)]
