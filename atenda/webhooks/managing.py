"""Which programs are told what: add an endpoint, change it, pause, resume and remove it, give it a new secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.revisions import touch
from atenda.server import outbound
from atenda.server.outbound_http import BadUrl, target_of
from atenda.staff.models import Agent
from atenda.webhooks import events
from atenda.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState, PauseReason
from atenda.webhooks.refusals import ClosedThere, NoAddress, NotSealed, TooManyEndpoints
from atenda.webhooks.sealed import new_secret, seal

MOST = 100
BOTH_SIGN = timedelta(hours=24)  # after a rotation
FIELDS = ("url", "description", "kinds", "is_full", "hears_quiet")


def words(endpoint: Endpoint) -> dict[str, Any]:
    """What the log keeps: never a secret, sealed or not."""
    return {"name": str(endpoint), **{name: getattr(endpoint, name) for name in FIELDS}}


@deed
def add_endpoint(
    *,
    url: str,
    kinds: Sequence[str],
    by: Agent,
    now: datetime,
    description: str = "",
    is_full: bool = False,
    hears_quiet: bool = False,
) -> tuple[Endpoint, str]:
    """A new endpoint, active from now on, and its secret, which is never shown again.

    Raises NoAddress, ClosedThere, NotSealed, TooManyEndpoints.
    """
    check_address(url)
    if Endpoint.objects.filter(removed_at=None).count() >= MOST:
        raise TooManyEndpoints
    secret = new_secret()
    endpoint = Endpoint(
        url=url,
        description=description,
        kinds=sorted(kinds),
        is_full=is_full,
        hears_quiet=hears_quiet,
        secret=seal(secret),
        created_at=now,
    )
    endpoint.save(force_insert=True)
    record(endpoint, events.ADDED, by=by, after=words(endpoint), at=now, is_first=True)
    touch()
    return endpoint, secret


@deed
def change(endpoint: Endpoint, *, by: Agent, **values: Any) -> None:
    """Set any of FIELDS. What is as it was changes nothing. Raises as `add_endpoint`."""
    endpoint.lock()
    before = words(endpoint)
    for name, value in values.items():
        setattr(endpoint, name, sorted(value) if name == "kinds" else value)
    after = words(endpoint)
    if after == before:
        return
    if after["url"] != before["url"]:
        check_address(endpoint.url)
        endpoint.failing_since, endpoint.tries, endpoint.retry_at, endpoint.is_slow = None, 0, None, False
    endpoint.save(update_fields=[*FIELDS, "failing_since", "tries", "retry_at", "is_slow"])
    record(endpoint, events.CHANGED, by=by, before=before, after=after)
    touch()


@deed
def pause(endpoint: Endpoint, *, by: Agent | None, now: datetime, reason: str = PauseReason.BY_HAND) -> bool:
    """Nothing goes there any more; what waits stays. False when it was paused already."""
    endpoint.lock()
    if endpoint.state == EndpointState.PAUSED or endpoint.removed_at is not None:
        return False
    endpoint.state, endpoint.reason, endpoint.paused_at = EndpointState.PAUSED, reason, now
    endpoint.save(update_fields=["state", "reason", "paused_at"])
    record(endpoint, events.PAUSED, by=by, after={"name": str(endpoint), "reason": str(reason)}, at=now)
    touch()
    return True


@deed
def resume(endpoint: Endpoint, *, by: Agent | None, now: datetime) -> None:
    """What waited goes out at once. What happened meanwhile is not known here: see `redelivering.tell_since`."""
    endpoint.lock()
    if endpoint.state == EndpointState.ACTIVE:
        return
    endpoint.state, endpoint.reason, endpoint.paused_at = EndpointState.ACTIVE, PauseReason.NONE, None
    endpoint.failing_since, endpoint.tries, endpoint.retry_at = None, 0, None
    endpoint.save(update_fields=["state", "reason", "paused_at", "failing_since", "tries", "retry_at"])
    Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING).update(due_at=now)
    record(endpoint, events.RESUMED, by=by, after={"name": str(endpoint)}, at=now)
    touch()


@deed
def rotate(endpoint: Endpoint, *, by: Agent, now: datetime) -> str:
    """A new secret, shown this once. For a day both sign, so that nobody has to change both sides at once."""
    endpoint.lock()
    secret = new_secret()
    endpoint.former_secret, endpoint.former_until = endpoint.secret, now + BOTH_SIGN
    endpoint.secret = seal(secret)
    endpoint.save(update_fields=["secret", "former_secret", "former_until"])
    record(endpoint, events.ROTATED, by=by, after={"name": str(endpoint)}, at=now)
    return secret


@deed
def remove(endpoint: Endpoint, *, by: Agent, now: datetime) -> None:
    """It is told nothing more and stands in no list; it can be brought back."""
    endpoint.lock()
    if endpoint.removed_at is not None:
        return
    endpoint.removed_at = now
    endpoint.save(update_fields=["removed_at"])
    record(endpoint, events.REMOVED, by=by, after={"name": str(endpoint)}, at=now)
    touch()


@deed
def restore(endpoint: Endpoint, *, by: Agent) -> None:
    endpoint.lock()
    if endpoint.removed_at is None:
        return
    endpoint.removed_at = None
    endpoint.save(update_fields=["removed_at"])
    record(endpoint, events.RESTORED, by=by, after={"name": str(endpoint)})
    touch()


def check_address(url: str) -> None:
    """Looked at now, so that a person hears of it; judged again whenever it is called. Raises the refusals above."""
    try:
        target = target_of(url)
    except BadUrl as error:
        raise NoAddress from error
    opened = settings.WEBHOOKS_PRIVATE
    try:
        addresses = outbound.judged(target.host, target.port, timeout=5, opened=opened)
    except outbound.Forbidden as error:
        raise ClosedThere from error
    except outbound.Unknown:
        addresses = []  # the name may come to be known; until then deliveries wait, and the log says why
    is_near = bool(addresses) and all(outbound.is_opened(address, opened) for address in addresses)
    if target.scheme == "http" and not is_near:
        raise NotSealed
