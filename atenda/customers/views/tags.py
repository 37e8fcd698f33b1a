"""The settings page of customers' tags."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.customers import retagging
from atenda.customers.forms import NameForm, ReplacementForm
from atenda.customers.models import Tag
from atenda.customers.permissions import may_manage_tags
from atenda.customers.tag_lists import MOST, line_of, lines
from atenda.customers.views.finding import MOST as LARGEST
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say


@require_safe
def every(request: AtendaRequest) -> HttpResponse:
    require(may_manage_tags(request.actor))
    found = lines()
    return render(request, "customers/tags.html", {"lines": found, "is_full": len(found) == MOST})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: AtendaRequest, pk: int) -> HttpResponse:
    """One tag: its name, and the deeds on it. POST `name` renames it."""
    require(may_manage_tags(request.actor))
    tag = _tag(pk)
    if request.method != "POST":
        return _show(request, tag, NameForm(initial={"name": tag.name}))
    form = NameForm(request.POST)
    if not form.is_valid():
        return _show(request, tag, form, status=422)
    try:
        with one_deed() as done:
            retagging.rename(tag, to=form.cleaned_data["name"], by=request.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return _show(request, _tag(pk), form, status=422)
    say(request, _("Changes saved."), undo=done.event_ids)
    return go(request, link("customers:tag-list"))


@require_POST
def retirement(request: AtendaRequest, pk: int) -> HttpResponse:
    """Retire the tag, or with `restore` bring it back."""
    require(may_manage_tags(request.actor))
    tag, brings_back = _tag(pk), bool(request.POST.get("restore"))
    with one_deed() as done:
        (retagging.restore if brings_back else retagging.retire)(tag, by=request.actor, now=timezone.now())
    said = _("The tag “%(name)s” is offered again.") if brings_back else _("The tag “%(name)s” is retired.")
    say(request, said % {"name": tag.name}, undo=() if brings_back else done.event_ids)
    return go(request, link("customers:tag-list"))


@require_POST
def replacement(request: AtendaRequest, pk: int) -> HttpResponse:
    """Give whoever has it another tag in its place: POST `other=12`."""
    require(may_manage_tags(request.actor))
    tag = _tag(pk)
    form = ReplacementForm(tag, request.POST)
    if not form.is_valid():
        return _show(request, tag, NameForm(initial={"name": tag.name}), form, status=422)
    other = _tag(int(form.cleaned_data["other"]))
    try:
        is_all, event = retagging.replace(tag, by_tag=other, by=request.actor, now=timezone.now())
    except Refused as refusal:
        form.add_error("other", str(refusal))
        return _show(request, _tag(pk), NameForm(initial={"name": tag.name}), form, status=422)
    said = (
        _("“%(name)s” was replaced by “%(other)s” everywhere.")
        if is_all
        else _("“%(name)s” is being replaced by “%(other)s”: with so many customers it takes some minutes.")
    )
    say(request, said % {"name": tag.name, "other": other.name}, undo=[event.pk] if is_all else ())
    return go(request, link("customers:tag-list"))


def _tag(pk: int) -> Tag:
    found: Tag | None = Tag.objects.select_related("replaced_by").filter(pk=pk).first() if pk <= LARGEST else None
    if found is None:
        raise Http404
    return found


def _show(
    request: AtendaRequest, tag: Tag, form: NameForm, replacing: ReplacementForm | None = None, *, status: int = 200
) -> HttpResponse:
    context = {
        "tag": tag,
        "line": line_of(tag),
        "form": form,
        "replacing": replacing or ReplacementForm(tag),
        "most_at_once": retagging.MOST_AT_ONCE,
    }
    return render(request, "customers/tag.html", context, status=status)
