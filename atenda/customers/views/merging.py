"""Merging two records of the same customer: choose the other one, compare, merge."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.customers import merging
from atenda.customers.cards import cards
from atenda.customers.comparing import lines, sum_of
from atenda.customers.duplicates.of_one import likely_duplicates
from atenda.customers.forms import MergeForm
from atenda.customers.models import Account, Contact
from atenda.customers.naming import clean
from atenda.customers.permissions import may_merge_customers
from atenda.customers.search import find_customers
from atenda.customers.uniting import pair_of
from atenda.customers.views.duplicates import back_to
from atenda.customers.views.finding import other_of, visible_customer
from atenda.history.merging import last_seq
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go, say


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: AtendaRequest, pk: int) -> HttpResponse:
    return _merge(request, visible_customer(request, Account.kind, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: AtendaRequest, pk: int) -> HttpResponse:
    return _merge(request, visible_customer(request, Contact.kind, pk))


def _merge(request: AtendaRequest, stays: Account | Contact) -> HttpResponse:
    """`?q=` looks for the other record; `?other=34` shows the two; POST with `other` makes one of them."""
    require(may_merge_customers(request.actor))
    said = request.POST if request.method == "POST" else request.GET
    if "other" not in said:
        return _choose(request, stays)
    goes = other_of(request, stays, said["other"])
    if request.method != "POST":
        return _compare(request, stays, goes)
    pair = pair_of(stays, goes)
    form = MergeForm(lines(pair, {}), request.POST)
    if not form.is_valid():
        return _compare(request, stays, goes, form, status=422)
    seen = form.cleaned_data["seen"], form.cleaned_data["other_seen"]
    try:
        event = merging.merge(stays, goes, chosen=form.chosen(), seen=seen, by=request.actor, now=timezone.now())
    except Refused as refusal:
        return _compare(request, stays, goes, refusal=str(refusal), status=422)
    say(request, _("“%(name)s” is part of this record now.") % {"name": goes.name}, undo=[event.pk])
    return go(request, back_to(request, stays))


def _choose(request: AtendaRequest, stays: Account | Contact) -> HttpResponse:
    text = clean(request.GET.get("q", ""))[:200]
    found = find_customers(text, kinds=[stays.kind]) if text else likely_duplicates(stays)
    context = {
        "customer": stays,
        "kind": stays.kind,
        "text": text,
        "found": [card for card in found if card.id != stays.pk],
    }
    if request.htmx:
        return fragment(request, "customers/merging.html", "choosing", context)
    return render(request, "customers/merging.html", context)


def _compare(
    request: AtendaRequest,
    stays: Account | Contact,
    goes: Account | Contact,
    form: MergeForm | None = None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    said = request.POST if request.method == "POST" else request.GET
    seen = {"seen": last_seq(stays), "other_seen": last_seq(goes)}  # before the values: what comes between is unseen
    stays.refresh_from_db()
    goes.refresh_from_db()
    pair = pair_of(stays, goes)
    typed = {name: form.data.get(name, "") for name in form.asked} if form else {}
    shown = lines(pair, typed)
    context = {
        "customer": stays,
        "kind": stays.kind,
        "other": goes,
        "lines": shown,
        "sum": sum_of(stays, goes, pair, seen_by=request.actor),
        "cards": cards([stays, goes]),
        "form": form or MergeForm(shown),
        "seen": seen,
        "refusal": refusal,
        "origin": {name: said[name] for name in ("from", "share") if name in said},
    }
    return render(request, "customers/comparing.html", context, status=status)
