"""Service ▸ Satisfaction: figures, what was said, and when customers are asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.cases import catalogue
from atenda.figures.periods import NAMES, Period
from atenda.figures.remembering import period_of
from atenda.organizations.links import link
from atenda.satisfaction.forms import PolicyForm
from atenda.satisfaction.of_customer import of_customer, read_customer
from atenda.satisfaction.permissions import may_set_satisfaction
from atenda.satisfaction.policy import policy, set_policy
from atenda.satisfaction.reckoning import PARTS, Part, narrowed, rated_by, rated_in, reckon
from atenda.staff import directory
from atenda.staff.models import Team
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say
from atenda.worklists.naming import customers_called

ON_PAGE = 50


@require_safe
def figures(request: AtendaRequest) -> HttpResponse:
    """Of the cases one may see. Each figure opens what it is made of."""
    period = period_of(request.actor, request.GET, now=timezone.now())
    reckoning = reckon(request.actor, period)
    names = {"agent": _agents(), "team": _teams(), "category": _categories()}
    parts = [(name, _heading(name), _named(reckoning.parts[name], names[name])) for name in PARTS]
    context = {**_period(request, period), "reckoning": reckoning, "parts": parts, "opens": _opens(period)}
    context |= {"is_on": policy().is_on, "may_set": may_set_satisfaction(request.actor)}
    return render(request, "satisfaction/figures.html", context)


@require_safe
def ratings(request: AtendaRequest) -> HttpResponse:
    """What customers said, newest first; of one customer whenever it was, unless days are asked for."""
    period = period_of(request.actor, request.GET, now=timezone.now())
    customer = read_customer(request.GET)
    is_ever = customer is not None and "period" not in request.GET
    rated = rated_in(request.actor, period)
    if customer:
        whose = of_customer(*customer)
        rated = rated_by(request.actor, whose) if is_ever else rated.filter(whose)
    rows = narrowed(rated, request.GET).order_by("-rated_at", "-pk")
    rows = rows.select_related("case", "contact", "account")
    number = request.GET.get("page", "1")
    page = int(number) if number.isascii() and number.isdecimal() and 1 <= len(number) < 5 and int(number) else 1
    found = list(rows[(page - 1) * ON_PAGE : page * ON_PAGE + 1])
    kept = {
        name: value for name in (*PARTS, "told", "customer") if (value := request.GET.get(name, "")) and len(value) < 30
    }
    written = "" if is_ever else period.written
    people = directory.agents()
    context = {
        **_period(request, period),
        "rows": [(row, people.get(row.agent_id or 0)) for row in found[:ON_PAGE]],
        "older": _address(written, {**kept, "page": str(page + 1)}) if len(found) > ON_PAGE else "",
        "newer": _address(written, {**kept, "page": str(page - 1)}) if page > 1 else "",
        "is_narrowed": bool(kept),
        "everything": _address(period.written, {}),
        "whose": customers_called([customer], request.actor)[customer] if customer else "",
        "is_ever": is_ever,
    }
    return render(request, "satisfaction/ratings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: AtendaRequest) -> HttpResponse:
    """When customers are asked, and what follows a bad mark."""
    require(may_set_satisfaction(request.actor))
    form = PolicyForm(request.POST if request.method == "POST" else None, held=policy())
    if form.is_valid():
        set_policy(**form.cleaned_data, by=request.actor, now=timezone.now())
        say(request, _("Saved."))
        return go(request, link("satisfaction:settings"))
    return render(request, "satisfaction/settings.html", {"form": form}, status=422 if form.is_bound else 200)


def _period(request: AtendaRequest, period: Period) -> dict[str, Any]:
    return {"period": period, "periods": NAMES, "here": request.get_full_path()}


def _opens(period: Period) -> Any:
    """The address of what a figure is made of."""

    def address(first: Any = None, last: Any = None, **said: Any) -> str:
        written = f"{first.isoformat()}..{last.isoformat()}" if first else period.written
        return f"{link('satisfaction:ratings')}?{urlencode({'period': written, **said})}"

    return address


def _address(period: str, said: Mapping[str, str]) -> str:
    asked = {"period": period, **said} if period else said
    return f"{link('satisfaction:ratings')}?{urlencode(asked, safe=':')}"


def _named(parts: list[Part], names: Mapping[int, str]) -> list[tuple[Part, str]]:
    return [(part, names.get(part.key, "") or _("Nobody and nothing")) for part in parts]


def _heading(name: str) -> str:
    return {"agent": _("By agent"), "team": _("By team"), "category": _("By category")}[name]


def _agents() -> dict[int, str]:
    return {pk: one.name for pk, one in directory.agents().items()}


def _teams() -> dict[int, str]:
    return dict(Team.objects.values_list("pk", "name"))


def _categories() -> dict[int, str]:
    return {pk: str(one) for pk, one in catalogue.categories().items()}
