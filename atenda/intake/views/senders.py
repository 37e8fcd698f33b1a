"""Who a sender is: a new contact with one click, or a search for the one on record whose other address it is."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.cases.views.finding import visible_case
from atenda.conversations.models import Direction, Message, in_case
from atenda.customers.models import Contact
from atenda.customers.naming import clean
from atenda.customers.search import customer_of, find_customers
from atenda.history.deeds import one_deed
from atenda.history.undoing import way_back
from atenda.intake.models import RawMail
from atenda.intake.permissions import may_recognise_senders, may_sort_mails
from atenda.intake.recognising import address_of, recognise
from atenda.intake.senders import name_of
from atenda.intake.taking_in import take_in
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go, say

SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def of_mail(request: AtendaRequest, pk: int) -> HttpResponse:
    """Of a mail that came in. One that was held because nobody knew its sender leads to the case it comes to be in."""
    require(may_sort_mails(request.actor))
    rows = RawMail.objects.select_related("mailbox", "case")
    mail: RawMail | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if mail is None:
        raise Http404
    here, back = link("intake:sender", pk=pk), link("intake:mail", pk=pk)
    if request.method != "POST":
        return _asked(request, mail, here, back)
    if _recognised(request, mail):
        take_in(pk, now=timezone.now())  # or the worker did already
        mail = rows.get(pk=pk)
        if mail.case is not None:
            return go(request, link("cases:case", number=mail.case.folio))
    return go(request, back)


@require_http_methods(["GET", "HEAD", "POST"])
def of_message(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Of a mail on the timeline of a case."""
    case = visible_case(request, number)
    rows = Message.objects.select_related("case").filter(in_case(case), direction=Direction.IN)
    message: Message | None = rows.filter(pk=pk).first() if pk < 2**63 else None
    if message is None:
        raise Http404
    here, back = link("intake:sender-here", number=number, pk=pk), link("cases:case", number=number)
    if request.method != "POST":
        return _asked(request, message, here, back)
    _recognised(request, message)
    return go(request, back)


def _asked(request: AtendaRequest, mail: Message | RawMail, here: str, back: str) -> HttpResponse:
    """`?q=` whom one looks for; at first whoever is called like the sender."""
    require(may_recognise_senders(request.actor))
    name = name_of(mail.sender_name, address_of(mail))
    text = clean(request.GET.get("q", name))[:200]
    context = {
        "here": here,
        "back": back,
        "address": address_of(mail),
        "name": name,
        "text": text,
        "found": find_customers(text, kinds=[Contact.kind], limit=SHOWN),
    }
    if request.htmx:
        return fragment(request, "intake/sender.html", "form", context)
    return render(request, "intake/sender.html", context)


def _recognised(request: AtendaRequest, mail: Message | RawMail) -> bool:
    """POST `contact=contact:7` for one on record, `new` with a `name` or without for a new one."""
    require(may_recognise_senders(request.actor))
    contact, now = None, timezone.now()
    if "new" not in request.POST:
        found = customer_of(request.POST.get("contact", ""))
        if not isinstance(found, Contact):
            raise Http404
        contact = found
    try:
        with one_deed() as doing:
            name = clean(request.POST.get("name", ""))[:200]
            kept = recognise(mail, contact=contact, name=name, by=request.actor, now=now)
    except Refused as refusal:
        say(request, str(refusal))
        return False
    sentence = _("%(address)s is %(name)s from now on.") % {"address": address_of(mail), "name": kept.name}
    say(request, sentence, undo=way_back(doing, by=request.actor, now=now) if contact else ())
    return True
