"""The palette (Ctrl K): what was typed → cases and customers by anything, pages and deeds by name.

With nothing typed it begins with the cases one opened last (B49), which the browser remembers: `?recent=12,7,3`."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from atenda.access.abilities import Ability
from atenda.cases import catalogue
from atenda.cases.models import Case
from atenda.cases.recent import recent_cases
from atenda.customers.search import find_customers
from atenda.organizations.folding import fold
from atenda.organizations.links import link
from atenda.organizations.patience import TookTooLong, at_most
from atenda.searching.asking import Asked, understand
from atenda.searching.finding import PATIENCE, find_cases
from atenda.staff.requests import AtendaRequest
from atenda.ui.context import Frame

MOST_CASES = MOST_CUSTOMERS = 6


@dataclass(frozen=True)
class Answer:
    """One place to go; `note` tells it from others of the same name, `key` leads there without the palette.

    `excerpt`: where the words that were typed stand in it, if not in its label."""

    label: str
    address: str
    icon: str
    note: str = ""
    key: str = ""
    opens_panel: bool = False
    excerpt: str = ""


@require_safe
def palette(request: AtendaRequest) -> HttpResponse:
    """`?q=`: the answers in groups, best first; with nothing typed, the pages and deeds there are.

    A name is that of a customer before it stands in a case; other words are those of cases first."""
    typed = request.GET.get("q", "").strip()[:200]
    asked = understand(typed, with_customers=request.actor.can(Ability.SEE_CUSTOMERS))
    cases, customers = _cases(request, asked), _customers(request, typed)
    is_theirs = asked.folio is None and (bool(asked.exact) or any(_fits(each.label, typed) for each in customers))
    called = (_("Customers"), customers)
    groups = [
        (_("Cases you opened last"), _recent(request, typed)),
        *([called, cases] if is_theirs else [cases, called]),
        (_("Deeds"), _deeds(request, typed)),
        (_("Pages"), _pages(request, typed)),
    ]
    return render(request, "ui/_palette.html", {"groups": [group for group in groups if group[1]], "typed": typed})


def _cases(request: AtendaRequest, asked: Asked) -> tuple[str, list[Answer]]:
    """By folio, customer and words; where nothing fits, by words like those, and the heading says so."""
    try:
        with at_most(PATIENCE):
            meant, found = find_cases(request.actor, asked, MOST_CASES)
    except TookTooLong:
        return "", []
    heading = _("Cases")
    if meant.instead_of:
        said = {"typed": meant.instead_of, "meant": meant.text}
        heading = _("Nothing for “%(typed)s”: cases with “%(meant)s”") % said
    return heading, [
        Answer(
            Markup("{} · {}").format(case.folio, case.reference),
            link("cases:case", number=case.folio),
            "inbox",
            Markup(" · ").join(filter(None, (str(catalogue.states()[case.state_id]), case.customer))),
            excerpt=case.excerpt,
        )
        for case in found
    ]


def _recent(request: AtendaRequest, typed: str) -> list[Answer]:
    return [] if typed else [_answer(case) for case in recent_cases(request.actor, request.GET.get("recent", ""))]


def _answer(case: Case) -> Answer:
    state = catalogue.states()[case.state_id]
    return Answer(f"{case.folio} · {case.reference}", link("cases:case", number=case.folio), "inbox", str(state))


def _customers(request: AtendaRequest, typed: str) -> list[Answer]:
    if len(typed) < 2 or not request.actor.can(Ability.SEE_CUSTOMERS):
        return []
    icons = {"account": "building", "contact": "user"}
    return [
        Answer(card.name, link(f"customers:{card.kind}", pk=card.id), icons[card.kind], card.note)
        for card in find_customers(typed, limit=MOST_CUSTOMERS)
    ]


def _deeds(request: AtendaRequest, typed: str) -> list[Answer]:
    deeds = []
    if request.actor.can(Ability.OPEN_CASES):
        deeds.append(Answer(_("Add case"), link("cases:new"), "plus", key="c", opens_panel=True))
    return [deed for deed in deeds if _fits(deed.label, typed)]


def _pages(request: AtendaRequest, typed: str) -> list[Answer]:
    return [
        Answer(place.label, place.address, place.icon, group.label, place.key)
        for group in Frame(request).navigation
        for place in group.places
        if _fits(place.label, typed)
    ]


def _fits(label: str, typed: str) -> bool:
    words = fold(label).split()
    return all(any(word.startswith(begun) for word in words) for begun in fold(typed).split())
