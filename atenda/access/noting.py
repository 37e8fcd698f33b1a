"""Who signed in, and who tried to, is written down by a job: it takes as long for an e-mail we know as for another."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from procrastinate.contrib.django import app

from atenda.access.network import client_address


def note_sign_in(request: HttpRequest, email: str, *, is_right: bool, now: datetime) -> None:
    """Those beyond the limits are not written down, so that nobody fills the log by guessing."""
    app.configure_task("atenda.staff.jobs.note_sign_in", queue="reactions").defer(
        email=email,
        address=client_address(request) or "",
        device=request.headers.get("User-Agent", "")[:200],
        at=now.isoformat(),
        is_right=is_right,
    )
