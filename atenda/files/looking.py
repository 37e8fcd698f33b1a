"""What the worker does with new content: have it scanned, then draw it, then tell the pages that show it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from atenda.files import previewing, scanning, storage
from atenda.files.models import Attachment, Content, Preview, Scan
from atenda.live.announce import announce
from atenda.organizations.entering import current_organization


def look(content_id: int) -> None:
    """Twice is as good as once. Raises ScannerAway while the scanner cannot be asked."""
    content: Content | None = Content.objects.filter(pk=content_id).first()
    if content is None:
        return
    if content.scan == Scan.WAITING:
        _scan(content)
    if content.preview == Preview.WAITING and not content.is_withheld:
        content.pages = previewing.draw(content)
        content.preview = Preview.READY if content.pages else Preview.FAILED
        Content.objects.filter(pk=content.pk).update(preview=content.preview, pages=content.pages)
    _tell(content)


def _scan(content: Content) -> None:
    """Without a scanner any more, what waits for one is let through, unchecked as all the rest."""
    threat = scanning.threat_in(storage.path_of(content), scanner=settings.CLAMAV) if settings.CLAMAV else ""
    if settings.CLAMAV:
        content.scan = Scan.INFECTED if threat else Scan.CLEAN
    else:
        content.scan = Scan.UNASKED
    content.threat = threat
    Content.objects.filter(pk=content.pk).update(scan=content.scan, threat=threat)


def _tell(content: Content) -> None:
    organization = current_organization().pk
    cases = set(Attachment.objects.filter(content=content).values_list("case_id", flat=True)[:100])
    transaction.on_commit(lambda: announce(organization, cases))
