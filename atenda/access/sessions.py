"""Sessions: rows that end at once when deleted, 12 hours after they were last seen, and 14 days after they began.

This module is settings.SESSION_ENGINE.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.utils import timezone
from django.utils.crypto import salted_hmac

from atenda.access.models import Identity, Session
from atenda.organizations.joined import Joined

SESSION_AND_PERSON = Joined(
    "FROM access_session s LEFT JOIN access_identity i ON i.id = s.identity_id"
    " WHERE s.session_key = %s AND s.expire_date > %s",
    s=Session,
    i=Identity,
)
SEEN_EVERY = timedelta(minutes=5)  # being seen is written no more often than this


class SessionStore(DatabaseSessionStore):
    """Django's, with its person, device and times in columns of their own.

    `address` and `device` are set by the middleware; `seen_at` is None until the row was read. `identity` comes with
    the row, and is who is signed in only when `middleware.signed_in` says so.
    """

    identity: Identity | None = None
    address: str | None = None
    device: str = ""
    seen_at: datetime | None = None
    started_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        found = SESSION_AND_PERSON.one(self.session_key, timezone.now()) if self.session_key else None
        if found is None:
            self._session_key = None
            return {}
        row, self.identity = found
        self.seen_at, self.started_at = row.seen_at, row.started_at
        data: dict[str, Any] = self.decode(row.session_data)
        return data

    def cycle_key(self) -> None:
        """Signing in begins a session; what an earlier one was does not prolong or shorten it."""
        self._get_session()  # type: ignore[attr-defined]
        self.started_at = None
        super().cycle_key()

    def flush(self) -> None:
        super().flush()
        self.started_at = self.seen_at = self.identity = None

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        now = kwargs.get("modification") or timezone.now()
        idle = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return min(idle, (self.started_at or now) + timedelta(seconds=settings.SESSION_LONGEST_AGE))

    def get_expiry_age(self, **kwargs: Any) -> int:
        now = kwargs.get("modification") or timezone.now()
        return max(0, int((self.get_expiry_date(modification=now) - now).total_seconds()))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = timezone.now()
        self.started_at, self.seen_at = self.started_at or now, now
        return Session(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(modification=now),
            identity_id=data.get(SESSION_KEY),
            started_at=self.started_at,
            seen_at=now,
            address=self.address,
            device=self.device,
        )

    def touch(self, now: datetime) -> None:
        """Note that the person is there, but no more often than every few minutes."""
        if SESSION_KEY in self and (self.seen_at is None or now - self.seen_at > SEEN_EVERY):
            self.modified = True


def of(identity: Identity, now: datetime) -> list[Session]:
    """Where a person is signed in, the latest first."""
    return list(Session.objects.filter(identity=identity, expire_date__gt=now).order_by("-seen_at"))


def handle_of(session: Session) -> str:
    """How a page names a session: its key is a secret and stays out of pages."""
    return salted_hmac(__name__, session.session_key, algorithm="sha256").hexdigest()[:32]


def end(identity: Identity, handle: str) -> bool:
    """End one session of a person. False when it is over already, or another person's."""
    named = [row.pk for row in Session.objects.filter(identity=identity) if handle_of(row) == handle]
    return bool(Session.objects.filter(pk__in=named).delete()[0])


def end_all(identity_id: int, *, but: str | None = None) -> None:
    """End a person's sessions everywhere, or all but one."""
    Session.objects.filter(identity_id=identity_id).exclude(session_key=but or "").delete()


def sweep(now: datetime) -> int:
    """Delete the sessions that are over, and say how many there were."""
    swept: int = Session.objects.filter(expire_date__lte=now).delete()[0]
    return swept
