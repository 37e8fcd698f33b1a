"""Settings of what a case is asked for, field by field, and of how it moves; each with its effect beside it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.cases import catalogue, field_rules, moving
from atenda.cases.field_rules import FLAG_NAMES, FLAGS, LABELS, STANDARD, Rule
from atenda.cases.forms import OpeningForm
from atenda.cases.models import CaseType
from atenda.cases.permissions import may_manage_picklists
from atenda.cases.setting_rules import FIXED, drop_rules, own_fields, sensible, set_rules
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go

WHY_FIXED = {
    "customer": _("A case always has a customer."),
    "account": _("Always beside the customer; asked for where the contact works for a company."),
    "reference": _("Never empty: where nothing is written, the first words of the description stand for it."),
    "type": _("What closing needs depends on it, so it is not asked for then."),
    "state": _("No case is without it."),
    "priority": _("No case is without it."),
    "assignees": _("Who must be there is the responsible."),
    "closing_reason": _("Asked for when a case ends, not before."),
}


@dataclass(frozen=True)
class Row:
    """One field: what is wanted of it, which of that is fixed and why, and whether it is the type's own word."""

    field: str
    label: Any
    rule: Rule
    fixed: Collection[str]
    why_fixed: Any
    is_own: bool


@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: AtendaRequest) -> HttpResponse:
    """`?type=3`: for cases of that type alone."""
    require(may_manage_picklists(request.actor))
    of = _type(request)
    if request.method == "POST":
        set_rules(_ticked(request.POST), type=of, by=request.actor, now=timezone.now())
        return go(request, _address("cases:fields", of))
    wanted = field_rules.rules(of.pk if of else None)
    return render(request, "cases/fields.html", {**_page(request, of), **_drawn(request, of, wanted)})


@require_POST
def fields_preview(request: AtendaRequest) -> HttpResponse:
    """The form as it would be with what is ticked now; nothing is saved."""
    require(may_manage_picklists(request.actor))
    of = _type(request)
    return fragment(request, "cases/fields.html", "preview", _drawn(request, of, _ticked(request.POST)))


@require_POST
def rules_of_all(request: AtendaRequest) -> HttpResponse:
    """Let what holds for all cases hold for those of `?type=3` too: for the `field` named, or for every one."""
    require(may_manage_picklists(request.actor))
    of = _type(request)
    if of is None:
        raise Http404
    named = [request.POST["field"]] if "field" in request.POST else list(STANDARD)
    drop_rules(named, type=of, by=request.actor, now=timezone.now())
    return go(request, _address("cases:fields", of))


@require_http_methods(["GET", "HEAD", "POST"])
def moves(request: AtendaRequest) -> HttpResponse:
    """A row for each state a case leaves, a column for each it enters; `?type=3` for cases of that type."""
    require(may_manage_picklists(request.actor))
    of, states = _type(request), catalogue.in_use(catalogue.states())
    if request.method == "POST":
        ticked = set(request.POST.getlist("move"))
        pairs = [(leaving.id, entering.id) for leaving in states for entering in states if leaving != entering]
        barred = [pair for pair in pairs if f"{pair[0]}-{pair[1]}" not in ticked]
        moving.bar_moves(barred, type=of, by=request.actor, now=timezone.now())
        return go(request, _address("cases:moves", of))
    own, of_all = moving.barred_for(of.pk if of else None), moving.barred_for(None) if of else set()
    context = {**_page(request, of), "states": states, "barred": own, "barred_for_all": of_all}
    return render(request, "cases/moves.html", context)


def _type(request: AtendaRequest) -> CaseType | None:
    """The type the address or the form names; none is every case."""
    named = request.GET.get("type") or request.POST.get("type", "")
    if not named:
        return None
    known = catalogue.types()
    if not named.isdecimal() or int(named) not in known:
        raise Http404
    return catalogue.row(CaseType, int(named))


def _ticked(data: QueryDict) -> dict[str, Rule]:
    """The rules as the page has them."""
    ticked = set(data.getlist("rule"))
    return {field: sensible(field, Rule(**{flag: f"{field}.{flag}" in ticked for flag in FLAGS})) for field in STANDARD}


def _page(request: AtendaRequest, of: CaseType | None) -> dict[str, Any]:
    return {"type": of, "types": catalogue.in_use(catalogue.types())}


def _drawn(request: AtendaRequest, of: CaseType | None, wanted: dict[str, Rule]) -> dict[str, Any]:
    initial = {"type": of.pk} if of else {}
    form = OpeningForm(actor=request.actor, wanted=wanted, initial=initial, auto_id="preview_%s")
    for field in form.fields.values():
        field.disabled = True
    own = own_fields(of) if of else []
    rows = [
        Row(field, LABELS[field], rule, FIXED.get(field, {}).keys(), WHY_FIXED.get(field, ""), is_own=field in own)
        for field, rule in wanted.items()
    ]
    return {"rows": rows, "flags": FLAG_NAMES, "form": form, "own": [LABELS[field] for field in own]}


def _address(name: str, of: CaseType | None) -> str:
    return link(name) + (f"?type={of.pk}" if of else "")
