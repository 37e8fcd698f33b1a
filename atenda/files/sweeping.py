"""Empty the bin, let go of what waited too long, and take off the disk what nothing refers to any more."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from atenda.files import limits, storage
from atenda.files.models import Attachment, Content, Upload
from atenda.organizations.entering import current_organization
from atenda.server.keeping_bytes import may_be_taken_away


def sweep(now: datetime) -> int:
    """In the organization entered; how many contents went. Run again, it does what is left, or what a backup that was
    being made needed still."""
    Attachment.objects.filter(removed_at__lt=now - limits.IN_THE_BIN).delete()
    Upload.objects.filter(created_at__lt=now - limits.UPLOADS_WAIT).delete()
    gone = sum(_forget(content) for content in _unused())
    _sweep_strays()
    return gone


def _unused() -> list[Content]:
    used = [model.objects.order_by().values_list("content_id") for model in (Attachment, Upload)]
    return list(Content.objects.exclude(pk__in=used[0]).exclude(pk__in=used[1]).order_by("pk")[:1000])


def _forget(content: Content) -> bool:
    """Under the lock that whoever keeps the same bytes takes too. The file goes before the row: a row without any
    reference and without its file is put right by the next sending, or by the next sweep."""
    with transaction.atomic():
        storage.hold(current_organization().pk, bytes(content.digest))
        if any(model.objects.filter(content=content).exists() for model in (Attachment, Upload)):
            return False
        if not may_be_taken_away():
            return False
        storage.forget(content)
        return bool(Content.objects.filter(pk=content.pk).delete()[0])


def _sweep_strays() -> None:
    """Bytes without a row, a day old: their transaction never came to its end (I13)."""
    organization = current_organization().pk
    found = storage.strays(organization, older_than=limits.STRAYS_WAIT.total_seconds())
    while paths := list(islice(found, 500)):
        by_digest: dict[bytes, list[Path]] = {}
        for path in paths:
            by_digest.setdefault(_digest(path), []).append(path)
        with transaction.atomic():
            if not may_be_taken_away():
                return
            known = {
                bytes(row) for row in Content.objects.filter(digest__in=by_digest).values_list("digest", flat=True)
            }
            for digest in by_digest.keys() - known:
                for path in by_digest[digest]:
                    path.unlink(missing_ok=True)


def _digest(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.name.split(".")[0])
    except ValueError:
        return b""
