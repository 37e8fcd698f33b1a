"""Before saving: who will be told, why, and the mail each of them gets. Nothing is saved (B60)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from atenda.access.abilities import require
from atenda.cases import permissions
from atenda.cases.editing import Conflict, finish, save_form
from atenda.cases.forms import CancellingForm, ClosingForm, MatterForm, OpeningForm, StandingForm
from atenda.cases.lifecycle import cancel
from atenda.cases.models import Case
from atenda.cases.opening import open_case
from atenda.cases.views.finding import visible_case
from atenda.cases.views.making import with_new_values
from atenda.history.merging import last_seq
from atenda.notices.foreseeing import foresee
from atenda.notices.permissions import may_manage_notices
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment

MISSING = ("submission", "files")  # of the form, and nothing for the deed


@require_POST
def of_new(request: AtendaRequest) -> HttpResponse:
    """The form of a new case."""
    require(permissions.may_open_cases(request.actor))
    form = OpeningForm(request.POST, actor=request.actor)

    def do(values: dict[str, Any], **doing: Any) -> Case:
        return open_case(
            **with_new_values({name: values[name] for name in values if name not in MISSING}, **doing), **doing
        )

    return _page(request, form, do, back=(_("New case"), link("cases:new")), is_new=True)


@require_POST
def of_edit(request: AtendaRequest, number: int) -> HttpResponse:
    """The forms of a case: what it is about, and how it stands."""
    case = visible_case(request, number)
    require(permissions.may_edit_cases(request.actor))
    form: Any = (
        MatterForm.of(case, 0, request.POST, actor=request.actor)
        if "reference" in request.POST
        else StandingForm.of(case, 0, request.POST)
    )

    def do(values: dict[str, Any], **doing: Any) -> Case:
        save_form(case, values=with_new_values(values, **doing), seen=last_seq(case), **doing)
        return case

    return _page(request, form, do, back=(case.reference, link("cases:case", number=number)))


@require_POST
def of_closing(request: AtendaRequest, number: int) -> HttpResponse:
    """The form with which a case is closed."""
    case = visible_case(request, number)
    require(permissions.may_close_cases(request.actor))
    form = ClosingForm.of(case, request.POST, actor=request.actor)

    def do(values: dict[str, Any], **doing: Any) -> Case:
        finish(case, **{**values, "also": with_new_values(values["also"], **doing)}, **doing)
        return case

    return _page(request, form, do, back=(case.reference, link("cases:case", number=number)))


@require_POST
def of_cancelling(request: AtendaRequest, number: int) -> HttpResponse:
    """The form with which a case is cancelled."""
    case = visible_case(request, number)
    require(permissions.may_close_cases(request.actor))
    form = CancellingForm.of(case, request.POST, actor=request.actor)

    def do(values: dict[str, Any], **doing: Any) -> Case:
        cancel(case, **values, **doing)
        return case

    return _page(request, form, do, back=(case.reference, link("cases:case", number=number)))


def _page(
    request: AtendaRequest, form: Any, do: Callable[..., Case], *, back: tuple[str, str], **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {"refusal": "", "foreseen": None, "back": back, "is_new": False, **more}
    context["may_manage_notices"] = may_manage_notices(request.actor)
    if not form.is_valid():
        context["refusal"] = _("Something in the form is missing; save to see what.")
    else:
        now, values = timezone.now(), form.values()
        try:
            context["foreseen"] = foresee(lambda: do(values, by=request.actor, now=now), now=now)
        except (Refused, Conflict) as refusal:
            context["refusal"] = str(refusal)
    if request.htmx:
        return fragment(request, "notices/foreseen.html", "foreseen", context)
    return render(request, "notices/foreseen.html", context)
