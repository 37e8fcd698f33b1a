"""What is measured: pages as people ask for them, with the budget of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.db import connection
from django.db.models import Count

from atenda.access.abilities import RoleKind
from atenda.cases import catalogue
from atenda.cases.models import Case
from atenda.customers.models import Contact, EmailAddress, PhoneNumber
from atenda.history.models import Event
from atenda.organizations.entering import current_organization, inside
from atenda.organizations.models import Organization
from atenda.searching.asking import understand
from atenda.searching.models import KnownWord
from atenda.searching.vocabulary import SAMPLE
from atenda.searching.words import words_in
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.conditions import MOMENTS
from atenda.worklists.ordering import ORDERS
from atenda.worklists.question import View
from bench.filling import BIG

LIST, CASE, SEARCH, CREATE, NOTE = (12, 25), (15, 25), (15, 30), (15, 22), (12, 20)
BAR = (12, 25)  # as a page of its own, that comes after the list; its figures alone have 2 ms, see `inside.bars`
BOARD = (60, 90)  # a dozen short lists and their cards
SCOPES = {"all": RoleKind.AGENT, "own and unassigned": RoleKind.SUPERVISOR, "their teams": RoleKind.OBSERVER}


@dataclass(frozen=True)
class Visit:
    """One page: its group, what tells it apart in the group, and the budget inside the view and over HTTP."""

    group: str
    name: str
    path: str | Callable[[int], str]
    budget: tuple[float, float] | None = None
    person: str = "all"
    form: Callable[[int], dict[str, Any]] | None = None
    is_headline: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    def address(self, i: int) -> str:
        return self.path(i) if callable(self.path) else self.path


@dataclass(frozen=True)
class Words:
    """Words that cases have: in the most, in about one of 300, in the fewest, and two as they stand in one."""

    common: str
    middling: str
    rare: str
    phrase: str

    @property
    def mistyped(self) -> str:
        """The middling one, with two letters the other way round."""
        return self.middling[:2] + self.middling[3] + self.middling[2] + self.middling[4:]


@dataclass(frozen=True)
class Ground:
    """What the visits need to know of the data."""

    organization: Organization
    people: dict[str, Agent]
    cases: int
    long_folios: list[int]
    contact: Contact
    phone: str
    email: str
    words: Words
    likenesses: list[dict[str, Any]]  # of cases there are, for those that are created


def look_around() -> Ground:
    """Find what the visits ask for."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # one look over all events, with nothing in memory yet
    organization = Organization.objects.get(slug=BIG)
    with inside(organization):
        people = {
            name: Agent.objects.select_related("identity").filter(role__kind=kind).order_by("pk")[0]
            for name, kind in SCOPES.items()
        }
        long_cases = (
            Event.objects.filter(case__isnull=False, seq=55).order_by("pk").values_list("case__folio", flat=True)
        )
        return Ground(
            organization,
            people,
            Case.objects.aggregate(n=Count("pk"))["n"],
            list(long_cases[:20]),
            Contact.objects.order_by("-pk")[1000],
            PhoneNumber.objects.order_by("-pk")[1000].national,
            EmailAddress.objects.order_by("-pk")[1000].address,
            _words(),
            _likenesses(),
        )


def _words() -> Words:
    known = KnownWord.objects.filter(word__regex="^[a-z]{6,}$").order_by("n", "word")
    reference = Case.objects.order_by("-folio").values_list("reference", flat=True)[10]
    some = known.filter(n__gte=min(SAMPLE, Case.objects.count()) // 600).values_list("word", flat=True)
    return Words(
        common=known.last().word,
        middling=next((word for word in some if 1 / 600 <= _share(word) <= 1 / 150), some[0]),
        rare=known.first().word,
        phrase=" ".join(word.text for word in list(words_in(reference))[:2]),
    )


def _share(word: str) -> float:
    """Of the newest cases those that a word finds: in any of its forms, or as the beginning of another."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT avg((words @@ %s::tsquery)::int) FROM (
                SELECT words FROM searching_casetext WHERE organization_id = %s
                ORDER BY folio DESC LIMIT 20000) newest""",
            [understand(word, with_customers=False).query, current_organization().pk],
        )
        return float(cursor.fetchone()[0])


def _likenesses() -> list[dict[str, Any]]:
    """What a case says, of a few hundred all over the years: what is created in a run is as different."""
    cases = Case.objects.count()
    found = Case.objects.filter(contact__isnull=False, folio__in=range(1, cases, max(cases // 400, 1)))
    return list(found.values("reference", "description", "contact", "category", "priority", "responsible"))


def visits(ground: Ground) -> list[Visit]:
    """Everything, the floor first."""
    base = f"/{ground.organization.slug}"
    with inside(ground.organization):
        lists = _lists(base, ground)
    return [
        Visit("floor", "empty page", f"{base}/bench-empty/", is_headline=True),
        *lists,
        *_figures(base),
        *_pages(base, ground),
        *_deeds(base, ground),
    ]


def _lists(base: str, ground: Ground) -> list[Visit]:
    """Every view in every order, first page and deep; then what people see who do not see all."""
    found = [Visit("list", "pending, newest first", f"{base}/cases/", LIST, is_headline=True)]
    for person in SCOPES:
        for view in View:
            if person != "all" and view not in (View.PENDING, View.ALL, View.CLOSED):
                continue
            for order in ORDERS:
                for depth, cursor in (("first", ""), ("deep", _deep(view, order, ground.cases))):
                    path = f"{base}/cases/?view={view.value}&order={order}&before={cursor}"
                    group = "list" if person == "all" else f"list of {person}"
                    is_headline = person != "all" and (view, order, depth) == (View.PENDING, "-folio", "first")
                    found.append(Visit(group, f"{view.value} {order} {depth}", path, LIST, person, None, is_headline))
    boards = {
        "by state": ("", "all"),
        "by state, cut by priority": ("&lanes=priority", "all"),
        "by category": ("&by=category", "all"),
        "by person, all cases": ("&by=responsible&view=all", "all"),
        "by category, most urgent first, own": ("&by=category&order=-priority", "own and unassigned"),
    }
    for name, (query, person) in boards.items():
        found.append(Visit("board", name, f"{base}/cases/?show=board{query}", BOARD, person))
    return found


def _deep(view: View, order: str, cases: int) -> str:
    """A cursor in the middle of a million rows."""
    folio = cases // 2
    match order.lstrip("-"):
        case "folio":
            return str(folio)
        case "created" | "changed" | "contacted" | "due" | "closed" as moment:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"""SELECT {MOMENTS[moment]}, folio FROM cases_case c WHERE organization_id = %s AND folio >= %s
                        AND {MOMENTS[moment]} IS NOT NULL ORDER BY folio LIMIT 1""",
                    [current_organization().pk, folio],
                )
                at, number = cursor.fetchone()
            return f"{at.timestamp():.6f}.{number}"
        case "category" | "team" | "responsible" as field:
            values = {"category": catalogue.categories, "team": directory.teams, "responsible": directory.agents}
            of = list(values[field]())
            return f"{of[len(of) // 2]}.{folio}"
        case "state":
            lifecycles = {"pending": "working", "all": "closed"}
            wanted = lifecycles.get(view.value, view.value)
            return f"{next(s.id for s in catalogue.states().values() if s.lifecycle == wanted)}.{folio}"
        case _:
            return f"{list(catalogue.priorities())[1]}.{folio}"


def _figures(base: str) -> list[Visit]:
    """The analysis bar of each period and scope, charts, and the home pages."""
    periods = ("today", "7d", "30d", "90d", "month", "quarter", "year")
    bars = [
        Visit("bar", name, f"{base}/figures/bar/?period={name}", BAR, is_headline=name == "30d") for name in periods
    ]
    scoped = [
        Visit(f"bar of {person}", name, f"{base}/figures/bar/?period={name}", None, person)
        for person in SCOPES
        if person != "all"
        for name in ("30d", "year")
    ]
    charts = [
        Visit("chart", f"{view}, {by}", f"{base}/figures/chart/?view={view}&by={by}")
        for view in ("pending", "all")
        for by in ("state", "category", "assignee", "customer", "created")
    ]
    homes = [Visit("home", person, f"{base}/home/", LIST, person, is_headline=True) for person in SCOPES]
    return [*bars, *scoped, *charts, *homes]


def _pages(base: str, ground: Ground) -> list[Visit]:
    long, step = ground.long_folios, max(ground.cases // 997, 1)
    search = f"{base}/customers/search/?q="
    return [
        Visit("case", "50 timeline entries", lambda i: f"{base}/cases/{long[i % len(long)]}/", CASE, is_headline=True),
        Visit("case", "ordinary, anywhere", lambda i: f"{base}/cases/{(i * 7919 * step) % ground.cases + 1}/", CASE),
        Visit("search", "rare: a person's whole name", search + ground.contact.name, SEARCH, is_headline=True),
        Visit("search", "common: garcia", search + "garcia", SEARCH, is_headline=True),
        Visit("search", "beginning of a name: mar", search + "mar", SEARCH),
        Visit("search", "two words", search + "restaurante lago", SEARCH),
        Visit("search", "mistyped: castiñeras", search + "castiñeras", SEARCH),
        Visit("search", "nothing like it", search + "qxzwyk", SEARCH),
        Visit("search", "phone", search + ground.phone, SEARCH),
        Visit("search", "e-mail", search + ground.email, SEARCH),
        *_by_words(f"{base}/palette/?q=", f"{base}/cases/", ground.words),
        Visit("customers", "contacts by name", f"{base}/contacts/", LIST),
        Visit("customers", "a contact", f"{base}/contacts/{ground.contact.pk}/", CASE),
        Visit("case", "form of a new one", f"{base}/cases/new/", CASE),
    ]


def _by_words(palette: str, cases: str, words: Words) -> list[Visit]:
    asked = {
        "rare word": words.rare,
        "common word": words.common,
        "one of 300": words.middling,
        "two common words": f"{words.common} caixa",
        "common and rare": f"{words.common} {words.rare}",
        "beginning of a word": words.common[:4],
        "phrase": f'"{words.phrase}"',
        "common without another": f"{words.common} -{words.middling}",
        "mistyped": words.mistyped,
        "nothing like it": "qxzwyk",
    }
    return [
        *(
            Visit("cases by words", f"{name}{'' if person == 'all' else f', {person}'}", palette + text, SEARCH, person)
            for person in SCOPES
            for name, text in asked.items()
            if person == "all" or name in ("rare word", "common word")
        ),
        *(
            Visit("list by words", f"{name}, {view}, by {order}", f"{cases}?q={text}&view={view}&order={order}", SEARCH)
            for name, text in asked.items()
            for view, order in (("all", "-folio"), ("pending", "-priority"), ("closed", "created"))
        ),
    ]


def _deeds(base: str, ground: Ground) -> list[Visit]:
    def opening(i: int) -> dict[str, Any]:
        with inside(ground.organization):
            state, source = catalogue.initial_state().id, next(iter(catalogue.sources()))
        likeness = ground.likenesses[i * 7919 % len(ground.likenesses)]
        return {
            "submission": str(uuid4()),
            **{name: value or "" for name, value in likeness.items()},
            "customer": f"contact:{likeness['contact']}",
            "account": "",
            "state": state,
            "source": source,
        }

    def noting(i: int) -> dict[str, Any]:
        return {"body": f"Nota medida {i}: chamada ao almacén, sae mañá na primeira ruta."}

    def recent(i: int) -> str:
        return f"{base}/cases/{ground.cases - 5000 + i % 5000}/notes/"

    return [
        Visit("create", "a case", f"{base}/cases/new/", CREATE, form=opening, is_headline=True),
        Visit("note", "on a case", recent, NOTE, form=noting, is_headline=True),
    ]
