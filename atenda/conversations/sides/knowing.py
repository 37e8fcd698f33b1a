"""Whom one may want to ask: colleagues, customers on record, and whoever was asked before in cases one sees."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from atenda.cases.models import Case
from atenda.conversations.answered import Person
from atenda.conversations.models import SideConversation
from atenda.customers.models import EmailAddress
from atenda.customers.permissions import may_see_customers
from atenda.customers.search import find_customers
from atenda.organizations.folding import fold
from atenda.staff.models import Agent

MOST = 8
LOOKED_AT = 50  # of the latest side conversations


def known(text: str, *, by: Agent) -> list[Person]:
    """Those who fit what was typed, whoever was asked before first; without words, those alone."""
    found: dict[str, Person] = {}
    for name, address in _all(text.strip()[:100], by):
        found.setdefault(address.lower(), (name, address))
        if len(found) == MOST:
            break
    return list(found.values())


def _all(text: str, by: Agent) -> Iterator[Person]:
    rows = SideConversation.objects.filter(case__in=Case.objects.visible_to(by)).order_by("-since", "-pk")
    asked = [(str(name), str(address)) for side in rows[:LOOKED_AT] for name, address in side.people]
    yield from (person for person in asked if fold(text) in fold(" ".join(person)))
    if not text:
        return
    agents = Agent.objects.active().filter(is_integration=False).exclude(pk=by.pk)
    fitting = agents.filter(Q(name__icontains=text) | Q(identity__email__istartswith=text)).order_by("pk")
    yield from fitting.values_list("name", "identity__email")[:MOST]
    if may_see_customers(by):
        yield from _customers(text)


def _customers(text: str) -> Iterator[Person]:
    cards = find_customers(text, limit=MOST)
    wanted = Q(contact__in=[card.id for card in cards if card.kind == "contact"])
    wanted |= Q(account__in=[card.id for card in cards if card.kind == "account"])
    rows = EmailAddress.objects.filter(wanted).select_related("contact", "account").order_by("-is_default", "pk")
    for row in rows:
        owner = row.contact or row.account
        assert owner is not None
        yield owner.name, row.address
