"""Who is told what of what happened, and where: asked when news is told, and by whoever looks before saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message
from atenda.notices.changes import INWARD, Happening, Sum, sum_of
from atenda.notices.models import Audience, Channel, Kind
from atenda.notices.policy import Telling, telling
from atenda.notices.preferences import Wishes, wishes_of
from atenda.notices.readers import Reader, everybody


@dataclass(frozen=True)
class Planned:
    """One reader, what they are told, and what they have said about being told; a customer has said nothing."""

    reader: Reader
    done: Sum
    wishes: Wishes | None = None

    @property
    def is_mailed(self) -> bool:
        mine = self.wishes
        return mine is None or (mine.wants(self.done.kind, Channel.MAIL) and not mine.digest)

    @property
    def is_digested(self) -> bool:
        return self.wishes is not None and self.wishes.digest and self.wishes.wants(self.done.kind, Channel.MAIL)

    @property
    def rings(self) -> bool:
        return self.wishes is not None and self.wishes.wants(self.done.kind, Channel.BELL)

    @property
    def mail_waits_until(self) -> datetime | None:
        return self.wishes.quiet_until if self.wishes else None


def plan(case: Case, happenings: Sequence[Happening], *, now: datetime) -> list[Planned]:
    """Everybody who is told of these, the customer first. Nobody is told of a case in the bin."""
    mentioned = {pk for one in happenings for pk in (*one.mentions, *one.owners)}
    readers = everybody(case, mentioned) if case.binned_at is None else []
    if _has_begun_by_mail(case, happenings):
        readers = [reader for reader in readers if reader.audience != Audience.CUSTOMER]
    wishes = wishes_of([reader.agent.pk for reader in readers if reader.agent], now)
    told = [(reader, told_to(reader, happenings, telling())) for reader in readers]
    return [
        Planned(reader, done, wishes[reader.agent.pk] if reader.agent else None)
        for reader, done in told
        if done is not None
    ]


def _has_begun_by_mail(case: Case, happenings: Sequence[Happening]) -> bool:
    """Whether somebody here wrote to the customer as they opened the case: that mail tells them (S1.1)."""
    opened = next((one.event for one in happenings if one.event.kind == "case.opened" and one.event.actor_id), None)
    if opened is None:
        return False
    ours = Message.objects.filter(case=case, direction=Direction.OUT, taken_back_at=None)
    return bool(ours.filter(at=case.created_at).exists())


def told_to(reader: Reader, happenings: Sequence[Happening], policy: Telling) -> Sum | None:
    """What this reader is told: not one's own deeds (B58), and of edits a customer only what is public (B60)."""
    theirs = [one for one in happenings if reader.agent is None or one.event.actor_id != reader.agent.pk]
    if reader.audience == Audience.CUSTOMER:
        theirs = [one for one in theirs if one.event.kind not in INWARD]
    if reader.is_only_mentioned:
        theirs = [one for one in theirs if _names(one, reader)]
    done = sum_of(theirs)
    if done is None or done.is_nothing():
        return None
    if not policy.tells(reader.audience, done.kind):
        # whoever is called by name, or wrote what did not arrive, hears of that whatever else is switched off
        return sum_of([one for one in theirs if _names(one, reader)])
    if reader.audience == Audience.CUSTOMER and done.kind == Kind.EDITED:
        return done if done.details(policy.public_fields) else None
    return done


def _names(happening: Happening, reader: Reader) -> bool:
    return reader.agent is not None and reader.agent.pk in (*happening.mentions, *happening.owners)
