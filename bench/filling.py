"""Fill the ground: one organization of many cases, small ones beside it, by the fast path of the sample."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import connection, connections, transaction
from django.utils import timezone

from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Identity, Role
from atenda.cases.founding import found
from atenda.cases.models import Case, Category, Priority, State
from atenda.cases.presets import PresetName
from atenda.figures.adding_up import add_up
from atenda.importing.fast.loading import FastPath, reserve_folios
from atenda.importing.fast.telling import Known
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.searching.models import CaseText, KnownWord
from atenda.searching.rewriting import freshen
from atenda.searching.vocabulary import learn
from atenda.staff.models import Agent, Team, TeamMembership
from atenda.testing.sample.companies import company, somebody
from atenda.testing.sample.names import person
from atenda.testing.sample.subjects import SUBJECTS
from atenda.testing.sample.words import Blanks
from bench.haste import in_haste

BIG, SMALL = "grande", "pequena"
CHUNK = 10_000
SMALL_CASES = 2_000
CONTACTS_PER_CASE, ACCOUNTS_PER_CASE = 0.30, 0.06
AGENTS, TEAMS = 60, 8
PENDING = 0.0245  # of all cases, the youngest mostly
LONG_EVERY, LONG = 20_000, 60  # now and then a case with so many notes
DUE, SPOKEN = 0.35, 0.3  # cases with a deadline, notes that tell of speaking with the customer
END = datetime(2026, 11, 1, 18, tzinfo=UTC)
START = END - timedelta(days=730)
PHRASES = 4_000


def fill(cases: int, small: int, processes: int, say: Callable[[str], None]) -> float | None:
    """Load everything, unless it is there; how long that took, in seconds."""
    if Organization.objects.filter(slug=BIG).exists():
        _refuse_if_another_size(cases)
        _learn(say)
        return None
    began = time.perf_counter()
    sizes = {BIG: cases, **{f"{SMALL}-{number:02}": SMALL_CASES for number in range(small)}}
    with in_haste(say):
        for slug, size in sizes.items():
            with transaction.atomic():
                organization = _found(slug, Random(slug))
            with inside(organization):
                reserve_folios(size)
        connections.close_all()
        _share(sizes, processes)
    _learn(say)
    return time.perf_counter() - began


def _learn(say: Callable[[str], None]) -> None:
    """What a worker does by night and every minute, so that pages find it done."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    for organization in Organization.objects.order_by("slug"):
        with inside(organization):
            while freshen(seconds=20):
                say(
                    f"{CaseText.objects.filter(is_stale=True).count():>9,} cases of {organization} wait for their words"
                )
            if not KnownWord.objects.exists():
                learn()
            add_up(timezone.now())


def fill_part(slug: str, cases: int, part: int, parts: int, say: Callable[[str], None]) -> None:
    """One process's share of an organization: every so-manieth chunk."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0")
    with inside(Organization.objects.get(slug=slug)):
        _Filler(Random(f"{slug}{part}"), cases, say).run(part, parts)


def _share(sizes: dict[str, int], processes: int) -> None:
    """Let so many processes load; the small organizations go to the first."""
    shares = [[f"{BIG}:{sizes[BIG]}:{part}:{processes}"] for part in range(processes)]
    shares[0] += [f"{slug}:{size}:0:1" for slug, size in sizes.items() if slug != BIG]
    running = [subprocess.Popen([sys.executable, "-m", "bench.share", *share]) for share in shares]
    if any(list(map(subprocess.Popen.wait, running))):
        raise SystemExit("Loading failed: remove the data folder and run again.")


def _refuse_if_another_size(cases: int) -> None:
    with inside(Organization.objects.get(slug=BIG)):
        there = Case.objects.count()
    if there < cases:
        raise SystemExit(f"The data folder holds {there:,} cases, not {cases:,}: remove it, or name another.")


def _found(slug: str, random: Random) -> Organization:
    """The organization, with agents who see all, and supervisors who see only what is theirs, or their teams'."""
    founding = found(
        name=f"Banco de probas {slug}",
        slug=slug,
        language="es",
        preset=PresetName.B2BGO,
        administrator_name="Antía Medida",
        administrator_email=f"admin@{slug}.example",
        now=START,
        password="bench-not-secret",
    )
    with inside(founding.organization):
        Role.objects.filter(kind=RoleKind.SUPERVISOR).update(sees=Sees.OWN)
        Role.objects.filter(kind=RoleKind.OBSERVER).update(sees=Sees.TEAMS)
        roles = {role.kind: role for role in Role.objects.all()}
        password = make_password(None)
        kinds = [RoleKind.SUPERVISOR, RoleKind.OBSERVER, *[RoleKind.AGENT] * (AGENTS - 2)]
        identities = Identity.objects.bulk_create(
            Identity(email=f"{kind}{i}@{slug}.example", password=password) for i, kind in enumerate(kinds)
        )
        agents = Agent.objects.bulk_create(
            Agent(identity=identity, role=roles[kind], name=person(random)[0])
            for identity, kind in zip(identities, kinds, strict=True)
        )
        teams = Team.objects.bulk_create(Team(name=f"Equipo {i}") for i in range(1, TEAMS + 1))
        TeamMembership.objects.bulk_create(
            TeamMembership(agent=agent, team=teams[i % TEAMS]) for i, agent in enumerate(agents)
        )
    return founding.organization


class _Filler:
    """Fills the organization entered, chunk by chunk, each in its own transaction."""

    def __init__(self, random: Random, cases: int, say: Callable[[str], None]) -> None:
        self.random, self.cases, self.say = random, cases, say
        self.lots = Random(cases)  # apart, so that all else is what it was
        self.agents = list(Agent.objects.order_by("pk"))
        self.teams = list(Team.objects.order_by("pk"))
        self.states = {state.lifecycle: state for state in State.objects.order_by("-position")}
        self.priorities = list(Priority.objects.order_by("position"))
        self.categories = list(Category.objects.all())
        self.customers: list[tuple[Known | None, Known | None]] = []
        self.pool = [self._phrase() for _ in range(min(PHRASES, cases))]

    def run(self, part: int, parts: int) -> None:
        began = time.perf_counter()
        told = 0
        for start in range(part * CHUNK, self.cases, parts * CHUNK):
            until = min(start + CHUNK, self.cases)
            told += until - start
            with transaction.atomic():
                fast = FastPath(first_folio=start + 1)
                self._customers(fast, told)
                for place in range(start, until):
                    self._case(fast, place)
                fast.write()
            rate = told / (time.perf_counter() - began)
            self.say(f"{until:>9,} of {self.cases:,} cases, {rate:,.0f} a second in this process of {parts}")

    def _customers(self, fast: FastPath, until: int) -> None:
        """Customers grow with the cases; those of a company call for it."""
        random = self.random
        while len(self.customers) < max(10, until * CONTACTS_PER_CASE):
            firm = company(random) if random.random() < 0.85 else None
            at = START + timedelta(seconds=len(self.customers))
            account = None
            size = 1
            if firm is not None:
                size = max(1, int(ACCOUNTS_PER_CASE and random.expovariate(ACCOUNTS_PER_CASE / CONTACTS_PER_CASE)))
                account = fast.open_account(
                    name=firm.name,
                    tax_id=firm.tax_id,
                    emails=firm.emails,
                    phones=firm.phones,
                    addresses=firm.addresses,
                    by=None,
                    now=at,
                )
            for _ in range(size):
                who = somebody(random, firm)
                contact = fast.open_contact(
                    name=who.name,
                    tax_id=who.tax_id,
                    language=who.language,
                    emails=who.emails,
                    phones=who.phones,
                    company=account,
                    position=who.position,
                    by=None,
                    now=at,
                )
                self.customers.append((contact, account))

    def _case(self, fast: FastPath, place: int) -> None:
        random = self.random
        at = START + (END - START) * (place / self.cases)
        age = 1 - place / self.cases
        stays = random.random() < min(0.9, PENDING * 0.4 + PENDING * 0.6 * 12 * max(0.0, 1 - age * 6))
        contact, account = self.customers[int(len(self.customers) * random.random() ** 1.5)]
        reference, description, _ = random.choice(self.pool)
        owner = random.choice(self.agents)
        is_unassigned = random.random() < (0.15 if stays else 0.01)
        case = fast.open_case(
            reference=reference,
            description=description,
            contact=contact,
            account=account,
            category=random.choice(self.categories),
            priority=random.choices(self.priorities, (6, 3, 1))[0],
            responsible=None if is_unassigned else owner,
            assignees=[random.choice(self.agents)] if not is_unassigned and random.random() < 0.3 else [],
            team=random.choice(self.teams),
            due_at=at + timedelta(hours=self.lots.uniform(2, 240)) if self.lots.random() < DUE else None,
            by=random.choice(self.agents),
            now=at,
        )
        for minutes in self._notes(place):
            spoken = self.lots.random() < SPOKEN
            body, written = random.choice(self.pool)[2], at + timedelta(minutes=minutes)
            fast.note(case, body=body, by=owner, now=written, spoken=spoken)
        later = at + timedelta(hours=2 + random.expovariate(1 / 30))
        if stays:
            if random.random() < 0.6:
                fast.move(case, to=self.states[random.choice(["working", "waiting"])], by=owner, now=later)
            return
        if random.random() < 0.7:
            fast.move(case, to=self.states["working"], by=owner, now=later - timedelta(hours=1))
        fast.close(case, by=owner, now=later)

    def _notes(self, place: int) -> Iterator[float]:
        yield from range(5, 5 + (LONG if place % LONG_EVERY == 77 else self.random.choice((0, 1, 1, 2))))

    def _phrase(self) -> tuple[str, str, str]:
        random, subject = self.random, self.random.choice(SUBJECTS)
        language = random.choice(("es", "gl"))
        blanks = Blanks(
            random,
            at=START + (END - START) * random.random(),
            name=person(random)[0].split()[0],
            town="Vigo",
            colleague="Brais",
            driver="Suso",
            from_the_sea=subject.from_the_sea,
        )
        wording = subject.wording(language)
        parts = (wording.references, wording.tellings, wording.findings)
        reference, telling, note = (blanks.fill(random.choice(part), language) for part in parts)
        return reference, telling, note
