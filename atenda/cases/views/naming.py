"""The picklists as addresses and pages name them."""

from __future__ import annotations

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Picklist
from atenda.cases.picklists import KINDS

TITLES = {
    "states": _("States"),
    "priorities": _("Priorities"),
    "types": _("Types"),
    "categories": _("Categories"),
    "importances": _("Importances"),
    "campaigns": _("Campaigns"),
    "sources": _("Sources"),
    "reasons": _("Reasons for closing"),
    "tags": _("Tags"),
}


def model_named(kind: str) -> type[Picklist]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def value_named(kind: str, pk: int) -> Picklist:
    found: Picklist | None = model_named(kind).objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
