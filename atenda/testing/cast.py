"""The people in every test: at `acme` an administrator, a supervisor, an agent, an observer and a customer;
at `other` the same, who must never see any of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from atenda.access.abilities import STANDARD, RoleKind
from atenda.access.models import Identity, Role
from atenda.cases.models import Category, ClosingReason, Priority, Source, State
from atenda.cases.presets import PresetName, install
from atenda.customers.models import Account, Contact
from atenda.customers.opening import open_account, open_contact
from atenda.customers.ways import Email, Phone
from atenda.organizations.entering import inside
from atenda.organizations.folding import fold
from atenda.organizations.models import Counter, Organization
from atenda.staff.models import Agent, Team, TeamMembership

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PASSWORD = "camelia-7-ponte"


@dataclass
class Cast:
    """One organization and who is who there."""

    organization: Organization
    admin: Agent
    supervisor: Agent
    agent: Agent
    colleague: Agent
    observer: Agent
    team: Team
    account: Account
    customer: Contact
    inside_of: Any = field(repr=False, default=None)

    @property
    def people(self) -> dict[str, Agent]:
        return {name: getattr(self, name) for name in ("admin", "supervisor", "agent", "colleague", "observer")}

    def state(self, label: str) -> Any:
        return State.objects.get(labels__es=label)

    def priority(self, label: str) -> Any:
        return Priority.objects.get(labels__es=label)

    def category(self, label: str) -> Any:
        return Category.objects.get(labels__es=label)

    def source(self, key: str) -> Any:
        return Source.objects.get(key=key)

    def reason(self, label: str) -> Any:
        return ClosingReason.objects.get(labels__es=label)

    def url(self, path: str = "") -> str:
        return f"/{self.organization.slug}/{path}"


def make_cast(slug: str, *, preset: str = PresetName.B2BGO) -> Cast:
    """Found an organization with its cast. The caller enters it."""
    # its very moment: a database made anew gives the same keys again, and what is kept in memory goes by both
    organization = Organization.objects.create(name=slug.title(), slug=slug, created_at=timezone.now())
    Counter.objects.create(organization=organization)
    with inside(organization):
        standard = [Role(kind=kind, sees=sees, abilities=list(does)) for kind, (sees, does) in STANDARD.items()]
        roles = {role.kind: role for role in Role.objects.bulk_create(standard)}
        install(preset)
        team = Team.objects.create(name="Almacén")
        people = {
            "admin": make_agent("Antía Admin", roles[RoleKind.ADMINISTRATOR]),
            "supervisor": make_agent("Sabela Supervisora", roles[RoleKind.SUPERVISOR]),
            "agent": make_agent("Xoán Axente", roles[RoleKind.AGENT]),
            "colleague": make_agent("Carme Compañeira", roles[RoleKind.AGENT]),
            "observer": make_agent("Olaia Observadora", roles[RoleKind.OBSERVER]),
        }
        TeamMembership.objects.create(agent=people["agent"], team=team)
        account, customer = make_customer()
        return Cast(organization=organization, team=team, account=account, customer=customer, **people)


def make_agent(name: str, role: Role) -> Any:
    first = fold(name.split()[0])
    identity = Identity.objects.create(email=f"{first}@{role.organization.slug}.example", password=_hashed())
    return Agent.objects.create(identity=identity, role=role, name=name)


@cache
def _hashed() -> str:
    """Hashing is slow on purpose; once is enough for the whole cast."""
    return make_password(PASSWORD)


def make_customer(name: str = "Uxía Cliente", company: str = "Conservas Ñandú") -> tuple[Account, Contact]:
    account = open_account(name=company, by=None, now=NOW)
    contact = open_contact(
        name=name,
        company=account,
        phones=[Phone("986 12 34 56")],
        emails=[Email("uxia@cliente.example")],
        by=None,
        now=NOW,
    )
    return account, contact
