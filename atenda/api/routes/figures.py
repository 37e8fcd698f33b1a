"""Figures: of a period against the one before, as they were at a past moment, the cases behind each, and one's home."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.api import paging
from atenda.api.answers import said
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.parameters import one_of, parameter, refuse
from atenda.api.requests import ApiRequest
from atenda.api.shapes import figures as shapes
from atenda.api.shapes.cases import CasePage, row
from atenda.api.shapes.figures import FiguresOut, HomeOut
from atenda.figures.behind import FIGURES, cases_behind, page_of
from atenda.figures.flows import of, seen_by
from atenda.figures.home import home_of
from atenda.figures.leading import Customer, read_customer
from atenda.figures.periods import NAMES, USUAL, Period, read_moment, read_period
from atenda.figures.reckoning import reckon
from atenda.organizations.patience import at_most
from atenda.searching.finding import PATIENCE
from atenda.worklists.rows import shown

PERIOD = [
    parameter(
        "period",
        "today, 7d, 30d, 90d, month, quarter, year, a day, or days such as 2026-11-01..2026-11-22, "
        "in the zone of the person.",
        default=USUAL,
    ),
    parameter("as_of", "As it was known at a past moment: 2026-11-01T14:30, or the end of a day."),
    parameter("customer", "Of this customer alone: contact:12 or account:7.", pattern=r"^(contact|account):\d{1,18}$"),
]
FIGURE = parameter("figure", "Which cases.", required=True, enum=[*FIGURES])
NAMED = ("period", "as_of", "customer")

router = Router()


@router.get(
    "figures/",
    response=FiguresOut,
    summary=gettext_noop("The figures of a period"),
    openapi_extra={"parameters": PERIOD},
)
@needs(Scope.FIGURES_READ)
def get_figures(request: ApiRequest) -> HttpResponse:
    """Of the cases one sees: created, pending, solved and how fast, beside the period before, and day by day."""
    paging.known_parameters(request, *NAMED)
    period, customer = _period(request), _customer(request)
    counted = of(request.actor, *customer) if customer else seen_by(request.actor)
    with at_most(PATIENCE):
        found = reckon(counted, period, now=request.now)
    return said(shapes.figures(found))


@router.get(
    "figures/cases/",
    response=CasePage,
    summary=gettext_noop("The cases behind a figure"),
    openapi_extra={"parameters": [FIGURE, *PERIOD, paging.PARAMETERS[1]]},
)
@needs(Scope.CASES_READ)
def list_behind(request: ApiRequest) -> HttpResponse:
    """Exactly those it counts, the newest first, fifty at a time."""
    paging.known_parameters(request, "figure", *NAMED, "cursor")
    figure, period = one_of(request, "figure", FIGURES), _period(request)
    kind = f"figures.{figure}"
    before = paging.cursor_of(request, kind)
    with at_most(PATIENCE):
        behind = cases_behind(request.actor, figure, period, now=request.now, customer=_customer(request))
        found, older = page_of(behind, before=int(before) if before else None)
        rows = shown([case.folio for case in found])
    by_folio = {each.folio: row(each) for each in rows}
    items = [by_folio[case.folio] for case in found if case.folio in by_folio]
    return paging.page(request, items, kind=kind, end=str(older or ""))


@router.get("figures/home/", response=HomeOut, summary=gettext_noop("The figures one begins with"))
@needs(Scope.FIGURES_READ)
def get_home(request: ApiRequest) -> HttpResponse:
    """Of an agent their own work; of who looks after others, theirs by team and by person, in the order of names."""
    paging.known_parameters(request)
    with at_most(PATIENCE):
        return said(shapes.home(home_of(request.actor, now=request.now)))


def _period(request: ApiRequest) -> Period:
    """What the address says; unlike on a page, what somebody looked at last is nothing to a program."""
    zone, asked_at = timezone.get_current_timezone(), request.now
    if "as_of" in request.GET:
        moment = read_moment(request.GET["as_of"], now=request.now, zone=zone)
        asked_at = moment or refuse("as_of", _("Say a past moment, like 2026-11-01T14:30, or a day."))
    period = read_period(request.GET.get("period", USUAL), asked_at=asked_at, zone=zone)
    return period or refuse("period", _("Say a period: {names}, a day or days.").format(names=", ".join(NAMES)))


def _customer(request: ApiRequest) -> Customer | None:
    if "customer" not in request.GET:
        return None
    return read_customer(request.GET["customer"]) or refuse("customer", _("Say contact:12 or account:7."))
