"""The customer's page of their case: read without signing in, by a sealed address, with neither script nor cookie."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from atenda.autoclosing.closing import open_of
from atenda.files import storage
from atenda.files.kinds import served_as
from atenda.files.models import Upload
from atenda.files.views.serving import guarded
from atenda.notices.public_fields import facts_of
from atenda.organizations.entering import current_organization
from atenda.organizations.labels import LANGUAGES
from atenda.portal.answering import may_reopen
from atenda.portal.conversation import conversation, may_be_taken, public_file
from atenda.portal.doors import POLICY, Visit, closed_to_others, entered
from atenda.portal.forms import AnswerForm
from atenda.portal.limiting import wait_to_look
from atenda.portal.stamps import stamp
from atenda.portal.wording import standing_of

DONE = ("answered", "follow-up", "closed", "reopened", "kept")


@login_not_required
@require_safe
@closed_to_others
def case(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the organization lets customers read of the case, and nothing else. Any other address: the same 404."""
    if wait := wait_to_look(request, now=timezone.now()):
        return too_often(request, wait)
    with entered(request, token) as visit:
        done = request.GET.get("done", "")
        return page(request, visit, done=done if done in DONE else "")


@login_not_required
@require_safe
@closed_to_others
def file(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """A file of a mail that stands on the page, as it came, to be saved."""
    if wait := wait_to_look(request, now=timezone.now()):
        return too_often(request, wait)
    with entered(request, token) as visit:
        found = public_file(visit.case, visit.customer, pk) if pk < 2**63 else None
        if found is None:
            raise Http404
        try:
            content = storage.path_of(found.content).read_bytes()
        except FileNotFoundError:
            raise Http404 from None
        response = HttpResponse(content, content_type=served_as(found.content.kind))
        return guarded(response, found.name, ranges=False)


def page(
    request: HttpRequest,
    visit: Visit,
    *,
    status: int = 200,
    form: AnswerForm | None = None,
    stamped: str = "",
    kept: list[Upload] | None = None,
    refused: str = "",
    done: str = "",
) -> HttpResponse:
    """The whole page; what was refused stands on it with everything that was typed and sent."""
    organization, case, public = current_organization(), visit.case, facts_of(visit.case)
    shows_state = any(fact.name == "state" for fact in public)
    context: dict[str, Any] = {
        "folio": case.folio,
        "reference": case.reference,
        "standing": standing_of(case) if shows_state else None,
        "facts": [fact for fact in public if fact.name != "due_at" or case.is_pending],
        "said": conversation(case, visit.customer),
        "may_be_taken": may_be_taken,
        "is_pending": case.is_pending,
        "closing": open_of(case) if case.is_pending else None,
        "may_reopen": may_reopen(case, now=visit.now),
        "reader": visit.customer.name,
        "desk": organization.name,
        "form": form or AnswerForm(),
        "stamp": stamped or stamp(visit.token, now=visit.now),
        "kept": kept or [],
        "refused": refused,
        "done": done,
        "token": visit.token,
        "chosen": visit.language,
        "languages": LANGUAGES,
    }
    response = render(request, "portal/case.html", context, status=status)
    response["Content-Security-Policy"] = POLICY
    response["Content-Language"] = translation.get_language() or organization.language
    return response


def too_often(request: HttpRequest, wait: timedelta, visit: Visit | None = None, **shown: Any) -> HttpResponse:
    """429 in plain words; behind a true address the page, with everything that was typed."""
    seconds = int(wait.total_seconds()) + 1
    minutes = -(-seconds // 60)
    words = ngettext(
        "Too much at once came from here. Try again in %(minutes)s minute.",
        "Too much at once came from here. Try again in %(minutes)s minutes.",
        minutes,
    ) % {"minutes": minutes}
    if visit is not None:
        response = page(request, visit, status=429, refused=words, **shown)
    else:
        context = {"words": words, "title": _("One moment, please")}
        response = render(request, "portal/wait.html", context, status=429)
        response["Content-Security-Policy"] = POLICY
    response["Retry-After"] = str(seconds)
    return response


def back(visit: Visit, done: str, token: str = "") -> HttpResponse:
    """To the page, which says what was done, in the language it was read in."""
    query = {"done": done, **({"language": visit.language} if visit.language else {})}
    return HttpResponseRedirect(f"{reverse('customer_case', args=[token or visit.token])}?{urlencode(query)}")
