"""Who is on record twice, as proposed: compare them, say that they are two, have them looked for now."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import require
from atenda.customers.duplicates import looking
from atenda.customers.duplicates.listing import count_of, page_of
from atenda.customers.duplicates.telling_apart import tell_apart
from atenda.customers.duplicates.weighing import SAID
from atenda.customers.models import Account, Contact, DuplicateSearch
from atenda.customers.permissions import may_merge_customers
from atenda.customers.search import MODELS
from atenda.customers.views.finding import number_in, other_of, visible_customer
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say


@require_safe
def proposals(request: AtendaRequest) -> HttpResponse:
    """`?kind=account` those of accounts; `?share=phone` those that share one; `?after=` where to go on."""
    require(may_merge_customers(request.actor))
    kind, share = _kind(request.GET.get("kind", "")), request.GET.get("share", "")
    share = share if share in SAID else ""
    context = {
        "kind": kind,
        "share": share,
        "shares": [(str(each), said) for each, said in SAID.items()],
        "page": page_of(kind, seen_by=request.actor, share=share, after=number_in(request, "after")),
        "is_first": not request.GET.get("after"),
        "counts": {each: count_of(each, seen_by=request.actor) for each in MODELS},
        "search": DuplicateSearch.objects.filter(kind=kind).first(),
    }
    return render(request, "customers/duplicates.html", context)


@require_POST
def look(request: AtendaRequest) -> HttpResponse:
    """POST `kind`: have them looked for now."""
    require(may_merge_customers(request.actor))
    kind = _kind(request.POST.get("kind", ""))
    looking.ask(kind, now=timezone.now())
    return go(request, _address(kind, ""))


@require_POST
def account(request: AtendaRequest, pk: int) -> HttpResponse:
    return _tell_apart(request, Account.kind, pk)


@require_POST
def contact(request: AtendaRequest, pk: int) -> HttpResponse:
    return _tell_apart(request, Contact.kind, pk)


def back_to(request: AtendaRequest, customer: Account | Contact) -> str:
    """Where one was before the two were compared: POST `from=duplicates`, with the `share` chosen there."""
    if request.POST.get("from") != "duplicates":
        return link(f"customers:{customer.kind}", pk=customer.pk)
    share = request.POST.get("share", "")
    return _address(customer.kind, share if share in SAID else "")


def _tell_apart(request: AtendaRequest, kind: str, pk: int) -> HttpResponse:
    """This one and POST `other` are two customers."""
    one = visible_customer(request, kind, pk)
    require(may_merge_customers(request.actor))
    other = other_of(request, one, request.POST.get("other", ""))
    try:
        event = tell_apart(one, other, by=request.actor, now=timezone.now())
    except Refused as refusal:
        say(request, str(refusal))
        return go(request, back_to(request, one))
    said = _("“%(name)s” and “%(other)s” will not be proposed as one again.")
    say(request, said % {"name": one.name, "other": other.name}, undo=[event.pk] if event else ())
    return go(request, back_to(request, one))


def _kind(said: str) -> str:
    """Contacts unless another kind is meant; 404 for what there is not."""
    if said and said not in MODELS:
        raise Http404
    return said or Contact.kind


def _address(kind: str, share: str) -> str:
    return f"{link('customers:duplicates')}?kind={kind}" + (f"&share={share}" if share else "")
