"""What an organization tells whom, and how to change it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.notices.events import POLICY_CHANGED
from atenda.notices.models import Audience, Kind, Policy, everything_on, public_at_first
from atenda.organizations.revisions import kept_until_touched, touch
from atenda.staff.models import Agent

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WINDOW_NAMES = {
    0: gettext_lazy("Each at once"),
    60: gettext_lazy("Those of one minute in one mail"),
    300: gettext_lazy("Those of five minutes in one mail"),
    900: gettext_lazy("Those of a quarter of an hour in one mail"),
}
WINDOWS = tuple(WINDOW_NAMES)
LINK_DAYS = 90


@dataclass(frozen=True)
class Telling:
    """The policy that holds: which kind of news goes to which audience, which fields a customer may read, and whether
    they may look at their case by a link."""

    switches: frozenset[str]
    public_fields: frozenset[str]
    window: timedelta
    customer_page: bool = True
    link_days: int = LINK_DAYS
    quotes: bool = False  # answers to customers repeat what they wrote

    def tells(self, audience: Audience, kind: Kind) -> bool:
        return switch(kind, audience) in self.switches


def switch(kind: Kind, audience: Audience) -> str:
    return f"{kind}:{audience}"


def heading(kind: Kind) -> StrOrPromise:
    """What one switch is for: the switch of closing is that of cancelling too (B32)."""
    return _("A case is closed or cancelled") if kind == Kind.CLOSED else kind.label


def may_be_told(kind: Kind, audience: Audience) -> bool:
    """Notes and failures are between colleagues, and customers know what they wrote: no switch lets one out."""
    return not (kind in (Kind.NOTED, Kind.WROTE, Kind.FAILED) and audience == Audience.CUSTOMER)


@kept_until_touched
def telling() -> Telling:
    """The policy of the organization entered."""
    row = Policy.objects.first() or Policy(switches=everything_on(), public_fields=public_at_first())
    return as_telling(row.switches, row.public_fields, row.window, row.customer_page, row.link_days, row.quotes)


def as_telling(
    switches: Collection[str],
    public_fields: Collection[str],
    window: int,
    customer_page: bool,
    link_days: int = LINK_DAYS,
    quotes: bool = False,
) -> Telling:
    known = {switch(kind, audience) for kind in Kind for audience in Audience if may_be_told(kind, audience)}
    return Telling(
        frozenset(switches) & known,
        frozenset(public_fields),
        timedelta(seconds=window),
        customer_page,
        link_days,
        quotes,
    )


@deed
def change_policy(
    *,
    switches: Collection[str],
    public_fields: Collection[str],
    window: int,
    customer_page: bool,
    link_days: int = LINK_DAYS,
    quotes: bool = False,
    by: Agent,
) -> None:
    """Say who is told what from now on. The same again changes nothing."""
    policy = Policy.objects.select_for_update().first()
    if policy is None:
        policy = Policy.objects.create()
    held = (policy.switches, policy.public_fields, policy.window, policy.customer_page, policy.link_days, policy.quotes)
    before = _told(*held)
    after = _told(switches, public_fields, window, customer_page, link_days, quotes)
    if before == after:
        return
    for name, value in after.items():
        setattr(policy, name, value)
    policy.save(update_fields=list(after))
    record(policy, POLICY_CHANGED, by=by, before=before, after=after)
    touch()


def _told(
    switches: Collection[str],
    public_fields: Collection[str],
    window: int,
    customer_page: bool,
    link_days: int,
    quotes: bool,
) -> dict[str, object]:
    return {
        "switches": sorted(switches),
        "public_fields": sorted(public_fields),
        "window": window,
        "customer_page": customer_page,
        "link_days": link_days,
        "quotes": quotes,
    }
