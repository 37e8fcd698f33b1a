"""Deeds on many cases: to ask for one, to see what became of it, to stop it and to take it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import Ability, require
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.addresses import parts_of
from atenda.ui.fragments import fragment, go, say
from atenda.worklists.bulk import running
from atenda.worklists.bulk.asking import BIN, FIELDS, label_of, may_change_many, offered, said
from atenda.worklists.bulk.choosing import Chosen, read_chosen
from atenda.worklists.bulk.foretelling import Foretold, foretell
from atenda.worklists.bulk.forgetting import KEPT, is_forgotten
from atenda.worklists.bulk.results import deeds_on_many, page_of_rows, reasons
from atenda.worklists.bulk.undoing import may_continue, may_see, may_undo_all
from atenda.worklists.fields import ManyForm
from atenda.worklists.models import BulkDeed, Outcome


@require_http_methods(["GET", "HEAD", "POST"])
def asking(request: AtendaRequest, deed: str) -> HttpResponse:
    """What is to be done with the chosen cases; as soon as that is said, what would come of it. A POST does it."""
    require(may_change_many(request.actor))
    if deed not in (*FIELDS, BIN):
        raise Http404
    require(deed in offered(request.actor))
    sent = request.POST if request.method == "POST" else request.GET
    chosen = read_chosen(sent, sent.getlist("case"))
    before = _seen_deed(request, chosen.rest_of).asked if chosen.rest_of else None
    form = ManyForm(deed, actor=request.actor, data=sent, initial=before if before and before["deed"] == deed else None)
    form.ask_for_ending(())
    is_looking = request.method != "POST" or "look" in request.POST
    if not is_looking and form.is_valid():
        return _begin(request, chosen, form)
    foretold = _foretold(request, chosen, form) if form.is_valid() else None
    if foretold and foretold.lacking:
        form.ask_for_ending(foretold.lacking)
    return _ask(request, chosen, form, foretold, status=200 if is_looking else 422)


@require_safe
def deeds(request: AtendaRequest) -> HttpResponse:
    """One's own deeds on many cases, or everybody's for whoever undoes what others did."""
    everybodys = request.actor.can(Ability.UNDO_OTHERS)
    before = request.GET.get("before", "")
    rows, older = deeds_on_many(
        None if everybodys else request.actor, int(before) if before.isdecimal() and len(before) < 19 else 0
    )
    now = timezone.now()
    may_undo = {bulk.pk: may_undo_all(request.actor, bulk) and bulk.can_be_undone(now) for bulk in rows}
    shown = [(bulk, said(bulk, request.actor), may_undo[bulk.pk]) for bulk in rows]
    return render(request, "worklists/many_list.html", {"rows": shown, "older": older, "everybodys": everybodys})


@require_safe
def result(request: AtendaRequest, pk: int) -> HttpResponse:
    """How far it has come, and what became of it, case by case (B44)."""
    bulk = _seen_deed(request, pk)
    outcome, after = request.GET.get("outcome", ""), request.GET.get("after", "")
    outcome = outcome if outcome in Outcome.values else ""
    rows, older = page_of_rows(
        bulk, request.actor, outcome=outcome, after=int(after) if after.isdecimal() and len(after) < 11 else 0
    )
    now = timezone.now()
    goes_on = may_continue(request.actor, bulk) and bulk.can_be_continued(now)
    figures = running.figures_of(bulk) if bulk.is_moving else bulk.figures
    context = {
        "bulk": bulk,
        "said": said(bulk, request.actor),
        "rows": rows,
        "older": older,
        "outcome": outcome,
        "tabs": _tabs(bulk, figures, outcome),
        "reasons": reasons(bulk),
        "may_undo": may_undo_all(request.actor, bulk) and bulk.can_be_undone(now),
        "may_stop": bulk.stage == "running" and may_undo_all(request.actor, bulk),
        "may_continue": goes_on,
        "may_retry": not (bulk.is_moving or is_forgotten(bulk, now))
        and bulk.asked["deed"] in offered(request.actor)
        and _has_rest(figures, goes_on),
        "is_forgotten": not rows and not after and is_forgotten(bulk, now),
        "days": KEPT.days,
        "everybodys": request.actor.can(Ability.UNDO_OTHERS),
    }
    return render(request, "worklists/many_result.html", context)


@require_POST
def stopping(request: AtendaRequest, pk: int) -> HttpResponse:
    """Do no more of it."""
    bulk = _seen_deed(request, pk)
    require(may_undo_all(request.actor, bulk))
    running.stop(bulk, now=timezone.now())
    return go(request, link("worklists:many-result", pk=pk))


@require_POST
def continuing(request: AtendaRequest, pk: int) -> HttpResponse:
    """Go on with the cases it never came to, after it was stopped."""
    bulk = _seen_deed(request, pk)
    require(may_continue(request.actor, bulk))
    try:
        running.resume(bulk, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return go(request, link("worklists:many-result", pk=pk))
    if bulk.figures[Outcome.WAITING] <= running.AT_ONCE:
        running.carry_on(bulk, until_done=True)
    return go(request, link("worklists:many-result", pk=pk))


@require_POST
def undoing(request: AtendaRequest, pk: int) -> HttpResponse:
    """Take it back on every case that nobody changed since."""
    bulk = _seen_deed(request, pk)
    require(may_undo_all(request.actor, bulk))
    try:
        running.undo_all(bulk, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return go(request, link("worklists:many-result", pk=pk))
    if bulk.figures[Outcome.CHANGED] <= running.AT_ONCE:
        running.carry_on(bulk, until_done=True)
    if bulk.is_moving or bulk.figures.get(Outcome.KEPT):
        return go(request, link("worklists:many-result", pk=pk))
    say(request, _("Undone."))
    return go(request, _list_behind(request) or link("worklists:many-result", pk=pk))


def _begin(request: AtendaRequest, chosen: Chosen, form: ManyForm) -> HttpResponse:
    now = timezone.now()
    with one_deed():
        asked = form.asked(by=request.actor, now=now)
        bulk = running.begin(
            asked,
            chosen,
            key=form.cleaned_data["key"],
            is_quiet="quietly" in request.POST,
            by=request.actor,
            now=now,
        )
    if bulk.begun_at == now and bulk.cases <= running.AT_ONCE:
        running.carry_on(bulk, until_done=True)
    back = _list_behind(request) or link("worklists:cases") + chosen.question.query()
    if not bulk.cases:
        messages.info(request, _("None of these cases is there any more: nothing was changed."))
        return go(request, back)
    changed = bulk.figures.get(Outcome.CHANGED, 0)
    if bulk.is_moving or bulk.figures.get(Outcome.REFUSED) or not changed:
        return go(request, link("worklists:many-result", pk=bulk.pk))
    words = ngettext("%(n)s case changed.", "%(n)s cases changed.", changed) % {"n": changed}
    say(request, words, back=link("worklists:many-undoing", pk=bulk.pk))
    return go(request, back)


def _foretold(request: AtendaRequest, chosen: Chosen, form: ManyForm) -> Foretold:
    now = timezone.now()
    return foretell(lambda: form.asked(by=request.actor, now=now), chosen, by=request.actor, now=now)


def _ask(
    request: AtendaRequest, chosen: Chosen, form: ManyForm, foretold: Foretold | None, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "deed": form.deed,
        "title": label_of(form.deed) if form.deed == BIN else _("Change: %(field)s") % {"field": label_of(form.deed)},
        "chosen": chosen,
        "number": foretold.cases if foretold else chosen.count(request.actor),
        "foretold": foretold,
        "at_once": running.AT_ONCE,
        "next": _list_behind(request),
    }
    if request.htmx:
        return fragment(request, "worklists/many_ask.html", "form", context, status)
    return render(request, "worklists/many_ask.html", context, status=status)


def _seen_deed(request: AtendaRequest, pk: int) -> BulkDeed:
    bulk: BulkDeed | None = BulkDeed.objects.select_related("by", "undone_by").filter(pk=pk).first()
    if bulk is None or not may_see(request.actor, bulk):
        raise Http404
    return bulk


def _tabs(bulk: BulkDeed, figures: dict[str, int], outcome: str) -> list[dict[str, Any]]:
    here = link("worklists:many-result", pk=bulk.pk)
    found = [{"label": _("All"), "href": here, "is_here": not outcome, "count": bulk.cases}]
    return found + [
        {
            "label": each.label,
            "href": f"{here}?outcome={each.value}",
            "is_here": outcome == each,
            "count": figures.get(each, 0),
        }
        for each in Outcome
        if figures.get(each) or outcome == each
    ]


def _has_rest(figures: dict[str, int], goes_on: bool) -> bool:
    """What waits is not asked for again where it can be gone on with."""
    return bool(figures.get(Outcome.REFUSED) or (figures.get(Outcome.WAITING) and not goes_on))


def _list_behind(request: AtendaRequest) -> str:
    """The list the person is looking at, with everything in its address, where they are looking at one."""
    behind = parts_of(request.headers.get("HX-Current-URL") or request.POST.get("next"))
    is_list = behind.path == link("worklists:cases")
    return f"{behind.path}?{behind.query}" if is_list and behind.query else behind.path if is_list else ""
