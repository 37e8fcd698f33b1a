"""Quick replies: kept through the machines' door, and read as one case would get them (S0.55, B16)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging, wholes
from atenda.api.answers import said
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.parameters import one_of, parameter
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import undo_of
from atenda.api.routes.kept import ASKED, kept_page, kept_values
from atenda.api.shapes.macros import (
    Confirmation,
    FilledOut,
    NewQuickReply,
    QuickReplyFields,
    QuickReplyOut,
    QuickReplyPage,
    filled,
    quick_reply,
    what_counts,
)
from atenda.cases.views.finding import visible_case
from atenda.conversations.answered import answered_in
from atenda.conversations.permissions import may_write_to_customers
from atenda.history.deeds import Deed, one_deed
from atenda.macros import replies
from atenda.macros.facts import speak
from atenda.macros.models import QuickReply
from atenda.macros.offered import replies_for
from atenda.macros.permissions import may_use_replies
from atenda.macros.views.finding import changeable, reply_or_404
from atenda.organizations.labels import LANGUAGES

router = Router()


@router.get("quick-replies/", response=QuickReplyPage, summary=gettext_noop("Quick replies"), openapi_extra=ASKED)
@needs(Scope.SETTINGS_READ)
def list_quick_replies(request: ApiRequest) -> HttpResponse:
    """One’s own, those of one’s teams and everybody’s; the newest first."""
    require(may_use_replies(request.actor))
    return kept_page(request, QuickReply, replies_for, quick_reply)


@router.post("quick-replies/", response={201: QuickReplyOut}, summary=gettext_noop("Add a quick reply"))
@needs(Scope.SETTINGS_WRITE)
def add_quick_reply(request: ApiRequest, given: NewQuickReply) -> HttpResponse:
    """One’s own, unless its reach says more."""
    require(may_use_replies(request.actor))
    values = kept_values(given)
    with one_deed() as done:
        kept = replies.add(**values, by=request.actor, now=request.now)
    return _shown(request, kept, done, status=201, location=f"quick-replies/{kept.pk}/")


@router.get("quick-replies/{int:pk}/", response=QuickReplyOut, summary=gettext_noop("One quick reply"))
@needs(Scope.SETTINGS_READ)
def get_quick_reply(request: ApiRequest, pk: int) -> HttpResponse:
    """What it says in each language, retired or not."""
    whole = quick_reply(reply_or_404(request.actor, pk))
    return wholes.shown(whole, version=what_counts(whole))


@router.patch("quick-replies/{int:pk}/", response=QuickReplyOut, summary=gettext_noop("Change a quick reply"))
@needs(Scope.SETTINGS_WRITE)
def change_quick_reply(request: ApiRequest, pk: int, given: QuickReplyFields) -> HttpResponse:
    """Where a text changes, those of other languages are stale until they change too or are found right."""
    kept = changeable(request.actor, reply_or_404(request.actor, pk))
    values = kept_values(given)
    with one_deed() as done:
        kept.lock()
        wholes.still(request, what_counts(quick_reply(kept)))
        replies.change(kept, **values, by=request.actor, now=request.now)
    return _shown(request, kept, done)


@router.post(
    "quick-replies/{int:pk}/confirmation/",
    response=QuickReplyOut,
    summary=gettext_noop("Say that a stale translation is right as it stands"),
)
@needs(Scope.SETTINGS_WRITE)
def confirm_quick_reply(request: ApiRequest, pk: int, given: Confirmation) -> HttpResponse:
    """Of one language."""
    kept = changeable(request.actor, reply_or_404(request.actor, pk))
    with one_deed() as done:
        replies.confirm(kept, given.language, by=request.actor, now=request.now)
    return _shown(request, kept, done)


@router.delete("quick-replies/{int:pk}/", response={204: None}, summary=gettext_noop("Retire a quick reply"))
@needs(Scope.SETTINGS_WRITE)
def retire_quick_reply(request: ApiRequest, pk: int) -> HttpResponse:
    """It is offered no more; it can be brought back."""
    kept = changeable(request.actor, reply_or_404(request.actor, pk))
    with one_deed() as done:
        replies.retire(kept, by=request.actor, now=request.now)
    return HttpResponse(status=204, headers=undo_of(request, done))


@router.post(
    "quick-replies/{int:pk}/restoration/", response=QuickReplyOut, summary=gettext_noop("Bring a quick reply back")
)
@needs(Scope.SETTINGS_WRITE)
def restore_quick_reply(request: ApiRequest, pk: int) -> HttpResponse:
    """Offered again."""
    kept = changeable(request.actor, reply_or_404(request.actor, pk))
    with one_deed() as done:
        replies.restore(kept, by=request.actor, now=request.now)
    return _shown(request, kept, done)


@router.get(
    "cases/{int:folio}/quick-replies/{int:pk}/",
    response=FilledOut,
    summary=gettext_noop("A quick reply as a case would get it"),
    openapi_extra={"parameters": [parameter("language", "Another one than the case’s.", enum=list(LANGUAGES))]},
)
@needs(Scope.CASES_READ)
def fill_quick_reply(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """In the customer’s language, or the nearest there is; send its text with `POST cases/{folio}/messages/`."""
    case = visible_case(request, folio)
    require(may_write_to_customers(request.actor))
    paging.known_parameters(request, "language")
    language = one_of(request, "language", LANGUAGES) if "language" in request.GET else ""
    kept = reply_or_404(request.actor, pk)
    if kept.retired_at is not None:
        raise Http404
    answered = answered_in(case)
    return said(filled(speak(kept, case, answered=answered, by=request.actor, now=request.now, language=language)))


def _shown(request: ApiRequest, kept: QuickReply, done: Deed, *, status: int = 200, location: str = "") -> HttpResponse:
    whole = quick_reply(kept)
    return wholes.shown(
        whole, status=status, location=location, headers=undo_of(request, done), version=what_counts(whole)
    )
