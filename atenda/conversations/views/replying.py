"""Write to the customer from a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.cases import catalogue
from atenda.cases.catalogue import Value
from atenda.cases.lifecycle import move
from atenda.cases.models import Case, State
from atenda.cases.views.finding import visible_case
from atenda.cases.views.page import page_of
from atenda.conversations import drafting
from atenda.conversations.afterwards import states_after
from atenda.conversations.answered import Answered, answered_in
from atenda.conversations.below import shown_below
from atenda.conversations.calling_off import send_now
from atenda.conversations.enclosing import check_files, pictures_of, waits_in
from atenda.conversations.forms import ReplyForm, as_text
from atenda.conversations.hours import at_theirs, offered
from atenda.conversations.models import Direction, Message
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.quoting import without_ways
from atenda.conversations.remarks import Remark
from atenda.conversations.replying import WroteMeanwhile, reply
from atenda.conversations.sides.quoting import quotable, with_words
from atenda.conversations.taking_back import keep_here
from atenda.files.permissions import may_add_files
from atenda.files.receiving import takes_files
from atenda.files.refusals import FileRefused
from atenda.files.sent import files_of_form
from atenda.files.worklists import uploads_waiting
from atenda.history.deeds import one_deed
from atenda.macros.offered import by_folder, replies_for
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside
from atenda.ui.fragments import announce, go, say
from atenda.ui.times import in_words
from atenda.worklists.views.trails import case_address

TICKS = {"unsigned": "", "quotes": ""}  # a draft says those that are set


@require_POST
def leaving(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Of a mail that waits for its hour: send it now, or, with `stays`, keep it here."""
    case = visible_case(request, number)
    messages_of_ours = Message.objects.filter(case=case, direction=Direction.OUT)
    found: Message | None = messages_of_ours.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    require(may_write_to_customers(request.actor))
    try:
        deed = keep_here if "stays" in request.POST else send_now
        deed(found, by=request.actor, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        say(request, _("The mail stays here.") if "stays" in request.POST else _sentence(None, None))
    return go(request, case_address(request, case.folio))


@takes_files(may_add_files)
@require_http_methods(["GET", "HEAD", "POST"])
def replies(request: AtendaRequest, number: int) -> HttpResponse:
    """The form of a mail to the customer, and sending it."""
    case = visible_case(request, number)
    require(may_write_to_customers(request.actor))
    answered, states = answered_in(case), states_after(case, request.actor)
    if request.method != "POST":
        return form_page(request, case, answered, ReplyForm.of(answered, states, drafted=_drafted(request, case)))
    form = ReplyForm.of(answered, states, request.POST)
    try:
        files = files_of_form(request, submission=waits_in(case))
        pictures = pictures_of(request.POST.get("html", ""), case, by=request.actor)
        check_files([*files, *pictures])
    except FileRefused as refusal:
        form.add_error("enclosed", str(refusal))
        return form_page(request, case, answered, form)
    if not form.is_valid():
        return form_page(request, case, answered, form)
    if remarks := form.unheard(answered, carries=bool(files or pictures)):
        return form_page(request, case, answered, _heard(form, remarks, answered, states))
    said = form.cleaned_data
    try:
        with one_deed() as done:
            now = timezone.now()
            reply(
                case,
                readers=form.readers,
                subject=said["subject"],
                text=said["body"],
                html=said["html"],
                answered=answered,
                files=files,
                pictures=pictures,
                leaves_at=said["leaves_at"],
                signed=not said["unsigned"],
                quotes=said["quotes"],
                since=answered.last,
                by=request.actor,
                now=now,
            )
            taken = [int(said["taken"])] if said["taken"].isdecimal() else []
            drafting.let_go(case, by=request.actor, taken_over=taken)
            if said["state"]:
                move(case, to=catalogue.row(State, said["state"]), by=request.actor, now=now)
    except WroteMeanwhile:
        newest = answered_in(case)
        remarks = form.unheard(newest, carries=bool(files or pictures))
        return form_page(request, case, newest, _heard(form, remarks, newest, states))
    except Refused as refusal:
        say_beside(form, refusal)
        return form_page(request, case, answered, form)
    sentence = _sentence(said["leaves_at"], said["state"])
    if not request.htmx:
        say(request, sentence, undo=done.event_ids)
        return go(request, case_address(request, case.folio))
    page = render(request, "cases/case.html", page_of(request, visible_case(request, number)))
    return announce(page, sentence, undo=done.event_ids)


def _drafted(request: AtendaRequest, case: Case) -> dict[str, str]:
    """What they were writing, or with `?draft=` what a colleague is; with `?quote=` under it what a third party wrote,
    for them to read before it is sent."""
    asked = request.GET.get("draft", "")
    if asked.isdecimal() and len(asked) < 18 and (theirs := drafting.of_colleague(case, int(asked))):
        return {**TICKS, **theirs.said, "taken": asked}
    mine = drafting.own(case, request.actor)
    said = {**TICKS, **mine.said} if mine else {}
    quoted = request.GET.get("quote", "")
    if quoted.isdecimal() and len(quoted) < 19 and (found := quotable(case, int(quoted))):
        return with_words(said, without_ways(found.text))
    return said


def _sentence(leaves_at: datetime | None, state: int | None) -> str:
    said = [_("The mail leaves in ten seconds.")]
    if leaves_at is not None:
        said = [_("The mail leaves on %(moment)s.") % {"moment": in_words(leaves_at)}]
    if state is not None:
        said.append(_("State: %(state)s.") % {"state": catalogue.states()[state].label})
    return " ".join(said)


def _heard(form: ReplyForm, remarks: Sequence[Remark], answered: Answered, states: Sequence[Value]) -> ReplyForm:
    """What was typed, with what is to be said of it; sent once more, it goes out (B7)."""
    data: Any = form.data
    values = data.copy()
    values["heard"] = " ".join([form.cleaned_data["heard"], *(remark.name for remark in remarks)]).strip()
    again = ReplyForm.of(answered, states, values)
    for remark in remarks:
        again.add_error(None, remark.sentence)
    return again


def form_page(
    request: AtendaRequest, case: Case, answered: Answered, form: ReplyForm, *, not_inserted: str = ""
) -> HttpResponse:
    """The form on its page, with what of it was refused; `not_inserted`: why a quick reply was not put in."""
    now = timezone.now()
    context = {
        "case": case,
        "form": form,
        "others": as_text(answered.others),
        "from_address": answered.own_address,
        "may_add_files": may_add_files(request.actor),
        "waiting": uploads_waiting(by=request.actor, submission=waits_in(case)),
        "drafts": drafting.of_others(case, request.actor),
        "draft": drafting.own(case, request.actor),
        "hours": offered(now),
        "their_hour": at_theirs(case, now),
        "quick_replies": by_folder(replies_for(request.actor)),
        "not_inserted": not_inserted,
        **shown_below(answered, by=request.actor),
    }
    page = render(request, "conversations/reply.html", context, status=422 if form.is_bound else 200)
    if form.is_bound and request.htmx:  # sent, it takes the timeline's place; refused, its own
        page["HX-Retarget"] = page["HX-Reselect"] = "#reply-form"
    return page
