"""How many cases there are: of views, of a question, of its groups and parts, on a board."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.api import paging
from atenda.api.answers import said
from atenda.api.asking import NARROWING, narrowing_of
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.parameters import one_of, parameter, refuse
from atenda.api.problems import Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes import counting as shapes
from atenda.api.shapes.counting import BoardOut, Count, Counts, GroupCounts, PartsOut
from atenda.figures.charts import chart
from atenda.organizations.patience import at_most
from atenda.searching.finding import PATIENCE
from atenda.worklists.boards import CARDS, MOST_CARDS, board
from atenda.worklists.columns import values_of
from atenda.worklists.conditions import where
from atenda.worklists.grouping import LABELS, condition_of
from atenda.worklists.narrowing import COUNTED, count
from atenda.worklists.paging import tab_counts
from atenda.worklists.presentation import BY, Show, shown
from atenda.worklists.views.groups import MOST_COUNTED as MOST_GROUPS
from atenda.worklists.views.own_views import MOST_COUNTED as MOST_SAVED
from atenda.worklists.views.tabs import standing
from atenda.worklists.wheres import Where

BOARD, CHART = BY[Show.BOARD], BY[Show.CHART]
OF_GROUPS = [
    parameter("by", "What they are grouped by.", required=True, enum=[*LABELS]),
    parameter("keys", "Ids, days or names of groups, with commas between.", required=True, maxLength=600),
]
OF_BOARD = [
    parameter("by", "Whose values are columns.", enum=[*BOARD], default=BOARD[0]),
    parameter("lanes", "Whose values cut them.", enum=[*BOARD]),
    parameter("limit", "Cards of a column.", type="integer", minimum=1, maximum=MOST_CARDS, default=CARDS),
]
OF_PARTS = [parameter("by", "The field that is counted.", enum=[*CHART], default=CHART[0])]

router = Router()


@router.get(
    "cases/count/",
    response=Count,
    summary=gettext_noop("How many cases a list has"),
    openapi_extra={"parameters": NARROWING},
)
@needs(Scope.CASES_READ)
def count_cases(request: ApiRequest) -> HttpResponse:
    """Of the list that these parameters ask for."""
    question = narrowing_of(request)
    with at_most(PATIENCE):
        number = count(where(request.actor, question), COUNTED + 1)
    return said(shapes.count(number))


@router.get("cases/counts/", response=Counts, summary=gettext_noop("How many cases each view has"))
@needs(Scope.CASES_READ)
def count_views(request: ApiRequest) -> HttpResponse:
    """The six views above the list, and the saved ones that stand there as tabs."""
    paging.known_parameters(request)
    views = [
        {"view": view.value, "name": str(view.label), "cases": number}
        for view, number in tab_counts(request.actor).items()
    ]
    with at_most(PATIENCE):
        saved = [
            {
                "key": each.key,
                "name": str(each),
                **shapes.count(count(where(request.actor, each.question), COUNTED + 1)),
            }
            for each in standing(request.actor)[:MOST_SAVED]
        ]
    return said({"views": views, "saved": saved})


@router.get(
    "cases/groups/",
    response=GroupCounts,
    summary=gettext_noop("How many cases each group has"),
    openapi_extra={"parameters": [*OF_GROUPS, *NARROWING]},
)
@needs(Scope.CASES_READ)
def count_groups(request: ApiRequest) -> HttpResponse:
    """Of a grouped list: by deadline (`overdue`, `today`, …), by day, or by the id of a value; `none` is without."""
    question = narrowing_of(request, "by", "keys")
    by, keys = one_of(request, "by", [*LABELS]), [*dict.fromkeys(request.GET.get("keys", "").split(","))]
    conditions = [(key, condition_of(by, key, request.now)) for key in keys[: MOST_GROUPS + 1]]
    if len(keys) > MOST_GROUPS or any(one is None for _key, one in conditions):
        refuse("keys", _("Name up to {most} groups, with commas between.").format(most=MOST_GROUPS))
    every = where(request.actor, question, now=request.now)
    with at_most(PATIENCE):
        items = [
            {"key": key, **shapes.count(count(Where((*every.conditions, one)), COUNTED + 1))}
            for key, one in conditions
            if one is not None
        ]
    return said({"items": items})


@router.get(
    "cases/parts/",
    response=PartsOut,
    summary=gettext_noop("Cases by the values of a field"),
    openapi_extra={"parameters": [*OF_PARTS, *NARROWING]},
)
@needs(Scope.FIGURES_READ)
def count_parts(request: ApiRequest) -> HttpResponse:
    """What the chart of a list shows: how many of its cases have each value, and where they are."""
    question = narrowing_of(request, "by")
    drawn = chart(request.actor, question, one_of(request, "by", CHART, CHART[0]), now=request.now)
    if drawn.is_too_much:
        raise Problem("too-slow", headers={"Retry-After": "5"})
    return said(shapes.parts(drawn))


@router.get(
    "cases/board/",
    response=BoardOut,
    summary=gettext_noop("The board of a list"),
    openapi_extra={"parameters": [*OF_BOARD, *NARROWING]},
)
@needs(Scope.CASES_READ)
def get_board(request: ApiRequest) -> HttpResponse:
    """Its columns with their first cases. Moving a card is an edit of its case."""
    question = narrowing_of(request, "by", "lanes", "limit")
    size, by = paging.limit_of(request, MOST_CARDS, CARDS), one_of(request, "by", BOARD, BOARD[0])
    lanes = one_of(request, "lanes", BOARD) if "lanes" in request.GET else ""
    if lanes == by:
        refuse("lanes", _("Lanes are of another field than columns."))
    sizes = {value.key: size for value in values_of(by, request.actor)}
    with at_most(PATIENCE):
        found = board(request.actor, question.presented(shown(Show.BOARD, by, lanes)), sizes=sizes)
    return said(shapes.board(found, by))
