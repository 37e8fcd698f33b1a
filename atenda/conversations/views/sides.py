"""Ask a third party from a case, go on with them, and be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.cases.views.page import page_of
from atenda.conversations.answered import answered_in
from atenda.conversations.below import shown_below
from atenda.conversations.enclosing import check_files, pictures_of, waits_aside_in, worded
from atenda.conversations.forms import as_text
from atenda.conversations.models import Message, SideConversation
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.side_forms import FILE, SideForm
from atenda.conversations.sides import quoting
from atenda.conversations.sides.knowing import known
from atenda.conversations.sides.reading import side_in, thread_of
from atenda.conversations.sides.standing import AnsweredMeanwhile, finish
from atenda.conversations.sides.writing import ask, sent_since, write_aside
from atenda.files import attaching
from atenda.files.models import Upload
from atenda.files.permissions import may_add_files
from atenda.files.receiving import takes_files
from atenda.files.refusals import FileRefused
from atenda.files.sent import files_of_form
from atenda.files.views.uploading import answered
from atenda.files.worklists import uploads_waiting
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside
from atenda.ui.fragments import announce, go, say
from atenda.worklists.views.trails import case_address

Write = Callable[..., Message]


@takes_files(may_add_files)
@require_http_methods(["GET", "HEAD", "POST"])
def sides(request: AtendaRequest, number: int) -> HttpResponse:
    """The form of a mail to a third party, which opens a side conversation; `?message=` passes one of the case on,
    or with 0 what the case describes."""
    case = visible_case(request, number)
    require(may_write_to_customers(request.actor))
    if request.method != "POST":
        return _form_page(request, case, SideForm.of(case, passes_on=_asked_for(request, case)))
    return _sent(request, case, None)


@takes_files(may_add_files)
@require_http_methods(["GET", "HEAD", "POST"])
def side(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """One of them, and going on with it."""
    case = visible_case(request, number)
    found = _side_of(case, pk)
    if request.method != "POST":
        return _form_page(request, case, SideForm.of(case, side=found), found)
    require(may_write_to_customers(request.actor))
    return _sent(request, case, found)


@require_POST
def finishing(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Nothing more is expected of it."""
    case = visible_case(request, number)
    found = _side_of(case, pk)
    require(may_write_to_customers(request.actor))
    try:
        with one_deed() as done:
            finish(found, seen=_seen(request), by=request.actor, now=timezone.now())
    except AnsweredMeanwhile as refusal:
        messages.error(request, str(refusal))
        return go(request, link("conversations:side", number=number, pk=pk))
    if done.event_ids:
        say(request, _("Side conversation finished."), undo=done.event_ids)
    return go(request, case_address(request, case.folio))


def _seen(request: AtendaRequest) -> datetime | None:
    """What its reader had before them."""
    with suppress(ValueError):
        found = datetime.fromisoformat(request.POST.get("seen", ""))
        return found if found.tzinfo else None
    return None


@takes_files(may_add_files)
@require_POST
def side_uploads(request: AtendaRequest, number: int) -> HttpResponse:
    """A file that waits until the mail to the third party is sent."""
    case = visible_case(request, number)
    require(may_write_to_customers(request.actor) and may_add_files(request.actor))
    now, form = timezone.now(), waits_aside_in(case)
    return answered(
        request, lambda file, key: attaching.put_down(file, by=request.actor, now=now, submission=form, key=key)
    )


@require_safe
def side_people(request: AtendaRequest, number: int) -> HttpResponse:
    """Whom what is typed may mean, as the field offers it: each with those before it in the same field."""
    visible_case(request, number)
    require(may_write_to_customers(request.actor))
    typed = next((request.GET[name] for name in ("to", "cc") if name in request.GET), "")
    before, comma, last = typed[:2_000].rpartition(",")
    people = [f"{before}{comma}{' ' if comma else ''}{as_text([one])}" for one in known(last, by=request.actor)]
    return render(request, "conversations/_people.html", {"people": people})


def _sent(request: AtendaRequest, case: Case, found: SideConversation | None) -> HttpResponse:
    form = SideForm.of(case, request.POST, side=found)
    if "quote" in request.POST:
        typed = form.typed(_to_pass_on(case, request.POST.get("message", "")))
        return _form_page(request, case, SideForm.of(case, side=found, typed=typed), found)
    try:
        files = files_of_form(request, submission=waits_aside_in(case))
        pictures = pictures_of(request.POST.get("html", ""), case, by=request.actor)
        check_files([*files, *pictures])
    except FileRefused as refusal:
        form.add_error("enclosed", str(refusal))
        return _form_page(request, case, form, found)
    if not form.is_valid():
        return _form_page(request, case, form, found)
    if form.forgets_a_file(carries=bool(files or pictures or form.files_passed_on)):
        return _form_page(request, case, _heard(case, form, found), found)
    try:
        with one_deed() as done:
            _write(request, case, form, found, files, pictures)
    except Refused as refusal:
        say_beside(form, refusal)
        return _form_page(request, case, form, found)
    sentence = _("The mail leaves in ten seconds.")
    if not request.htmx or found is not None:
        say(request, sentence, undo=done.event_ids)
        return go(request, case_address(request, case.folio))
    page = render(request, "cases/case.html", page_of(request, visible_case(request, case.folio)))
    return announce(page, sentence, undo=done.event_ids)


def _write(
    request: AtendaRequest,
    case: Case,
    form: SideForm,
    found: SideConversation | None,
    files: Sequence[Upload],
    pictures: Sequence[Upload],
) -> Message:
    """Sent twice, a form of one page is one mail."""
    said = form.cleaned_data
    given: dict[str, Any] = {
        "readers": form.readers,
        "text": said["body"],
        "html": said["html"],
        "files": files,
        "pictures": pictures,
        "passed_on": form.files_passed_on,
        "signed": not said["unsigned"],
        "by": request.actor,
        "now": timezone.now(),
    }
    if said["last"] is not None:
        place = found.case if found is not None else case
        place.hold()
        text, _html = worded(said["body"], said["html"], pictures)
        if again := sent_since(place, said["last"], readers=form.readers, text=text, by=request.actor):
            return again
    return write_aside(found, **given) if found is not None else ask(case, subject=said["subject"], **given)


def _heard(case: Case, form: SideForm, found: SideConversation | None) -> SideForm:
    """What was typed, with what is to be said of it; sent once more, it goes out (B11)."""
    data: Any = form.data
    values = data.copy()
    values["heard"] = FILE
    again = SideForm.of(case, values, side=found)
    again.add_error(None, _("You speak of a file, and none goes with it. Send it again if that is meant."))
    return again


def _side_of(case: Case, pk: int) -> SideConversation:
    found = side_in(case, pk)
    if found is None:
        raise Http404
    found.case = case
    return found


def _asked_for(request: AtendaRequest, case: Case) -> quoting.PassedOn | None:
    """What is to be passed on: 404 where it is nothing of the case."""
    asked = request.GET.get("message", "")
    found = _to_pass_on(case, asked)
    if asked and found is None:
        raise Http404
    return found


def _to_pass_on(case: Case, asked: str) -> quoting.PassedOn | None:
    return quoting.to_pass_on(case, int(asked)) if asked.isdecimal() and len(asked) < 19 else None


def _form_page(
    request: AtendaRequest, case: Case, form: SideForm, found: SideConversation | None = None
) -> HttpResponse:
    """The form on its page, with what of it was refused, under what was said before."""
    may_write, own = may_write_to_customers(request.actor), answered_in(case)
    context = {
        "case": case,
        "form": form,
        "thread": thread_of(found) if found is not None else None,
        "from_address": own.own_address if may_write else "",
        "signature": shown_below(own, by=request.actor)["signature"] if may_write else None,
        "repeated": None,
        "may_write": may_write,
        "may_add_files": may_add_files(request.actor),
        "waiting": uploads_waiting(by=request.actor, submission=waits_aside_in(case)) if may_write else [],
    }
    page = render(request, "conversations/side.html", context, status=422 if form.is_bound else 200)
    if request.method == "POST" and request.htmx:  # sent, it takes the timeline's place; refused, its own
        page["HX-Retarget"] = page["HX-Reselect"] = "#side-form"
    return page
