"""Who is to hear of a case: its customer, those who work on it or follow it, the administrators."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import RoleKind, Sees
from atenda.cases.models import Case
from atenda.customers.models import Account, Contact, EmailAddress
from atenda.notices.models import Audience, Following
from atenda.organizations.entering import current_organization
from atenda.organizations.labels import LANGUAGES
from atenda.staff.models import Agent


class Why(models.TextChoices):
    """What makes somebody a reader of a case: the rule a person may ask for."""

    CUSTOMER = "customer", _("the customer of the case")
    ASSIGNED = "assigned", _("works on the case")
    FOLLOWS = "follows", _("follows the case")
    ADMINISTERS = "administers", _("administers the organization")
    MENTIONED = "mentioned", _("is mentioned")


@dataclass(frozen=True)
class Reader:
    """One person who hears, why, and in which language."""

    audience: Audience
    name: str
    address: str
    language: str
    agent: Agent | None = None
    why: Why = Why.CUSTOMER
    customer: Contact | Account | None = None

    @property
    def time_zone(self) -> str:
        """Where their clock is."""
        return (self.agent.identity.time_zone if self.agent else "") or current_organization().time_zone

    @property
    def is_only_mentioned(self) -> bool:
        """They hear of the notes that name them, and of nothing else."""
        return self.why == Why.MENTIONED


def customer_of(case: Case) -> Reader | None:
    """The contact, or the account where there is none to write to; None without an address."""
    for customer in (case.contact, case.account):
        if customer is not None and (address := address_of(customer)):
            return Reader(Audience.CUSTOMER, customer.name, address, language_of(customer), customer=customer)
    return None


def address_of(customer: Contact | Account) -> str:
    """The default e-mail, or whichever there is."""
    found = EmailAddress.objects.filter(**{customer.kind: customer}).order_by("-is_default", "pk")
    return found.values_list("address", flat=True).first() or ""


def language_of(customer: Contact | Account) -> str:
    """The customer's language, or the organization's."""
    wanted = getattr(customer, "language", "") or current_organization().language
    return wanted if wanted in LANGUAGES else "es"


def colleagues_of(case: Case, mentioned: Collection[int] = ()) -> list[Reader]:
    """Who works on the case, follows it, administers or is mentioned — and may see it, and has not muted it (3.39)."""
    following = _following(case)
    wanted = Q(pk__in=[*case.assignee_ids, *following, *mentioned]) | Q(role__kind=RoleKind.ADMINISTRATOR)
    agents = Agent.objects.active().filter(wanted, is_invited=False).select_related("identity", "role").order_by("pk")
    return [
        _reader(agent, case, following)
        for agent in agents
        if not following.get(agent.pk, False) and may_see(agent, case)
    ]


def _following(case: Case) -> dict[int, bool]:
    """Who follows the case, and who has muted it; whoever follows one that was merged into it follows this one, too."""
    rows = Following.objects.filter(case__in=case.ids_together()).values_list("agent_id", "is_muted", "case_id")
    found = {agent: is_muted for agent, is_muted, of in rows if of == case.pk}
    return {agent: False for agent, is_muted, of in rows if of != case.pk and not is_muted} | found


def may_see(agent: Agent, case: Case) -> bool:
    if agent.role.sees == Sees.ALL:
        return case.binned_at is None
    return bool(Case.objects.visible_to(agent).filter(pk=case.pk).exists())


def everybody(case: Case, mentioned: Collection[int] = ()) -> list[Reader]:
    customer = customer_of(case)
    return [*([customer] if customer else []), *colleagues_of(case, mentioned)]


def _reader(agent: Agent, case: Case, following: dict[int, bool]) -> Reader:
    why = _why(agent, case, following)
    audience = Audience.ADMINISTRATORS if why == Why.ADMINISTERS else Audience.ASSIGNEES
    return Reader(audience, agent.name, agent.identity.email, agent.identity.language, agent, why)


def _why(agent: Agent, case: Case, following: dict[int, bool]) -> Why:
    if agent.pk in case.assignee_ids:
        return Why.ASSIGNED
    if agent.pk in following:
        return Why.FOLLOWS
    return Why.ADMINISTERS if agent.role.is_administrator else Why.MENTIONED
