"""SMTP and LMTP as strangers may speak them: aiosmtpd's state machine less what we do not offer, with limits of ours.

No sign-in, no list of who is here, no relaying: an address leads to a mailbox of ours or is refused.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, syntax

from atenda.intake.doors.answers import AWAY, FULL, TOO_LARGE, TOO_MANY, UNKNOWN
from atenda.intake.doors.gathering import HOLD, Gathered, Lines, TooMuch
from atenda.intake.doors.handing import Recipient, is_plain
from atenda.intake.limits import LARGEST_MAIL

if TYPE_CHECKING:
    from atenda.intake.doors.smtp import MailIn

IDLE = 60.0  # seconds without a command, or without a piece of data
LONGEST_DATA = 900.0
COMMAND, LONG_COMMAND = 512, 2048
MOST_RECIPIENTS = 100
MOST_UNKNOWN = 20  # on one line; whoever guesses addresses begins anew
STUFFING = 1_000_000  # what dots at the beginnings of lines may add
CALLS = {"*": 1000, "EHLO": 20, "HELO": 20, "LHLO": 20, "NOOP": 100, "STARTTLS": 2, "RCPT": 10_000}

log = structlog.get_logger(__name__)


class Guarded(SMTP):
    """One connection."""

    protocol = "SMTP"
    session: Any
    envelope: Any
    transport: Any
    _reader: Any

    def __init__(self, house: MailIn, *, tls: ssl.SSLContext | None) -> None:
        super().__init__(
            house,
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            hostname=house.name,
            ident="Atenda",
            tls_context=tls,
            timeout=IDLE,
            command_call_limit=CALLS,
            loop=asyncio.get_running_loop(),
        )
        self.house = house
        self.recipients: list[Recipient] = []
        self.unknown = 0
        self.is_at_work = False
        self._has_entered = False
        self.command_size_limits = defaultdict(lambda: COMMAND, MAIL=LONG_COMMAND, RCPT=LONG_COMMAND)
        reader = Lines(limit=HOLD, loop=self.loop)
        asyncio.StreamReaderProtocol.__init__(self, reader, self._cb_client_connected, self.loop)

    @property
    def peer(self) -> str:
        named = self.session.peer if self.session else None
        return str(named[0]) if isinstance(named, tuple) else ""

    def connection_made(self, transport: Any) -> None:
        if not self._has_entered and not self.house.crowd.enters(self, str(transport.get_extra_info("peername")[0])):
            transport.write(b"421 4.7.0 Too many connections: try again later\r\n")
            transport.close()
            return
        self._has_entered = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.house.crowd.leaves(self)
        if self._has_entered:
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if self._has_entered:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self._has_entered else False

    def _set_post_data_state(self) -> None:
        super()._set_post_data_state()  # type: ignore[no-untyped-call]
        self.recipients = []

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """What its grammar stumbles over is no address; nor is what cannot be kept."""
        try:
            address, rest = super()._getaddr(arg)
        except Exception:
            return None, None
        return (address, rest) if not address or is_plain(address) else (None, None)

    async def smtp_RCPT(self, arg: str | None) -> None:
        if len(self.recipients) >= MOST_RECIPIENTS:
            await self.push(str(TOO_MANY))
            return
        await super().smtp_RCPT(arg)
        if self.unknown >= MOST_UNKNOWN and not self.house.crowd.trusts(self.peer):
            await self.push("421 4.7.0 Too many addresses that are not here")
            self.transport.close()

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        if await self.check_helo_needed():
            return
        if arg or not self.recipients:
            await self.push("501 Syntax: DATA" if arg else "503 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        gathered = Gathered(largest=LARGEST_MAIL + STUFFING, folder=self.house.folder)
        self.is_at_work = True
        try:
            async with asyncio.timeout(LONGEST_DATA):
                await gathered.read(self._reader, self._reset_timeout)
            self._reset_timeout(2 * LONGEST_DATA)  # nobody is cut off while we write
            await self._answer(gathered)
        except (TooMuch, TimeoutError) as error:
            await self.push(str(TOO_LARGE) if isinstance(error, TooMuch) else "421 4.4.2 Too slow")
            self.transport.close()
        finally:
            self.is_at_work = False
            gathered.close()
            self._set_post_data_state()
            if self.transport is not None:
                self._reset_timeout()

    async def _answer(self, gathered: Gathered) -> None:
        """One for all, the worst: what was stored is known when it comes again."""
        answers = await self._stored(gathered)
        await self.push(str(max(answers, key=lambda answer: answer.code)))

    async def _stored(self, gathered: Gathered) -> list[Any]:
        """An answer for each recipient, in their order."""
        if gathered.is_too_large:
            return [TOO_LARGE] * len(self.recipients)
        if gathered.failure is not None:
            log.warning("a mail found no room on the way in", error=str(gathered.failure))
            return [FULL] * len(self.recipients)
        sender = "" if self.envelope.mail_from == "<>" else self.envelope.mail_from
        return await self.house.store(gathered, self.recipients, sender=sender, origin=self._origin())

    def _origin(self) -> dict[str, Any]:
        """Who brought it: what a server writes into a header (2.7) is worth as much as the one that hands it over."""
        return {
            "peer": self.peer,
            "helo": "".join(sign for sign in self.session.host_name[:255] if sign.isprintable()),
            "is_trusted": self.house.crowd.trusts(self.peer),
            "is_encrypted": self.session.ssl is not None,
            "protocol": self.protocol,
        }

    async def smtp_VRFY(self, arg: str | None) -> None:
        await self.push("502 5.5.1 Not offered here")

    async def smtp_EXPN(self, arg: str | None) -> None:
        await self.push("502 5.5.1 Not offered here")

    async def smtp_AUTH(self, arg: str | None) -> None:
        await self.push("502 5.5.1 Nobody signs in here")

    async def smtp_HELP(self, arg: str | None) -> None:
        await self.push("214 2.0.0 Mail to mailboxes of this desk")

    def refuse(self, recipient: Recipient) -> str:
        self.unknown += recipient.answer is UNKNOWN
        return str(recipient.answer)


class SmtpLine(Guarded):
    """SMTP, as any mail server speaks it."""


class LmtpLine(Guarded, LMTP):
    """LMTP, as a mail server speaks it that delivers into mailboxes: an answer for each recipient."""

    protocol = "LMTP"

    async def _answer(self, gathered: Gathered) -> None:
        for answer in await self._stored(gathered):
            await self.push(str(answer))


async def failed(_error: Exception) -> str:
    """What the other side is told of a fault of ours: nothing about it, and to keep the mail."""
    log.exception("a line of the mail server stumbled")
    return str(AWAY)
