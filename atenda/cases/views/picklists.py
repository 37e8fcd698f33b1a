"""The settings pages of the lists that cases choose from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.cases import picklists as verbs
from atenda.cases.catalogue import Value
from atenda.cases.models import Colour, Lifecycle, Picklist
from atenda.cases.permissions import may_manage_picklists
from atenda.cases.successors import FIELD_OF, now_called, values_of
from atenda.cases.views.naming import TITLES, model_named, value_named
from atenda.cases.views.replacing import latest
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go


class ValueForm(forms.Form):
    es = forms.CharField(label=_("In Spanish"), max_length=60)
    gl = forms.CharField(label=_("In Galician"), max_length=60)
    en = forms.CharField(label=_("In English"), max_length=60)
    position = forms.IntegerField(label=_("Place"), min_value=0, max_value=999)
    colour = forms.ChoiceField(label=_("Colour"), choices=Colour.choices)
    lifecycle = forms.ChoiceField(
        label=_("Life cycle"), choices=Lifecycle.choices, help_text=_("What the state means, whatever it is called.")
    )
    is_initial = forms.BooleanField(label=_("New cases start here"), required=False)
    cancels = forms.BooleanField(
        label=_("For cancelling"),
        required=False,
        help_text=_("Offered when a case is cancelled, not when it is closed."),
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("lifecycle", "is_initial", "cancels"):
            if not hasattr(verbs.KINDS[kind], name):
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        return {"labels": {language: cleaned.pop(language) for language in LANGUAGES}, **cleaned}


@require_safe
def picklists(request: AtendaRequest) -> HttpResponse:
    require(may_manage_picklists(request.actor))
    lists = [
        {"kind": kind, "title": TITLES[kind], "values": list(model.objects.order_by("position", "pk"))}
        for kind, model in verbs.KINDS.items()
    ]
    for each in lists:
        for value in each["values"]:
            value.replaced_by = _replaced_by(value)
    return render(request, "cases/picklists.html", {"lists": lists, "replacements": latest()})


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest, kind: str) -> HttpResponse:
    require(may_manage_picklists(request.actor))
    model = model_named(kind)
    if request.method != "POST":
        return _form(request, kind, ValueForm(kind, initial={"position": model.objects.count()}))
    form = ValueForm(kind, request.POST)
    if not form.is_valid():
        return _form(request, kind, form, status=422)
    try:
        verbs.add(kind, by=request.actor, now=timezone.now(), **form.values())
    except Refused as refusal:
        form.add_error("es", str(refusal))
        return _form(request, kind, form, status=422)
    return go(request, link("cases:picklists"))


@require_http_methods(["GET", "HEAD", "POST"])
def value(request: AtendaRequest, kind: str, pk: int) -> HttpResponse:
    require(may_manage_picklists(request.actor))
    found = value_named(kind, pk)
    if request.method != "POST":
        initial = {**found.labels, **{name: getattr(found, name, None) for name in verbs.FIELDS}}
        return _form(request, kind, ValueForm(kind, initial=initial), found)
    form = ValueForm(kind, request.POST)
    if not form.is_valid():
        return _form(request, kind, form, found, status=422)
    try:
        verbs.change(found, by=request.actor, now=timezone.now(), **form.values())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form(request, kind, form, found, status=422)
    return go(request, link("cases:picklists"))


@require_POST
def retirement(request: AtendaRequest, kind: str, pk: int) -> HttpResponse:
    """Retire the value, or with `restore` bring it back."""
    require(may_manage_picklists(request.actor))
    found = value_named(kind, pk)
    verb = verbs.restore if request.POST.get("restore") else verbs.retire
    try:
        verb(found, by=request.actor, now=timezone.now())
    except Refused as refusal:
        form = ValueForm(kind, initial={**found.labels, **{name: getattr(found, name, None) for name in verbs.FIELDS}})
        return _form(request, kind, form, found, status=422, refusal=str(refusal))
    return go(request, link("cases:picklists"))


def _form(
    request: AtendaRequest,
    kind: str,
    form: ValueForm,
    value: Picklist | None = None,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "kind": kind,
        "title": TITLES[kind],
        "value": value,
        "replaced_by": _replaced_by(value) if value else None,
        "refusal": refusal,
    }
    return render(request, "cases/picklist_value.html", context, status=status)


def _replaced_by(value: Picklist) -> Value | None:
    """The value in whose favour it was retired."""
    field = FIELD_OF[type(value)]
    now = now_called(field, value.pk) if value.retired_at else value.pk
    return values_of(field)[now] if now != value.pk else None
