"""Charts of a list: as the list fetches them, on a page of their own, and to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atenda.figures.charts import NAMES, Chart, chart, said
from atenda.figures.saving import as_csv, as_svg
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment
from atenda.worklists.presentation import BY, Show, shown
from atenda.worklists.question import Question, read_question


@require_safe
def beside(request: AtendaRequest) -> HttpResponse:
    """The address says what the list is asked for, and `by` which field."""
    question, drawn = _drawn(request)
    ways = [
        {
            "label": NAMES[by],
            "href": link("worklists:cases") + question.presented(shown(Show.CHART, by)).query(),
            "is_here": by == drawn.by,
        }
        for by in BY[Show.CHART]
    ]
    context = {
        "chart": drawn,
        "said": said(drawn),
        "ways": ways,
        "table": link("worklists:cases") + question.presented(shown(Show.TABLE)).query(),
        "data": link("figures:chart-data") + question.query(),
        "picture": link("figures:chart-picture") + question.query(),
    }
    if getattr(request, "htmx", False):
        return fragment(request, "figures/chart.html", "chart", context)
    return render(request, "figures/chart.html", context)


@require_safe
def data(request: AtendaRequest) -> HttpResponse:
    """As a spreadsheet opens it."""
    _question, drawn = _drawn(request)
    return _to_save(as_csv(drawn), "text/csv; charset=utf-8", f"{drawn.by}.csv")


@require_safe
def picture(request: AtendaRequest) -> HttpResponse:
    """As a picture; scripts make a PNG of it."""
    _question, drawn = _drawn(request)
    return _to_save(as_svg(drawn), "image/svg+xml; charset=utf-8", f"{drawn.by}.svg")


def _drawn(request: AtendaRequest) -> tuple[Question, Chart]:
    asked = read_question(request.GET)
    question = asked.presented(shown(Show.CHART, request.GET.get("by", "")))
    plain = question.presented(shown(Show.TABLE))  # what a bar leads to is a list
    return question, chart(request.actor, plain, question.presentation.by, now=timezone.now())


def _to_save(text: str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
