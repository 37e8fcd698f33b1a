"""Editing an account or a contact."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.customers import editing
from atenda.customers.forms import FORMS, CustomerForm
from atenda.customers.models import Account, Contact
from atenda.customers.permissions import may_edit_customers, may_merge_customers
from atenda.customers.refusals import ChangedMeanwhile, MergedMeanwhile, RetiredTag, WrongTaxNumber
from atenda.customers.sharing import sharers
from atenda.customers.views.finding import visible_customer
from atenda.history.deeds import one_deed
from atenda.history.merging import Change, last_seq
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import say


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: AtendaRequest, pk: int) -> HttpResponse:
    return _edit(request, visible_customer(request, Account.kind, pk), pk)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: AtendaRequest, pk: int) -> HttpResponse:
    return _edit(request, visible_customer(request, Contact.kind, pk), pk)


def _edit(request: AtendaRequest, customer: Account | Contact, asked: int) -> HttpResponse:
    require(may_edit_customers(request.actor))
    form_class = FORMS[customer.kind]
    if request.method != "POST":
        if customer.pk != asked:
            return redirect(link(f"customers:{customer.kind}-edit", pk=customer.pk))
        seen = last_seq(customer)  # before the values, so that whatever comes between counts as unseen
        values = editing.words_for(customer, editing.FIELDS)
        return _show(request, customer, form_class(values=values, initial={"seen": seen}))
    form = form_class(request.POST)
    if not form.is_valid():
        return _show(request, customer, form, status=422)
    if customer.pk != asked:
        return _decide(request, customer, form)
    try:
        seen = form.cleaned_data["seen"] or 0
        with one_deed() as done:
            editing.edit(customer, by=request.actor, now=timezone.now(), seen=seen, **form.values())
    except (WrongTaxNumber, RetiredTag) as refusal:
        form.refuse(refusal)
        return _show(request, customer, form, status=422)
    except MergedMeanwhile:
        return _decide(request, customer.survivor, form)
    except ChangedMeanwhile as conflict:
        return _show(request, customer, form_class.again(conflict, last_seq(customer)), status=422)
    say(request, _("Changes saved."), undo=done.event_ids)
    return redirect(link(f"customers:{customer.kind}", pk=customer.pk))


def _decide(request: AtendaRequest, customer: Account | Contact, form: CustomerForm) -> HttpResponse:
    """The record was merged into this customer's while the form was open: both values of each field that differs."""
    seen, mine = last_seq(customer), editing.words_typed(form.values())
    now = editing.words_for(customer, mine)
    changed = {
        name: Change(None, now[name], _("The record it was merged into")) for name in mine if mine[name] != now[name]
    }
    again = FORMS[customer.kind].again(ChangedMeanwhile(changed, mine), seen)
    again.add_error(None, str(MergedMeanwhile.sentence))
    return _show(request, customer, again, status=422)


def _show(request: AtendaRequest, customer: Account | Contact, form: CustomerForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "kind": customer.kind,
        "customer": customer,
        "sharers": sharers(form.typed(), but=customer),
        "mergeable": customer if may_merge_customers(request.actor) else None,
    }
    return render(request, "customers/form.html", context, status=status)
