"""Nothing lost, nothing twice: the sums over mails that must be nought (I1–I4, I8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count

from atenda.conversations.models import Direction, Message
from atenda.intake import keeping
from atenda.intake.models import End, RawMail, Why
from atenda.notices.models import Audience, Mail

UNDONE = timedelta(minutes=5)
SHOWN = 5
BATCH = 5_000


def breaks(now: datetime) -> Iterator[str]:
    """One sentence for each sum that is not nought, in the organization entered."""
    yield from _said("have no bytes on the disk (I1)", _without_bytes())
    twice = RawMail.objects.values("mailbox", "same").annotate(number=Count("pk")).filter(number__gt=1)
    yield from _said("are stored twice (I2)", [str(row["mailbox"]) for row in twice[:SHOWN]])
    waiting = RawMail.objects.filter(end=End.RECEIVED, received_at__lt=now - UNDONE)
    yield from _said("have come to no end (I3)", _keys(waiting))
    filed = RawMail.objects.filter(end=End.FILED, case=None)
    yield from _said("are filed in no case (I4)", _keys(filed))
    astray = Message.with_sides.filter(direction=Direction.IN, from_page=False).exclude(
        pk__in=RawMail.objects.filter(message__isnull=False).values("message")
    )
    yield from _said("are messages that came with no mail (I4)", _keys(astray))
    by_machine = RawMail.objects.filter(why=Why.OPENED, is_automatic=True)
    answered = Mail.objects.filter(audience=Audience.CUSTOMER, case__in=by_machine.values("case"))
    yield from _said("were answers by machine to a machine (I8)", _keys(answered))


def _without_bytes() -> list[str]:
    found: list[str] = []
    rows = RawMail.objects.order_by("pk").values_list("pk", "organization_id", "digest")
    for pk, organization_id, digest in rows.iterator(BATCH):
        if not keeping.path_of(organization_id, digest).exists():
            found.append(str(pk))
            if len(found) == SHOWN:
                break
    return found


def _keys(rows: object) -> list[str]:
    return [str(pk) for pk in rows.values_list("pk", flat=True)[:SHOWN]]  # type: ignore[attr-defined]


def _said(what: str, found: list[str]) -> Iterator[str]:
    if found:
        yield f"Mails that {what}: {', '.join(found)}{' and perhaps more' if len(found) == SHOWN else ''}."
