"""What a customer does on their page. The sealed address is all the right there is: no cookie adds to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from atenda.autoclosing.closing import keep
from atenda.cases.refusals import Merged
from atenda.files import attaching
from atenda.files.limits import LARGEST_REQUEST, MOST_AT_ONCE
from atenda.files.models import Upload
from atenda.files.receiving import received
from atenda.files.refusals import FileRefused, TooMuch
from atenda.notices.customer_links import way_to
from atenda.organizations.refusals import Refused
from atenda.portal import answering, ending
from atenda.portal.doors import Visit, closed_to_others, entered, takes_customers_files
from atenda.portal.forms import AnswerForm
from atenda.portal.limiting import wait_to_do
from atenda.portal.stamps import BadStamp, Stamp, read, stamp
from atenda.portal.views.page import back, page, too_often

DEEDS: Mapping[str, Callable[..., object]] = {"closed": ending.close, "reopened": ending.reopen, "kept": keep}


@login_not_required
@csrf_exempt
@takes_customers_files
@require_POST
@closed_to_others
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """What they wrote and sent. Refused, all of it is still there: files too, which wait for the form a week."""
    given = request.POST
    with entered(request, token) as visit:
        if wait := wait_to_do(request, now=visit.now):
            return too_often(request, wait, visit, form=AnswerForm(_typed(given)), stamped=given.get("stamp", ""))
        try:
            stamped, problem = read(given.get("stamp", ""), token, now=visit.now), ""
        except BadStamp:
            fresh = stamp(token, now=visit.now)
            stamped, problem = read(fresh, token, now=visit.now), _("This page was open for too long. Send it again.")
        uploads, refused = _files(request, stamped, visit)
        form = AnswerForm(given, has_files=bool(uploads))
        if not problem and stamped.is_too_soon(visit.now):
            problem = _("That was quicker than we can follow. Send it again.")
        if not form.is_valid() or problem or refused:
            again = stamp(token, now=stamped.made_at, name=stamped.name)
            words = " ".join(word for word in (problem, refused, *form.errors.get("website", ())) if word)
            return page(request, visit, status=422, form=_shown(form), stamped=again, kept=uploads, refused=words)
        return _answered(request, visit, form, stamped, uploads)


@login_not_required
@csrf_exempt
@require_POST
@closed_to_others
def solved(request: HttpRequest, token: str) -> HttpResponseBase:
    """«It is solved.»"""
    return _ended(request, token, "closed")


@login_not_required
@csrf_exempt
@require_POST
@closed_to_others
def unsolved(request: HttpRequest, token: str) -> HttpResponseBase:
    """«It is not solved.»"""
    return _ended(request, token, "reopened")


@login_not_required
@csrf_exempt
@require_POST
@closed_to_others
def kept_open(request: HttpRequest, token: str) -> HttpResponseBase:
    """«Keep it open», where it was to be closed."""
    return _ended(request, token, "kept")


def _answered(request: HttpRequest, visit: Visit, form: AnswerForm, said: Stamp, uploads: list[Upload]) -> HttpResponse:
    text = form.cleaned_data["text"]
    try:
        place = answering.answer(visit.case, visit.customer, text=text, uploads=uploads, name=said.name, now=visit.now)
    except Refused as refusal:
        again = stamp(visit.token, now=said.made_at, name=said.name)
        return page(request, visit, status=422, form=form, stamped=again, kept=uploads, refused=str(refusal))
    is_theirs = getattr(place, f"{visit.customer.kind}_id") == visit.customer.pk
    if place.pk == visit.case.pk or not is_theirs:  # it goes on in another's: of that they learn nothing
        return back(visit, "answered")
    address = way_to(place, visit.customer, now=visit.now)
    return back(visit, "follow-up", token=address.rstrip("/").rpartition("/")[2])


def _ended(request: HttpRequest, token: str, done: str) -> HttpResponse:
    with entered(request, token) as visit:
        if wait := wait_to_do(request, now=visit.now):
            return too_often(request, wait, visit)
        try:
            read(request.POST.get("stamp", ""), token, now=visit.now)
            DEEDS[done](visit.case, now=visit.now)
        except BadStamp:
            return page(request, visit, status=422, refused=_("This page was open for too long. Press it again."))
        except Merged:  # nobody is told the number of another's case
            return page(
                request, visit, status=422, refused=_("We go on with it together with other work: write below.")
            )
        except Refused as refusal:
            return page(request, visit, status=422, refused=str(refusal))
        return back(visit, done)


def _files(request: HttpRequest, stamped: Stamp, visit: Visit) -> tuple[list[Upload], str]:
    """Those that wait in this form, with what came now; and why some were refused."""
    refusals: list[str] = []
    try:
        for one in received(request):
            if one.refusal is not None:
                refusals.append(f"{one.name}: {one.refusal}")
            else:
                attaching.put_down(one, by=None, now=visit.now, submission=stamped.name)
    except FileRefused as refusal:
        refusals.append(str(refusal))
    waiting = list(Upload.objects.filter(agent=None, submission=stamped.name).select_related("content").order_by("pk"))
    if "begun" in request.POST:
        unchosen = set(request.POST.getlist("there")) - set(request.POST.getlist("keep"))
        waiting = [upload for upload in waiting if str(upload.pk) not in unchosen]
    if len(waiting) > MOST_AT_ONCE or sum(upload.content.size for upload in waiting) > LARGEST_REQUEST:
        refusals.append(str(TooMuch()))
    return waiting, " ".join(refusals)


def _typed(given: Any) -> dict[str, str]:
    return {"text": given.get("text", "")}


def _shown(form: AnswerForm) -> AnswerForm:
    """As it was typed, without what only a program fills in."""
    form.data = {**_typed(form.data)}
    return form
