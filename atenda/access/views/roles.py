"""What each role may do and see, on one page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from atenda.access import roles
from atenda.access.abilities import NEEDS, OF_ALL_CASES, Ability, RoleKind, Sees, require
from atenda.access.models import Role
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.permissions import may_manage_roles, may_see_as, may_see_roles
from atenda.staff.requests import AtendaRequest


class RoleForm(forms.Form):
    """One role's column; the prefix is its kind."""

    sees = forms.ChoiceField(label=_("Which cases it sees"), choices=Sees.choices)
    abilities = forms.MultipleChoiceField(label=_("What it may do"), choices=Ability.choices, required=False)

    def __init__(self, data: Any = None, *, role: Role) -> None:
        self.role = role
        super().__init__(data, prefix=role.kind, initial={"sees": role.sees, "abilities": role.abilities})

    @property
    def chosen(self) -> set[str]:
        return set(self["abilities"].value() or ())


@require_http_methods(["GET", "HEAD", "POST"])
def matrix(request: AtendaRequest) -> HttpResponse:
    require(may_see_roles(request.actor))
    data = request.POST if request.method == "POST" else None
    forms_ = [RoleForm(data, role=role) for role in _roles()]
    if data is None:
        return _page(request, forms_)
    require(may_manage_roles(request.actor))
    changed = [form for form in forms_ if not form.role.is_administrator]
    if not all(form.is_valid() for form in changed):
        return _page(request, forms_, status=422, refusal=_("Something on this page was not understood. Try again."))
    try:
        with one_deed():
            for form in changed:
                abilities = [Ability(value) for value in form.cleaned_data["abilities"]]
                roles.change(form.role, sees=Sees(form.cleaned_data["sees"]), abilities=abilities, by=request.actor)
    except Refused as refusal:
        return _page(request, forms_, status=422, refusal=refusal)
    return HttpResponseRedirect(f"{link('access:roles')}?saved=1")


def _page(request: AtendaRequest, forms_: list[RoleForm], status: int = 200, refusal: object = "") -> HttpResponse:
    context = {
        "forms": forms_,
        "abilities": list(Ability),
        "needs": NEEDS,
        "of_all_cases": OF_ALL_CASES,
        "sees": list(Sees),
        "may_change": may_manage_roles(request.actor),
        "refusal": str(refusal),
        "is_saved": "saved" in request.GET,
        "seeable": [form.role for form in forms_ if may_see_as(request.actor, form.role)],
    }
    return render(request, "access/roles.html", context, status=status)


def _roles() -> list[Role]:
    order = list(RoleKind)
    return sorted(Role.objects.all(), key=lambda role: order.index(RoleKind(role.kind)))
