"""Merge cases: choose them, see what comes of it, do it; and take one out again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.cases import catalogue
from atenda.cases.foreseeing import foresee
from atenda.cases.foreseeing_parting import foresee_parting
from atenda.cases.forms.merging import MergingForm
from atenda.cases.merging import MOST, merge
from atenda.cases.models import Case
from atenda.cases.parting import unmerge
from atenda.cases.permissions import may_merge_cases
from atenda.cases.refusals import OfDifferentCustomers, TooManyToMerge
from atenda.cases.views.finding import MOST as GREATEST
from atenda.cases.views.finding import visible_case
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.searching.asking import understand
from atenda.searching.finding import find_cases
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go, say

SUGGESTED = 8
MOST_UNDONE = 10  # the undoing of a deed names each of its events


@require_http_methods(["GET", "HEAD", "POST"])
def merging(request: AtendaRequest) -> HttpResponse:
    """The cases in `case` become one: `stays` goes on, the others lead there."""
    require(may_merge_cases(request.actor))
    sent = request.POST if request.method == "POST" else request.GET
    if "all" in sent:  # of the list, page upon page: nobody could look at them
        messages.error(request, str(TooManyToMerge.sentence))
        return go(request, link("worklists:cases"))
    cases = _chosen(request, sent.getlist("case"))
    folios = [case.folio for case in cases]
    stays = _folio(sent.get("stays", "")) if _folio(sent.get("stays", "")) in folios else folios[0]
    form = MergingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        survivor, *goes = sorted(cases, key=lambda case: case.folio != stays)
        if not form.cleaned_data["understood"] and foresee(survivor, goes).strangers:
            form.add_error("understood", str(OfDifferentCustomers.sentence))
        else:
            try:
                with one_deed() as done:
                    merge(survivor, goes, by=request.actor, now=timezone.now())
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                said = ", ".join(str(case.folio) for case in goes)
                sentence = _("Merged into this case: %(folios)s.") % {"folios": said}
                say(request, sentence, undo=done.event_ids if len(goes) < MOST_UNDONE else [])
                return go(request, link("cases:case", number=survivor.folio))
    return _page(request, cases, stays, form)


@require_http_methods(["GET", "HEAD", "POST"])
def unmerging(request: AtendaRequest, number: int) -> HttpResponse:
    """What comes of it when a merged case goes its own way again; a POST lets it."""
    case = visible_case(request, number)
    require(may_merge_cases(request.actor))
    if request.method != "POST":
        foreseen = foresee_parting(case)
        if foreseen is None:
            return go(request, link("cases:case", number=case.folio))
        context = {"case": case, "foreseen": foreseen}
        if request.htmx:
            return fragment(request, "cases/unmerging.html", "form", context)
        return render(request, "cases/unmerging.html", context)
    with one_deed() as done:
        unmerge(case, by=request.actor, now=timezone.now())
    if done.event_ids:
        say(request, _("Case %(number)s goes its own way again.") % {"number": number})
    return go(request, link("cases:case", number=number))


def _chosen(request: AtendaRequest, said: list[str]) -> list[Case]:
    """Those named, alone or with commas between, in that order; all of them seen, or 404."""
    folios = list(dict.fromkeys(_folio(each) for text in said for each in text.split(",")))[: MOST + 2]
    if not folios:
        raise Http404
    return [visible_case(request, folio) for folio in folios]


def _folio(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) < 11 and int(said) <= GREATEST else GREATEST


def _page(request: AtendaRequest, cases: list[Case], stays: int, form: MergingForm) -> HttpResponse:
    survivor, *goes = sorted(cases, key=lambda case: case.folio != stays)
    text = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "cases": [
            (case, catalogue.states()[case.state_id], _query(cases, case.folio), _query(cases, stays, less=case))
            for case in cases
        ],
        "stays": survivor,
        "goes": goes,
        "foreseen": foresee(survivor, goes) if goes else None,
        "form": form,
        "text": text,
        "here": link("cases:merging") + _query(cases, stays),
        "keep": {"case": ",".join(str(case.folio) for case in cases), "stays": str(stays)},
        "found": [
            (case, catalogue.states()[case.state_id], _query([*cases, case], stays))
            for case in _candidates(request.actor, cases, text)
        ],
    }
    if request.htmx and request.method != "POST":
        return fragment(request, "cases/merging.html", "candidates", context)
    return render(request, "cases/merging.html", context, status=422 if form.is_bound else 200)


def _candidates(actor: Agent, cases: list[Case], text: str) -> list[Case]:
    """By folio or words; without any, what else is open of the same customer."""
    seen = Case.objects.visible_to(actor).filter(merged_into=None).exclude(pk__in=[case.pk for case in cases])
    if not text:
        same = [{name: getattr(cases[0], name)} for name in ("contact", "account") if getattr(cases[0], f"{name}_id")]
        rows = [case for customer in same for case in seen.pending().filter(**customer).order_by("-folio")[:SUGGESTED]]
        return list({case.pk: case for case in rows}.values())[:SUGGESTED]
    exactly = list(seen.filter(folio=_folio(text)))
    folios = [each.folio for each in find_cases(actor, understand(text), SUGGESTED)[1]]
    by_words = {case.folio: case for case in seen.filter(folio__in=folios)}
    found = [*exactly, *(by_words[folio] for folio in folios if folio in by_words)]
    return list({case.pk: case for case in found}.values())[:SUGGESTED]


def _query(cases: list[Case], stays: int, *, less: Case | None = None) -> str:
    folios = [case.folio for case in cases if case != less]
    return "?" + urlencode({"case": ",".join(map(str, folios)), "stays": stays}, safe=",")
