"""Speak IMAP to one server: what folders it has, what is new in one, the bytes of mails. Nothing here asks the
database, but whether this copy may call anybody."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from time import mktime, monotonic
from typing import Any

from imap_tools.imap_utf7 import utf7_encode

from atenda.mailboxes.imap.client import Box, Client
from atenda.mailboxes.imap.troubles import Refusal, Trouble, told
from atenda.mailboxes.models import ImapDoor, TroubleKind

UNREADABLE = {"\\NOSELECT", "\\NONEXISTENT"}
SLICE = 0.5  # seconds between looks whether all is over
FARTHEST = timedelta(days=2)  # more than any two clocks of the world are apart
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class Login:
    """With what one signs in: a password, or a token that was given for it."""

    secret: str
    is_token: bool = False


@dataclass(frozen=True)
class Opened:
    """A folder as it stands: what its numbers are good for, and the next one it will give."""

    uidvalidity: int
    uidnext: int
    mails: int


@dataclass(frozen=True)
class Listed:
    """A mail that is there: its bytes, and when it came; None where the server does not say."""

    size: int
    came_at: datetime | None


class Conversation:
    """One connection, signed in. Everything raises Trouble; questions about mails also Refusal.

    `is_free` as `outbound.connect` has it; `seconds` as `Client` has them.
    """

    def __init__(self, door: ImapDoor, login: Login, *, is_free: bool = False, seconds: float | None = None) -> None:
        with told(TroubleKind.NOT_IMAP):
            self._client = Client(door.host, door.port, door.security, is_free=is_free, seconds=seconds)
        try:
            self._sign_in(door.username, login)
        except Trouble:
            self.end()
            raise
        self._box = Box(self._client)

    @property
    def has_idle(self) -> bool:
        return "IDLE" in self._client.capabilities

    def folders(self) -> list[str]:
        """Those that hold mails, the inbox first."""
        with told():
            found = self._box.folder.list()
        names = [one.name for one in found if not UNREADABLE & {flag.upper() for flag in one.flags}]
        return sorted(dict.fromkeys(names), key=lambda name: (name.upper() != "INBOX", name.lower()))

    def open(self, folder: str, *, is_read_only: bool) -> Opened:
        """Raises Trouble, of FOLDER where there is none of this name."""
        with told():
            name: Any = b'"' + _quoted(folder) + b'"'
            try:
                kind, data = self._client.select(name, is_read_only)
            except imaplib.IMAP4.readonly:  # more than we were given: then nothing is marked
                kind, data = self._client.select(name, readonly=True)
            if kind != "OK":
                raise Trouble(TroubleKind.FOLDER, f"{folder}: {_words(data)}")
            mails = int(data[0] or 0)
            validity, following = self._number("UIDVALIDITY"), self._number("UIDNEXT")
            if following is None:
                following = self._highest() + 1 if mails else 1
        return Opened(validity or 0, following, mails)

    def lowest(self) -> int:
        """The number of the oldest mail of the folder that is open."""
        return min(self._uids_in(self._ask("FETCH", "1", "(UID)")), default=1)

    def search(self, first: int, last: int, since: date) -> list[int]:
        """The mails of these numbers that came on that day or later, wherever on earth the day begins: a server counts
        days by its own clock (RFC 3501, 6.4.4). Some came a little before it, as `listed` tells."""
        begin = since - FARTHEST
        day = f"{begin.day:02}-{MONTHS[begin.month - 1]}-{begin.year}"
        found = self._ask("UID", "SEARCH", "UID", f"{first}:{last}", "SINCE", day)
        numbers = {int(one) for part in found if isinstance(part, bytes) for one in part.split()}
        return sorted(number for number in numbers if first <= number <= last)

    def listed(self, uids: Sequence[int]) -> dict[int, Listed]:
        """What is there of each; those that are gone are not."""
        found = {}
        for part in self._ask("UID", "FETCH", _set(uids), "(UID RFC822.SIZE INTERNALDATE)"):
            words = part[0] if isinstance(part, tuple) else part or b""
            if (uid := _UID.search(words)) and (size := _SIZE.search(words)):
                found[int(uid[1])] = Listed(int(size[1]), _came_at(words))
        return {uid: one for uid, one in found.items() if uid in set(uids)}

    def bodies(self, uids: Sequence[int], part: str = "BODY.PEEK[]") -> dict[int, bytes]:
        """The bytes of mails, marked by nothing."""
        answer = self._ask("UID", "FETCH", _set(uids), f"(UID {part})")
        found: dict[int, bytes] = {}
        for index, piece in enumerate(answer):
            if isinstance(piece, tuple):
                after = answer[index + 1] if index + 1 < len(answer) else b""
                uid = _UID.search(piece[0]) or (_UID.search(after) if isinstance(after, bytes) else None)
                if uid and int(uid[1]) in uids:
                    found[int(uid[1])] = piece[1]
        return found

    def header(self, uid: int) -> bytes:
        return self.bodies([uid], "BODY.PEEK[HEADER]").get(uid, b"")

    def mark_seen(self, uids: Sequence[int]) -> None:
        self._ask("UID", "STORE", _set(uids), "+FLAGS.SILENT", "(\\Seen)")

    def idle(self, seconds: float, is_over: Callable[[], bool]) -> bool:
        """Wait until the folder that is open has something new; false when nothing came in time."""
        client: Any = self._client
        until, has_news = monotonic() + seconds, False
        with told():
            client.untagged_responses.clear()
            tag = client._command("IDLE")
            while client._get_response():  # until it says go on
                if client.tagged_commands.get(tag):
                    raise client.abort("IDLE was refused")
            has_news = "EXISTS" in client.untagged_responses  # what came since we last asked is told at once
            while not has_news and monotonic() < until and not is_over():
                if client.has_more(SLICE):
                    client._get_response()
                    has_news = "EXISTS" in client.untagged_responses
            client.send(b"DONE\r\n")
            client._command_complete("IDLE", tag)
        return has_news

    def end(self) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self._client.sock.settimeout(3)
            self._client.logout()
        with suppress(OSError):
            self._client.shutdown()

    def _sign_in(self, username: str, login: Login) -> None:
        client: Any = self._client
        with told(TroubleKind.PASSWORD):
            if login.is_token:
                said = f"user={username}\x01auth=Bearer {login.secret}\x01\x01".encode()
                answers = iter([said])
                try:
                    client.authenticate("XOAUTH2", lambda _question: next(answers, b""))
                except imaplib.IMAP4.error as error:
                    if isinstance(error, imaplib.IMAP4.abort):
                        raise
                    raise Trouble(TroubleKind.CONSENT, _words(error.args)) from error
            elif "AUTH=PLAIN" in client.capabilities:
                client.authenticate("PLAIN", lambda _question: f"\0{username}\0{login.secret}".encode())
            elif "LOGINDISABLED" in client.capabilities:
                raise Trouble(TroubleKind.NO_PASSWORDS)
            else:
                client.login(_bare(username), _bare(login.secret))
            client.capabilities = tuple(client.capability()[1][0].decode("ascii", "replace").upper().split())

    def _ask(self, *words: str) -> list[Any]:
        """What is answered without a tag. Raises Refusal where the server says no."""
        command = words[0]
        with told():
            try:
                kind, data = getattr(self._client, command.lower())(*words[1:])
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise Refusal(_words(error.args)) from error
        if kind != "OK":
            raise Refusal(_words(data))
        return list(data or [])

    def _number(self, name: str) -> int | None:
        _kind, data = self._client.response(name)
        found = data[-1] if data else None
        return int(found) if isinstance(found, bytes) and found.isdigit() else None

    def _highest(self) -> int:
        return max(self._uids_in(self._ask("FETCH", "*", "(UID)")), default=0)

    @staticmethod
    def _uids_in(answer: Sequence[Any]) -> list[int]:
        found = (_UID.search(part) for part in answer if isinstance(part, bytes))
        return [int(one[1]) for one in found if one]


def _came_at(words: bytes) -> datetime | None:
    try:
        here = imaplib.Internaldate2tuple(words)
        return None if here is None else datetime.fromtimestamp(mktime(here), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _set(uids: Sequence[int]) -> str:
    return ",".join(map(str, uids))


def _quoted(folder: str) -> bytes:
    return bytes(utf7_encode(folder)).replace(b"\\", b"\\\\").replace(b'"', b'\\"')


def _bare(word: str) -> str:
    """No word ends the line it stands in."""
    return word.replace("\r", "").replace("\n", "")


def _words(data: Any) -> str:
    parts = data if isinstance(data, list | tuple) else [data]
    return " ".join(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in parts if part)
