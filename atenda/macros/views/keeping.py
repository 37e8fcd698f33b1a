"""Adding, changing, retiring: the same for quick replies and macros."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from atenda.history.deeds import one_deed
from atenda.history.undoing import way_back
from atenda.macros.forms.sharing import KeptForm
from atenda.macros.models import Kept
from atenda.macros.permissions import may_change
from atenda.macros.views.listing import tree, whose
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside
from atenda.ui.fragments import go, say


@dataclass(frozen=True)
class Keeping:
    """What one of the two kinds has of its own."""

    form: Callable[..., Any]
    template: str
    list_name: str
    add: Callable[..., Any]
    change: Callable[..., None]
    retire: Callable[..., None]
    restore: Callable[..., None]
    offered: Callable[..., Any]


def form_page(request: AtendaRequest, keeping: Keeping, kept: Any, **more: Any) -> HttpResponse:
    """Saved, or shown with what is wrong with it; nothing typed is lost."""
    form = keeping.form(request.POST if request.method == "POST" else None, actor=request.actor, kept=kept)
    meanwhile = None
    if form.is_bound and form.is_valid():
        if form.is_overtaken:
            meanwhile, form = kept, _opened_again(request, keeping, kept)
        elif (done := _save(request, keeping, form, kept)) is not None:
            return done
    context = {
        "form": form,
        "kept": kept,
        "whose": whose(kept) if kept else "",
        "may_change": kept is None or may_change(request.actor, kept),
        "meanwhile": meanwhile,
        "folders": tree([each.folder for each in keeping.offered(request.actor)]),
        **more,
    }
    return render(request, keeping.template, context, status=422 if form.is_bound else 200)


def retirement(request: AtendaRequest, keeping: Keeping, kept: Kept) -> HttpResponse:
    """Retire it, or with `restore` bring it back."""
    now, is_back = timezone.now(), bool(request.POST.get("restore"))
    try:
        with one_deed() as done:
            (keeping.restore if is_back else keeping.retire)(kept, by=request.actor, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return go(request, link(keeping.list_name) + "?retired=1")
    sentence = _("“%(name)s” is offered again.") if is_back else _("“%(name)s” is retired.")
    say(request, sentence % {"name": kept.name}, undo=way_back(done, by=request.actor, now=now))
    return go(request, link(keeping.list_name))


def _opened_again(request: AtendaRequest, keeping: Keeping, kept: Any) -> KeptForm:
    """What was typed, and the remark that there is something to read first; sent once more, it is saved (B3)."""
    values = request.POST.copy()
    values["version"] = str(kept.version)
    form: KeptForm = keeping.form(values, actor=request.actor, kept=kept)
    form.add_error(
        None, _("It was changed meanwhile: what it says now stands below. Save again, and yours takes its place.")
    )
    return form


def _save(request: AtendaRequest, keeping: Keeping, form: Any, kept: Any) -> HttpResponse | None:
    now = timezone.now()
    try:
        with one_deed() as done:
            if kept is None:
                kept = keeping.add(**form.values, by=request.actor, now=now)
            else:
                keeping.change(kept, form, by=request.actor, now=now)
    except Refused as refusal:
        _say_beside(form, refusal)
        return None
    say(request, _("“%(name)s” is saved.") % {"name": kept.name}, undo=way_back(done, by=request.actor, now=now))
    return go(request, link(keeping.list_name))


def _say_beside(form: Any, refusal: Refused) -> None:
    """What concerns a text stands beside each text that has it."""
    names = getattr(refusal, "names", ())
    typed = {name: str(form.cleaned_data.get(name) or "") for name in form.fields if name.startswith(("text_", "note"))}
    beside = [field for field, text in typed.items() if any(name in text for name in names)]
    for field in beside:
        form.add_error(field, str(refusal))
    if not beside:
        say_beside(form, refusal)
