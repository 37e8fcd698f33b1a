"""Keep what arrived: the same content once, looked at by the worker afterwards."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from procrastinate.contrib.django import app

from atenda.files import storage
from atenda.files.kinds import Family, family_of
from atenda.files.models import Content, Preview, Scan
from atenda.files.receiving import Received
from atenda.organizations.entering import current_organization

DRAWN = (Family.IMAGE, Family.PDF)


def keep(received: Received, *, now: datetime) -> Content:
    """The content of a file just received, put down if it is new here. Within the caller's transaction.

    The bytes are on the disk before the row is committed: a row without its file cannot be (I13).
    """
    if received.refusal is not None:
        raise received.refusal
    assert received.path is not None
    organization = current_organization()
    storage.hold(organization.pk, received.digest)
    content: Content | None = Content.objects.filter(digest=received.digest).first()
    if content is None:
        content = Content(
            digest=received.digest,
            size=received.size,
            kind=received.kind,
            scan=Scan.WAITING if settings.CLAMAV else Scan.UNASKED,
            preview=Preview.WAITING if family_of(received.kind) in DRAWN else Preview.NONE,
            created_at=now,
        )
        content.save(force_insert=True)
        if content.scan == Scan.WAITING or content.preview == Preview.WAITING:
            look_at(content)
    storage.place(received.path, content)
    received.path = None
    return content


def look_at(content: Content) -> None:
    """Put the job that checks and draws it beside the row, in its transaction."""
    app.configure_task("atenda.files.jobs.look", queue="files", lock="files-look").defer(
        organization_id=content.organization_id, content_id=content.pk
    )
