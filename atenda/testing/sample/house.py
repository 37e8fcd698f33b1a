"""The house itself: its name, its four teams and its twenty-five people. All made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from atenda.access.abilities import RoleKind
from atenda.access.models import Identity, Role
from atenda.cases import catalogue, picklists
from atenda.cases.founding import found
from atenda.cases.models import Colour, Lifecycle
from atenda.cases.presets import PresetName
from atenda.history.deeds import one_deed
from atenda.history.recording import record
from atenda.organizations.entering import inside
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.models import Organization
from atenda.organizations.revisions import touch
from atenda.staff import events
from atenda.staff.models import Agent, Team, TeamMembership

SLUG = "rias"
NAME = "Distribucións Rías Abertas"
PASSWORD = "atenda-demo"
DESK, STORE, ROUTES, OFFICE = "Atención ao cliente", "Almacén", "Reparto", "Administración"


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    role: RoleKind
    teams: tuple[str, ...]
    language: str = "es"


_A, _S, _G, _O = RoleKind.ADMINISTRATOR, RoleKind.SUPERVISOR, RoleKind.AGENT, RoleKind.OBSERVER
ADMINISTRATOR = Person("Uxío Barreiro Solla", "admin@rias.example", _A, (OFFICE,), "gl")
PEOPLE = (
    Person("Carme Outeiral Vidal", "supervisora@rias.example", _S, (DESK,), "gl"),
    Person("Noa Piñeiro Lago", "agente@rias.example", _G, (DESK,)),
    Person("Brais Fandiño Rey", "brais.fandino@rias.example", _G, (DESK,), "gl"),
    Person("Lucía Domínguez Paz", "lucia.dominguez@rias.example", _G, (DESK,)),
    Person("Iria Castiñeiras Búa", "iria.castineiras@rias.example", _G, (DESK,), "gl"),
    Person("Javier Crespo Nieto", "javier.crespo@rias.example", _G, (DESK,)),
    Person("Sabela Mouriño Otero", "sabela.mourino@rias.example", _G, (DESK, OFFICE), "gl"),
    Person("Marta Losada Ferro", "marta.losada@rias.example", _G, (DESK,)),
    Person("Anxo Viéitez Soutelo", "anxo.vieitez@rias.example", _S, (STORE,), "gl"),
    Person("Ramón Gondar Leiro", "ramon.gondar@rias.example", _G, (STORE,), "gl"),
    Person("Óscar Teijeiro Campos", "oscar.teijeiro@rias.example", _G, (STORE,)),
    Person("Dolores Abalo Míguez", "dolores.abalo@rias.example", _G, (STORE,)),
    Person("Martiño Sobral Pose", "martino.sobral@rias.example", _G, (STORE, ROUTES), "gl"),
    Person("Verónica Santos Rial", "veronica.santos@rias.example", _G, (STORE,)),
    Person("Suso Chapela Durán", "suso.chapela@rias.example", _S, (ROUTES,), "gl"),
    Person("Moncho Padín Costas", "moncho.padin@rias.example", _G, (ROUTES,), "gl"),
    Person("Rubén Iglesias Calvo", "ruben.iglesias@rias.example", _G, (ROUTES,)),
    Person("Xurxo Currás Novás", "xurxo.curras@rias.example", _G, (ROUTES,), "gl"),
    Person("Adrián Prado Meira", "adrian.prado@rias.example", _G, (ROUTES,)),
    Person("Rosa Quintela Yáñez", "rosa.quintela@rias.example", _S, (OFFICE,)),
    Person("Beatriz Carballo Gil", "beatriz.carballo@rias.example", _G, (OFFICE,)),
    Person("Paulo Amoedo Roma", "paulo.amoedo@rias.example", _G, (OFFICE,), "gl"),
    Person("Tareixa Millán Seoane", "tareixa.millan@rias.example", _G, (OFFICE,), "gl"),
    Person("Manuel Lorenzo Bastos", "manuel.lorenzo@rias.example", _O, ()),
)
assert len(PEOPLE) + 1 == 25


@dataclass
class House:
    """The organization, founded, with everybody at work."""

    organization: Organization
    agents: dict[str, Agent]  # by e-mail
    teams: dict[str, Team]
    speaks: dict[int, str]  # the language in which an agent writes notes
    members: dict[str, list[Agent]] = field(default_factory=dict)  # who takes a team's cases

    def supervisor_of(self, team: str) -> Agent:
        return next((agent for agent in self.members[team] if agent.role.kind == _S), self.members[DESK][0])


def build(now: datetime) -> House:
    """Found the organization and let everybody in, as of `now`. One transaction is around it."""
    password = make_password(PASSWORD)
    founding = found(
        name=NAME,
        slug=SLUG,
        language="es",
        preset=PresetName.B2BGO,
        administrator_name=ADMINISTRATOR.name,
        administrator_email=ADMINISTRATOR.email,
        now=now,
        password=PASSWORD,
    )
    Organization.objects.filter(pk=founding.organization.pk).update(is_sample=True)
    founding.organization.is_sample = True
    identities = [Identity(email=each.email, language=each.language, password=password) for each in PEOPLE]
    Identity.objects.bulk_create(identities)
    Identity.objects.filter(email=ADMINISTRATOR.email).update(language=ADMINISTRATOR.language)
    with inside(founding.organization), one_deed():
        house = _people_it(founding.organization, founding.administrator, identities, now)
        _let_cancel(founding.administrator, now)
        touch()
    return house


def _people_it(
    organization: Organization, administrator: Agent, identities: Sequence[Identity], now: datetime
) -> House:
    roles = {role.kind: role for role in Role.objects.all()}
    teams = {name: Team(name=name) for name in (DESK, STORE, ROUTES, OFFICE)}
    for team in teams.values():
        team.save(force_insert=True)
        record(team, events.TEAM_CREATED, by=administrator, after=team.name, at=now)
    house = House(organization, {ADMINISTRATOR.email: administrator}, teams, {administrator.pk: ADMINISTRATOR.language})
    house.members = {name: [] for name in teams}
    TeamMembership.objects.create(agent=administrator, team=teams[OFFICE])
    for person, identity in zip(PEOPLE, identities, strict=True):
        now += timedelta(minutes=11)
        agent = Agent(identity=identity, role=roles[person.role], name=person.name)
        agent.save(force_insert=True)
        TeamMembership.objects.bulk_create(TeamMembership(agent=agent, team=teams[name]) for name in person.teams)
        record(
            agent, events.INVITED, by=administrator, after={"name": person.name, "role": person.role.value}, at=now
        )  # fmt: skip
        record(agent, events.JOINED, by=agent, at=now + timedelta(hours=2))
        house.agents[person.email] = agent
        house.speaks[agent.pk] = person.language
        for name in person.teams:
            house.members[name].append(agent)
    return house


def _let_cancel(administrator: Agent, now: datetime) -> None:
    """The preset knows only closing; this house cancels what need not be solved, and says why (B32)."""
    names = ("Cancelado", "Cancelado", "Cancelled")
    picklists.add(
        "states",
        labels=dict(zip(LANGUAGES, names, strict=True)),
        position=len(catalogue.states()),
        colour=Colour.GREY,
        lifecycle=Lifecycle.CANCELLED,
        by=administrator,
        now=now,
    )
    reasons = (
        ("Lo cancela el cliente", "Cancélao o cliente", "Cancelled by the customer"),
        ("Duplicado de otro caso", "Duplicado doutro caso", "Duplicate of another case"),
        ("Abierto por error", "Aberto por erro", "Opened by mistake"),
    )
    for place, words in enumerate(reasons, start=len(catalogue.closing_reasons())):
        labels = dict(zip(LANGUAGES, words, strict=True))
        picklists.add(
            "reasons", labels=labels, position=place, colour=Colour.GREY, cancels=True, by=administrator, now=now
        )
