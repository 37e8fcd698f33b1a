"""How mails come in, for whoever looks after it: what each door brought last, whether our own mail server is at work,
and what waits to be filed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from atenda.intake.doors.beating import PROCESS
from atenda.intake.models import Door, End, RawMail
from atenda.mailboxes.models import HookDoor, ImapDoor, Mailbox
from atenda.mailboxes.providers import Provider
from atenda.server.mail_settings import MailSettings
from atenda.server.pulses import SILENCE, last_beat

LATE = timedelta(minutes=10)  # so long a mail may wait to be filed before anybody is called
LOOKED_THROUGH = 2_000  # of the last mails, for what a door brought


class Listener(TextChoices):
    """How our own mail server stands."""

    AT_WORK = "at_work", _("at work")
    SILENT = "silent", _("silent")
    RESTS = "rests", _("rests")
    OFF = "off", _("switched off")


@dataclass(frozen=True)
class Line:
    """A mailbox in use, the servers it is fetched from, and the providers that bring its mail."""

    mailbox: Mailbox
    servers: list[ImapDoor] = field(default_factory=list)
    hooks: list[tuple[Provider, HookDoor]] = field(default_factory=list)


@dataclass(frozen=True)
class Standing:
    """`latest` is when a mail last came by each kind of door, among the last ones; `seen` when our own mail server was
    last at work. What is held waits for a person and calls nobody."""

    listener: Listener
    seen: datetime | None
    latest: Mapping[str, datetime]
    mailboxes: list[Line]
    waiting: int
    oldest: datetime | None
    is_late: bool
    held: int
    oldest_held: datetime | None

    @property
    def is_well(self) -> bool:
        return not self.is_late and self.listener != Listener.SILENT


def standing(now: datetime) -> Standing:
    """Of the organization entered; of the machine only whether its mail server is at work."""
    rows = RawMail.objects.filter(end__in=(End.RECEIVED, End.HELD)).values("end")
    found = {one["end"]: one for one in rows.annotate(number=Count("pk"), oldest=Min("received_at"))}
    waiting, held = (found.get(end, {"number": 0, "oldest": None}) for end in (End.RECEIVED, End.HELD))
    state, seen = listener(settings.ENV.mail_in, now)
    return Standing(
        listener=state,
        seen=seen,
        latest=_latest(),
        mailboxes=_mailboxes(),
        waiting=waiting["number"],
        oldest=waiting["oldest"],
        is_late=waiting["oldest"] is not None and now - waiting["oldest"] > LATE,
        held=held["number"],
        oldest_held=held["oldest"],
    )


def listener(mail_in: MailSettings, now: datetime) -> tuple[Listener, datetime | None]:
    """How our own mail server stands, and when it was last at work.

    One that nobody asked for and that never was rests: its port belongs to somebody else.
    """
    seen = last_beat(PROCESS)
    if not mail_in.is_on:
        return Listener.OFF, seen
    if seen is not None and now - seen <= SILENCE:
        return Listener.AT_WORK, seen
    return Listener.SILENT if mail_in.is_wished or seen is not None else Listener.RESTS, seen


def findings() -> Iterator[str]:
    """For `atenda doctor`: what should have been filed by now."""
    now = timezone.now()
    found = standing(now)
    if found.oldest is not None and found.is_late:
        minutes = int((now - found.oldest).total_seconds() // 60)
        yield f"mails that came in wait to be filed: {found.waiting}, the oldest for {minutes} minutes."


def _latest() -> dict[str, datetime]:
    latest: dict[str, datetime] = {}
    for door, at in RawMail.objects.order_by("-pk").values_list("door", "received_at")[:LOOKED_THROUGH]:
        latest.setdefault(Door(door).value, at)
    return latest


def _mailboxes() -> list[Line]:
    servers, hooks = defaultdict(list), defaultdict(list)
    for server in ImapDoor.objects.filter(ended_at=None).order_by("pk"):
        servers[server.mailbox_id].append(server)
    for hook in HookDoor.objects.order_by("pk"):
        hooks[hook.mailbox_id].append((Provider(hook.provider), hook))
    boxes = Mailbox.objects.filter(retired_at=None).order_by("name")
    return [Line(box, servers[box.pk], hooks[box.pk]) for box in boxes]
