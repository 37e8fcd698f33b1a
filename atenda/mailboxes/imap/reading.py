"""Read what is new in a folder: from the agreed day on, oldest first, in batches that fit into little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from atenda.intake.limits import LARGEST_MAIL, MB
from atenda.intake.models import Why
from atenda.mailboxes.imap.conversing import Conversation
from atenda.mailboxes.imap.storing import Fetched, folder_of, store
from atenda.mailboxes.imap.troubles import Refusal, Trouble
from atenda.mailboxes.models import ImapDoor, ImapFolder, TroubleKind
from atenda.organizations.entering import current_organization
from atenda.server.crashing import maybe_crash

WINDOW = 50_000  # numbers looked through by one question
MOST = 50  # mails of one batch …
HEAVIEST = 4 * MB  # … and their bytes

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Reader:
    """Who reads, of which door. `desk` is entered wherever the database is asked: nobody holds a connection to it
    while a server lets us wait."""

    door: ImapDoor
    holder: UUID
    desk: Callable[[], AbstractContextManager[object]]
    now: Callable[[], datetime]
    is_over: Callable[[], bool]

    def read(self, conversation: Conversation, name: str) -> int:
        """Store what is new in this folder; how much that was. Raises Trouble and leases.Lost."""
        opened = conversation.open(name, is_read_only=not self.door.marks_seen)
        with self.desk():
            folder = folder_of(self.door, name, opened.uidvalidity, holder=self.holder, now=self.now())
        if folder.renumbered_at is not None and folder.last_uid == 0:
            log.warning("a folder was given new numbers and is read again", door=self.door.pk, folder=name)
        new, last = 0, opened.uidnext - 1
        if folder.last_uid >= last:
            return 0
        first = folder.last_uid + 1
        if folder.last_uid == 0 and opened.mails:
            first = _lowest(conversation)
        for begin in range(first, last + 1, WINDOW):
            end = min(begin + WINDOW - 1, last)
            new += self._window(conversation, folder, begin, end)
            if self.is_over():
                break
        return new

    def _window(self, conversation: Conversation, folder: ImapFolder, begin: int, end: int) -> int:
        try:
            uids = conversation.search(begin, end, self.door.since)
        except Refusal as refusal:
            raise Trouble(TroubleKind.OTHER, str(refusal)) from refusal
        new = 0
        for batch in _in_batches(conversation, uids, self._begin()):
            new += self._take(conversation, folder, batch)
            if self.is_over():
                return new
        self._store(folder, [], up_to=end)
        return new

    def _begin(self) -> datetime:
        """When the agreed day begins where the organization is."""
        with self.desk():
            zone = ZoneInfo(current_organization().time_zone)
        return datetime.combine(self.door.since, time(), zone)

    def _take(self, conversation: Conversation, folder: ImapFolder, batch: dict[int, int]) -> int:
        mails = _fetched(conversation, batch)
        new = self._store(folder, mails, up_to=max(batch))
        maybe_crash("fetch-stored")
        if self.door.marks_seen and mails:
            try:
                conversation.mark_seen([mail.uid for mail in mails])
            except Refusal as refusal:  # it is stored and will not come again: only the mark is missing (6.17)
                log.warning("mails could not be marked as read", door=self.door.pk, said=str(refusal))
        return new

    def _store(self, folder: ImapFolder, mails: Sequence[Fetched], *, up_to: int) -> int:
        with self.desk():
            try:
                return store(self.door, folder, mails, up_to=up_to, holder=self.holder, now=self.now())
            except OSError as error:
                raise Trouble(TroubleKind.NO_ROOM, str(error)) from error


def _lowest(conversation: Conversation) -> int:
    try:
        return conversation.lowest()
    except Refusal:
        return 1


def _in_batches(conversation: Conversation, uids: Sequence[int], since: datetime) -> Iterator[dict[int, int]]:
    """Numbers with their sizes, asked for as they are needed; of mails that came from this moment on."""
    batch: dict[int, int] = {}
    for begin in range(0, len(uids), MOST):
        asked = uids[begin : begin + MOST]
        try:
            listed = conversation.listed(asked)
        except Refusal as refusal:
            raise Trouble(TroubleKind.OTHER, str(refusal)) from refusal
        for uid in asked:
            one = listed.get(uid)
            if one is None or (one.came_at is not None and one.came_at < since):
                continue  # gone meanwhile, or older
            if batch and (len(batch) >= MOST or sum(batch.values()) + min(one.size, LARGEST_MAIL) > HEAVIEST):
                yield batch
                batch = {}
            batch[uid] = one.size
    if batch:
        yield batch


def _fetched(conversation: Conversation, batch: dict[int, int]) -> list[Fetched]:
    """The mails of a batch. Of what is too large, or what the server cannot give, the header (7.15)."""
    fitting = [uid for uid, size in batch.items() if size <= LARGEST_MAIL]
    bodies = _bodies(conversation, fitting)
    mails = []
    for uid, size in batch.items():
        if uid in bodies and len(bodies[uid]) <= LARGEST_MAIL:
            mails.append(Fetched(uid, size, bodies[uid]))
        elif size > LARGEST_MAIL or uid in bodies:
            mails.append(Fetched(uid, size, _header(conversation, uid), Why.TOO_LARGE))
        elif _is_there(conversation, uid):
            mails.append(Fetched(uid, size, _header(conversation, uid), Why.UNREADABLE))
    return mails


def _bodies(conversation: Conversation, uids: Sequence[int]) -> dict[int, bytes]:
    """All together; one by one where one of them keeps the others from coming."""
    found: dict[int, bytes] = {}
    if uids:
        try:
            found = conversation.bodies(uids)
        except Refusal as refusal:
            log.info("a batch was refused", said=str(refusal))
    for uid in uids:
        if uid not in found:
            try:
                found |= conversation.bodies([uid])
            except Refusal as refusal:
                log.warning("a mail was refused", uid=uid, said=str(refusal))
    return found


def _header(conversation: Conversation, uid: int) -> bytes:
    try:
        header = conversation.header(uid)
    except Refusal:
        header = b""
    return header[:MB] or f"X-Atenda-Uid: {uid}\r\n\r\n".encode()


def _is_there(conversation: Conversation, uid: int) -> bool:
    try:
        return uid in conversation.listed([uid])
    except Refusal:
        return True
