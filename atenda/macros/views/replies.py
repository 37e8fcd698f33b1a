"""Quick replies: find them, make one, change it, retire it and bring it back (S0.55)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.macros import replies as verbs
from atenda.macros.filling import FIELDS
from atenda.macros.forms.replies import ReplyForm
from atenda.macros.models import QuickReply
from atenda.macros.offered import replies_for
from atenda.macros.permissions import may_use_macros, may_use_replies
from atenda.macros.views.finding import changeable, reply_or_404
from atenda.macros.views.keeping import Keeping, form_page, retirement
from atenda.macros.views.listing import listed
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest


def _change(kept: QuickReply, form: ReplyForm, *, by: Agent, now: datetime) -> None:
    verbs.change(kept, by=by, now=now, **form.values)
    for language in form.still_right:
        if language in kept.stale:
            verbs.confirm(kept, language, by=by, now=now)


KEEPING = Keeping(
    form=ReplyForm,
    template="macros/reply.html",
    list_name="macros:replies",
    add=verbs.add,
    change=_change,
    retire=verbs.retire,
    restore=verbs.restore,
    offered=replies_for,
)


@require_safe
def replies(request: AtendaRequest) -> HttpResponse:
    require(may_use_replies(request.actor))
    context = {**listed(request, QuickReply, replies_for), "may_macros": may_use_macros(request.actor)}
    return render(request, "macros/replies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest) -> HttpResponse:
    require(may_use_replies(request.actor))
    return form_page(request, KEEPING, None, **words_of_fields())


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: AtendaRequest, pk: int) -> HttpResponse:
    """What it says; whoever may, changes it."""
    kept = reply_or_404(request.actor, pk)
    if request.method == "POST":
        changeable(request.actor, kept)
    return form_page(request, KEEPING, kept, **words_of_fields())


@require_POST
def reply_retirement(request: AtendaRequest, pk: int) -> HttpResponse:
    return retirement(request, KEEPING, changeable(request.actor, reply_or_404(request.actor, pk)))


def words_of_fields() -> dict[str, Any]:
    """The fields one may write, as they are called in the reader's language."""
    language = (get_language() or "es")[:2]
    fields = [(f"{{{{{field.names.get(language, key)}}}}}", field.says) for key, field in FIELDS.items()]
    return {"fields": fields, "language_names": dict(settings.LANGUAGES)}
