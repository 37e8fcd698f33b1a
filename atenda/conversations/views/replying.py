"""Write to the customer from a case."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.cases.views.page import page_of
from atenda.conversations.answered import Answered, answered_in
from atenda.conversations.forms import ReplyForm, as_text
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.replying import reply
from atenda.history.deeds import one_deed
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import announce, go, say
from atenda.worklists.views.trails import case_address


@require_http_methods(["GET", "HEAD", "POST"])
def replies(request: AtendaRequest, number: int) -> HttpResponse:
    """The form of a mail to the customer, and sending it."""
    case = visible_case(request, number)
    require(may_write_to_customers(request.actor))
    answered = answered_in(case)
    if request.method != "POST":
        return _form_page(request, case, answered, ReplyForm.of(answered))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _form_page(request, case, answered, form)
    if form.is_overtaken(answered):
        return _form_page(request, case, answered, _opened_again(request.POST, answered))
    try:
        with one_deed() as done:
            reply(
                case,
                readers=form.readers,
                subject=form.cleaned_data["subject"],
                text=form.cleaned_data["body"],
                answered=answered,
                by=request.actor,
                now=timezone.now(),
            )
    except Refused as refusal:
        form.add_error("to", str(refusal))
        return _form_page(request, case, answered, form)
    sentence = _("The mail leaves in ten seconds.")
    if not request.htmx:
        say(request, sentence, undo=done.event_ids)
        return go(request, case_address(request, case.folio))
    page = render(request, "cases/case.html", page_of(request, visible_case(request, number)))
    return announce(page, sentence, undo=done.event_ids)


def _opened_again(sent: QueryDict, answered: Answered) -> ReplyForm:
    """What was typed, and the remark that there is something to read first; sent once more, it goes out (B7)."""
    values = sent.copy()
    values["last"] = str(answered.last)
    form = ReplyForm(values)
    form.add_error(None, _("There is a new message in the case. Read it, and send yours again if it still holds."))
    return form


def _form_page(request: AtendaRequest, case: Case, answered: Answered, form: ReplyForm) -> HttpResponse:
    context = {"case": case, "form": form, "others": as_text(answered.others), "from_address": answered.own_address}
    page = render(request, "conversations/reply.html", context, status=422 if form.is_bound else 200)
    if form.is_bound and request.htmx:  # sent, it takes the timeline's place; refused, its own
        page["HX-Retarget"] = page["HX-Reselect"] = "#reply-form"
    return page
