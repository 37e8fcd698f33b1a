"""The courier: in the worker, a thread that finds what is to be brought, has it brought, and writes what became of it.

One thread asks the database, threads of their own speak to endpoints; so slow ones cost nobody a connection. What is
of the same subject is in the same lane of its endpoint, and of a lane one errand at a time is under way: that keeps the
order. An endpoint that does not answer, or answers slowly, has one errand at a time, and all such together a third of
the threads: they cost the others nothing (7.22). One courier at a time works in the whole installation, by a lock of
the database; killed between bringing and writing down, the next one brings the same again, under the same id (1.22).
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from queue import Empty, SimpleQueue
from threading import Event as Bell
from threading import Thread

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Exists, OuterRef
from django.db.models.functions import Mod
from django.utils import timezone

from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.server.holding import is_held
from atenda.webhooks.bringing import Errand, Parcel, bring
from atenda.webhooks.composing import Known, bodies
from atenda.webhooks.models import Delivery, DeliveryState, Endpoint, Owed
from atenda.webhooks.schedule import Outcome
from atenda.webhooks.sealed import secrets_of
from atenda.webhooks.settling import settle
from atenda.webhooks.spreading import spread

LANES = 4  # of an endpoint
ALL_LANES = -1  # of one in trouble
THREADS = 96
FOR_THE_SLOW = THREADS // 3
MOST = 25  # deliveries of one errand
QUESTION = 20  # in trouble: one of the oldest so many, so that none stands in the way of all
PAUSE, REST = 0.2, 0.5  # seconds between rounds, with errands under way and without
FAREWELL = 3.0
AFTER_A_FAULT = timedelta(minutes=5)  # of ours with one endpoint: so long it is left alone
LOCK = 7_022_119

WITH_WORK = """
    SELECT p.organization_id, p.id FROM webhooks_endpoint p
    WHERE p.organization_id IN (SELECT id FROM organizations_organization WHERE NOT is_sample)
      AND p.state = 'active' AND p.removed_at IS NULL AND (p.retry_at IS NULL OR p.retry_at <= %(now)s)
      AND EXISTS (SELECT 1 FROM webhooks_delivery d
                  WHERE d.organization_id = p.organization_id AND d.endpoint_id = p.id AND d.state = 'waiting'
                    AND (d.due_at <= %(now)s OR p.retry_at IS NOT NULL))
"""

log = structlog.get_logger(__name__)
Start = Callable[[Callable[[], None]], None]


def in_a_thread(work: Callable[[], None]) -> None:
    Thread(target=work, daemon=True, name="webhooks-errand").start()


class Courier:
    """What is under way, and the next round."""

    def __init__(self, start: Start = in_a_thread) -> None:
        self._start = start
        self._told: SimpleQueue[tuple[Errand, Parcel | None, Outcome | None]] = SimpleQueue()
        self._under_way: dict[int, set[int]] = defaultdict(set)  # lanes, by endpoint
        self._slow: set[int] = set()
        self._organizations: dict[int, Organization] = {}
        self._words: Known = {}  # of this round
        self._left_alone: dict[int, datetime] = {}  # endpoints, and until when
        self.is_over = False

    @property
    def is_busy(self) -> bool:
        return bool(self._under_way)

    def round(self, now: datetime) -> None:
        """Write down what became of errands, make deliveries of what is owed, send out errands."""
        self.settle(now)
        self._words = {}
        self._organizations = {one.pk: one for one in Organization.objects.filter(is_sample=False)}
        self._spread(now)
        self._dispatch(now)
        self.settle(now)

    def settle(self, now: datetime) -> None:
        """What was told since; then the lanes of the errands that ended are free."""
        told: dict[tuple[int, int], list[tuple[Parcel, Outcome]]] = defaultdict(list)
        ended: list[Errand] = []
        while True:
            try:
                errand, parcel, outcome = self._told.get_nowait()
            except Empty:
                break
            if parcel is None or outcome is None:
                ended.append(errand)
            else:
                told[errand.organization.pk, errand.endpoint_id].append((parcel, outcome))
                self._organizations.setdefault(errand.organization.pk, errand.organization)
        try:
            for (organization_id, endpoint_id), done in told.items():
                with inside(self._organizations[organization_id]), self._alone_with(endpoint_id, now):
                    settle(endpoint_id, done, now)
        finally:
            for errand in ended:
                self._under_way[errand.endpoint_id].discard(errand.lane)
                if not self._under_way[errand.endpoint_id]:
                    del self._under_way[errand.endpoint_id]
                    self._slow.discard(errand.endpoint_id)

    @contextmanager
    def _alone_with(self, endpoint_id: int, now: datetime) -> Iterator[None]:
        """A fault of ours with one endpoint is logged and keeps no other waiting (6.38)."""
        try:
            yield
        except (OperationalError, InterfaceError):  # the database is away, for all of them
            raise
        except Exception:
            log.exception("an endpoint is left alone for a while", endpoint=endpoint_id)
            self._left_alone[endpoint_id] = now + AFTER_A_FAULT

    def _spread(self, now: datetime) -> None:
        """A deed of a batch of thousands gives way to the others' after one batch."""
        everywhere = Organization.objects.values("pk")
        owing = Owed.everywhere.filter(organization_id__in=everywhere).values_list("organization_id", flat=True)
        for organization_id in owing.distinct():
            if organization_id in self._organizations:
                with inside(self._organizations[organization_id]):
                    spread(now)

    def _dispatch(self, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(WITH_WORK, {"now": now})
            found = cursor.fetchall()
        random.shuffle(found)
        held: dict[int, bool] = {}
        self._left_alone = {pk: until for pk, until in self._left_alone.items() if until > now}
        for organization_id, endpoint_id in found:
            organization = self._organizations.get(organization_id)
            if organization is None or endpoint_id in self._left_alone:
                continue
            with inside(organization):
                if organization_id not in held:
                    held[organization_id] = is_held()
                if not held[organization_id]:
                    with self._alone_with(endpoint_id, now):
                        self._send_out(Endpoint.objects.get(pk=endpoint_id), organization, now)

    def _send_out(self, endpoint: Endpoint, organization: Organization, now: datetime) -> None:
        under_way = self._under_way.get(endpoint.pk, set())
        is_slow = endpoint.is_slow or endpoint.failing_since is not None
        if is_slow:
            lanes = [ALL_LANES] if not under_way and len(self._slow) < FOR_THE_SLOW else []
        else:
            lanes = [lane for lane in range(LANES) if not {lane, ALL_LANES} & under_way]
        room = THREADS - sum(map(len, self._under_way.values()))
        for errand in self._errands(endpoint, organization, lanes[: max(0, room)], now):
            self._under_way[endpoint.pk].add(errand.lane)
            if is_slow:
                self._slow.add(endpoint.pk)
            self._start(lambda errand=errand: self._run(errand))  # type: ignore[misc]

    def _errands(
        self, endpoint: Endpoint, organization: Organization, lanes: list[int], now: datetime
    ) -> Iterator[Errand]:
        if not lanes:
            return
        found = _question(endpoint, now) if endpoint.is_in_trouble else _due(endpoint, lanes, now)
        words = bodies(found, is_full=endpoint.is_full, known=self._words)
        for lane in lanes:
            mine = [one for one in found if lane in (ALL_LANES, one.stream_id % LANES)][:MOST]
            if mine:
                parcels = [
                    Parcel(one.pk, (one.stream, one.stream_id), one.message_id, words[one.pk], one.tries, one.due_at)
                    for one in mine
                ]
                yield Errand(
                    organization,
                    endpoint.pk,
                    lane,
                    endpoint.url,
                    secrets_of(endpoint, now),
                    parcels,
                    settings.WEBHOOKS_PRIVATE,
                    now,
                )

    def _run(self, errand: Errand) -> None:
        try:
            bring(errand, lambda parcel, outcome: self._told.put((errand, parcel, outcome)), lambda: self.is_over)
        except Exception:  # a fault of ours with one endpoint must not stop the others (6.38)
            log.exception("an errand failed", endpoint=errand.endpoint_id)
        finally:
            self._told.put((errand, None, None))


def _due(endpoint: Endpoint, lanes: list[int], now: datetime) -> list[Delivery]:
    """The oldest that are due; none before an earlier one of its subject that has to wait."""
    waiting = Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING)
    earlier = Delivery.objects.filter(
        endpoint=endpoint,
        state=DeliveryState.WAITING,
        stream=OuterRef("stream"),
        stream_id=OuterRef("stream_id"),
        event__lt=OuterRef("event"),
        due_at__gt=now,
    )
    due = waiting.filter(~Exists(earlier), due_at__lte=now)
    if lanes != [ALL_LANES]:
        due = due.annotate(lane=Mod("stream_id", LANES)).filter(lane__in=lanes)
    due = due.defer("attempts")
    tests = list(due.filter(event=None)[:MOST])
    return tests + list(due.filter(event__isnull=False).order_by("event")[: MOST * len(lanes)])


def _question(endpoint: Endpoint, now: datetime) -> list[Delivery]:
    """One delivery to ask with whether the endpoint serves again: any of the oldest, each the first of its subject."""
    oldest = Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING).defer("attempts")
    if tests := list(oldest.filter(event=None)[:1]):
        return tests
    first: dict[tuple[str, int], Delivery] = {}
    for one in oldest.order_by("event")[:QUESTION]:
        first.setdefault((one.stream, one.stream_id), one)
    due = [one for one in first.values() if one.due_at <= now]
    return [random.choice(due or list(first.values()))] if first else []  # noqa: S311  spreads, protects nothing


def run(is_over: Bell) -> None:
    """Rounds until told to stop. What fails is logged, and the next round begins anew."""
    courier = Courier()
    while not is_over.is_set():
        try:
            with _alone() as is_alone:
                while is_alone and not is_over.is_set():
                    courier.round(timezone.now())
                    is_over.wait(PAUSE if courier.is_busy else REST)
        except Exception:
            log.exception("the courier of webhooks stumbled")
            connection.close()
        is_over.wait(2.0)
    _farewell(courier)
    connection.close()


def _farewell(courier: Courier) -> None:
    """Let errands under way end, for a moment, and write down what became of them."""
    courier.is_over = True
    waiting = Bell()
    for _ in range(int(FAREWELL / PAUSE)):
        courier.settle(timezone.now())
        if not courier.is_busy:
            return
        waiting.wait(PAUSE)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether this is the one courier of the installation. The lock goes with the connection, whatever happens."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        is_alone = bool(cursor.fetchone()[0])
    try:
        yield is_alone
    finally:
        if is_alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
