"""Look after one door: sign in, read its folders, wait for news, and begin again; alone, for as long as it holds the
lease. What goes wrong is written beside the door, and it is asked again later, each time a little later."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from atenda.mailboxes.fetching_from import AT_REST
from atenda.mailboxes.imap import leases
from atenda.mailboxes.imap.conversing import Conversation, Login
from atenda.mailboxes.imap.reading import Reader
from atenda.mailboxes.imap.signing_in import login_of
from atenda.mailboxes.imap.troubles import Trouble
from atenda.mailboxes.models import ImapDoor, TroubleKind
from atenda.server.holding import is_held

WAIT = 25.0  # seconds between two looks, and of one IDLE
FIRST, LONGEST = timedelta(seconds=20), timedelta(minutes=30)
LOCKED_OUT = timedelta(minutes=5)  # at the least, where a wrong password may close the account
ONLY_THE_LINE = (TroubleKind.CUT, TroubleKind.SILENT)

Desk = Callable[[], AbstractContextManager[object]]


class Keeper:
    """One door, and the connection to its server between two looks."""

    def __init__(
        self,
        door_id: int,
        *,
        desk: Desk,
        now: Callable[[], datetime],
        is_over: Callable[[], bool] = lambda: False,
        login: Callable[[ImapDoor, Desk], Login] = login_of,
    ) -> None:
        self.door_id, self.holder = door_id, uuid4()
        self._desk, self._now, self._is_over, self._login = desk, now, is_over, login
        self._conversation: Conversation | None = None
        self._signed_in_as: tuple[Any, ...] = ()
        self._folders: list[str] = []

    def look(self) -> float | None:
        """Fetch what there is; in how many seconds to look again, or None where there is nothing to look after."""
        with self._desk():
            door = self._door()
            if door is None or is_held():
                return None
            if door.retry_at is not None and door.retry_at > self._now():
                return (door.retry_at - self._now()).total_seconds()
            if not leases.take(self.door_id, self.holder):
                return WAIT
        try:
            self._read(door)
        except leases.Lost:
            self.hang_up()
            return WAIT
        except Trouble as trouble:
            self.hang_up()
            with self._desk():
                return self._in_trouble(trouble)
        with self._desk():
            self._is_well()
        return 0 if self._conversation is not None and self._conversation.has_idle else WAIT

    def wait(self) -> None:
        """By IDLE, in the first of the folders: it is told as soon as something comes."""
        conversation = self._conversation
        if conversation is None:
            return
        try:
            if len(self._folders) > 1:  # another one is open
                conversation.open(self._folders[0], is_read_only=True)
            conversation.idle(WAIT, self._is_over)
        except Trouble:  # the next look finds out whether it was more than a line that was cut
            self.hang_up()

    def hang_up(self) -> None:
        if self._conversation is not None:
            self._conversation.end()
            self._conversation = None

    def leave(self) -> None:
        self.hang_up()
        with self._desk():
            leases.let_go(self.door_id, self.holder)

    def _door(self) -> ImapDoor | None:
        at_work = ImapDoor.objects.filter(pk=self.door_id, is_paused=False, ended_at=None, mailbox__retired_at=None)
        door: ImapDoor | None = at_work.select_related("mailbox").first()
        return door if door is not None and door.is_ready else None

    def _read(self, door: ImapDoor) -> None:
        """A line that stood open may have been cut meanwhile: then once more, on a new one."""
        signs_in_as = (door.host, door.port, door.security, door.username, door.secret)
        if signs_in_as != self._signed_in_as:
            self.hang_up()
        was_open, self._folders = self._conversation is not None, door.folders
        try:
            self._read_all(door)
        except Trouble as trouble:
            if not was_open or trouble.kind not in ONLY_THE_LINE:
                raise
            self.hang_up()
            self._read_all(door)
        self._signed_in_as = signs_in_as

    def _read_all(self, door: ImapDoor) -> None:
        if self._conversation is None:
            self._conversation = Conversation(door, self._login(door, self._desk), is_free=True)
        reader = Reader(door, self.holder, self._desk, self._now, self._is_over)
        missing: Trouble | None = None
        for name in door.folders:
            try:
                reader.read(self._conversation, name)
            except Trouble as trouble:
                if trouble.kind != TroubleKind.FOLDER:
                    raise
                missing = trouble  # the others are read all the same
        if missing is not None:
            raise missing

    def _is_well(self) -> None:
        ImapDoor.objects.filter(pk=self.door_id, holder=self.holder).update(asked_at=self._now(), **AT_REST)

    def _in_trouble(self, trouble: Trouble) -> float:
        mine = ImapDoor.objects.filter(pk=self.door_id, holder=self.holder)
        door = mine.first()
        if door is None:
            return WAIT
        pause = min(LONGEST, FIRST * 2 ** min(door.tries, 10))
        if trouble.kind in (TroubleKind.PASSWORD, TroubleKind.CONSENT):
            pause = max(pause, LOCKED_OUT)
        pause *= random.uniform(0.8, 1.2)  # noqa: S311  spreads, protects nothing
        now = self._now()
        mine.update(
            trouble_kind=trouble.kind,
            trouble=trouble.said,
            trouble_since=door.trouble_since or now,
            tries=min(door.tries + 1, 1000),
            retry_at=now + pause,
        )
        seconds: float = pause.total_seconds()
        return seconds
