"""Where one is signed in, and ending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from atenda.access import sessions
from atenda.access.devices import described
from atenda.access.models import Session
from atenda.access.requests import SignedInRequest
from atenda.staff.own_account import end_other_sessions


@dataclass(frozen=True)
class Shown:
    handle: str
    device: str
    address: str
    seen_at: datetime
    started_at: datetime
    is_this: bool


@require_safe
def own_sessions(request: SignedInRequest) -> HttpResponse:
    rows = sessions.of(request.user, timezone.now())
    return render(request, "access/sessions.html", {"sessions": [_shown(row, request) for row in rows]})


@require_POST
def end(request: SignedInRequest) -> HttpResponse:
    """End the session named, or all others when none is."""
    handle = request.POST.get("session", "")
    if handle:
        sessions.end(request.user, handle)
    else:
        end_other_sessions(request.user, keep=request.session.session_key)
    return HttpResponseRedirect(reverse("usersessions_list"))


def _shown(row: Session, request: SignedInRequest) -> Shown:
    is_this = row.session_key == request.session.session_key
    device = described(row.device)
    return Shown(sessions.handle_of(row), device, row.address or "", row.seen_at, row.started_at, is_this)
