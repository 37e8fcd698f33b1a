"""Let another value take the place of one, and how far that has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.cases import picklists as verbs
from atenda.cases import replacing, successors
from atenda.cases.differing import differences
from atenda.cases.models import Picklist, Replacement
from atenda.cases.permissions import may_manage_picklists
from atenda.cases.views.naming import TITLES, value_named
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go

LATEST = 5
KIND_OF = {successors.FIELD_OF[model]: kind for kind, model in verbs.KINDS.items()}


class ReplacementForm(forms.Form):
    """The values that may take the place; none is chosen beforehand."""

    to = forms.TypedChoiceField(label=_("Takes its place"), coerce=int)

    def __init__(self, offered: list[Picklist], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", "—"), *((value.pk, str(value)) for value in offered)]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Line:
    """One replacement, as the page of picklists tells it."""

    kind: str
    title: Any
    leaving: Any
    entering: Any
    by: str
    begun_at: datetime
    is_under_way: bool
    done: int
    cases: int


@require_http_methods(["GET", "HEAD", "POST"])
def replacement(request: AtendaRequest, kind: str, pk: int) -> HttpResponse:
    """How many cases have the value, and which may take its place."""
    require(may_manage_picklists(request.actor))
    value = value_named(kind, pk)
    offered = replacing.candidates(value)
    if request.method != "POST":
        return _page(request, kind, value, ReplacementForm(offered))
    form = ReplacementForm(offered, request.POST)
    if not form.is_valid():
        return _page(request, kind, value, form, status=422)
    to = next(each for each in offered if each.pk == form.cleaned_data["to"])
    try:
        agreed = request.POST.get("agreed") == str(to.pk)  # to what was read of this value, and of no other
        replacing.replace(value, to=to, agreed=agreed, by=request.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error("to", str(refusal))
        others = differences(value, to) if isinstance(refusal, replacing.OtherRules) else []
        return _page(request, kind, value, form, status=422, to=to, differences=others)
    return go(request, link("cases:picklists") + "#replacements")


@require_safe
def replacements(request: AtendaRequest) -> HttpResponse:
    """Those under way and the latest ones: asked for again while there is something to see."""
    require(may_manage_picklists(request.actor))
    return fragment(request, "cases/_replacements.html", "replacements", {"replacements": latest()})


def latest() -> list[Line]:
    """What is under way, and of the rest the newest."""
    rows = Replacement.objects.select_related("by").order_by("-pk")[:LATEST]
    return [_line(row) for row in sorted(rows, key=lambda row: row.finished_at is not None)]


def _line(row: Replacement) -> Line:
    values = successors.values_of(row.field)
    return Line(
        kind=KIND_OF[row.field],
        title=TITLES[KIND_OF[row.field]],
        leaving=values[row.leaving_id],
        entering=values[row.entering_id],
        by=str(row.by or "Atenda"),
        begun_at=row.begun_at,
        is_under_way=row.finished_at is None,
        done=row.done,
        cases=max(row.cases, row.done),
    )


def _page(
    request: AtendaRequest, kind: str, value: Picklist, form: ReplacementForm, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "kind": kind, "title": TITLES[kind], "value": value, "use": replacing.use_of(value)}
    return render(request, "cases/replacement.html", {**context, "differences": [], **more}, status=status)
