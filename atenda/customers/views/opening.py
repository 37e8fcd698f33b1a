"""New accounts and contacts, by their whole form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.customers import opening
from atenda.customers.cards import cards
from atenda.customers.forms import NEW_FORMS, CustomerForm, NewContactForm
from atenda.customers.models import Account, Contact
from atenda.customers.permissions import may_edit_customers
from atenda.customers.refusals import RetiredTag, SeveralSoCalled, WrongTaxNumber
from atenda.customers.search import MODELS
from atenda.customers.sharing import sharers
from atenda.customers.views.finding import number_in
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: AtendaRequest) -> HttpResponse:
    """`?name=` what it is probably called."""
    return _new(request, Account.kind)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: AtendaRequest) -> HttpResponse:
    """`?name=` what they are probably called; `?account=7` where they work."""
    return _new(request, Contact.kind)


def _new(request: AtendaRequest, kind: str) -> HttpResponse:
    require(may_edit_customers(request.actor))
    if request.method != "POST":
        return _show(request, kind, NEW_FORMS[kind](initial=_initial(request, kind)))
    form = NEW_FORMS[kind](request.POST)
    if not form.is_valid():
        return _show(request, kind, form, status=422)
    verb: Any = opening.open_account if kind == Account.kind else opening.open_contact
    try:
        submission = form.cleaned_data["submission"]
        customer = verb(**form.values(), submission=submission, by=request.actor, now=timezone.now())
    except (WrongTaxNumber, RetiredTag) as refusal:
        form.refuse(refusal)
        return _show(request, kind, form, status=422)
    except SeveralSoCalled:
        assert isinstance(form, NewContactForm)
        form.ask_which(cards(opening.accounts_called(form.cleaned_data["company"])))
        return _show(request, kind, form, status=422)
    messages.success(request, _("%(name)s is on record.") % {"name": customer.name})
    return redirect(link(f"customers:{customer.kind}", pk=customer.pk))


def _initial(request: AtendaRequest, kind: str) -> dict[str, Any]:
    initial: dict[str, Any] = {"name": request.GET.get("name", "")[:200]}
    if kind == Contact.kind:
        accounts = MODELS[Account.kind].objects.visible_to(request.actor)
        account = accounts.filter(pk=number_in(request, "account") or 0).first()
        if account is not None:
            initial |= {"company": account.name, "account": f"account:{account.pk}"}
    return initial


def _show(request: AtendaRequest, kind: str, form: CustomerForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "kind": kind, "customer": None, "sharers": sharers(form.typed()), "mergeable": None}
    return render(request, "customers/form.html", context, status=status)
