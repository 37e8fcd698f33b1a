"""`atenda mail-in`: our own mail server. One thread listens to all lines; what waits for the disk and the database is
done by a few others, each with a connection of its own.
"""

from __future__ import annotations

import asyncio
import signal
import ssl
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from aiosmtpd.smtp import MISSING
from django.db import connections

from atenda.intake.doors.answers import AWAY, Answer, answer_to
from atenda.intake.doors.beating import keep_beating
from atenda.intake.doors.crowd import Crowd
from atenda.intake.doors.gathering import Gathered
from atenda.intake.doors.handing import Recipient, hand_in, recipient
from atenda.intake.doors.protocol import Guarded, LmtpLine, SmtpLine, failed
from atenda.server.faults import ServerFault
from atenda.server.mail_settings import MailSettings
from atenda.server.ports import refuse_if_taken

THREADS = 4
FAREWELL = 6.0  # seconds for mails that are coming in when we are told to stop
WAITING = 128

log = structlog.get_logger(__name__)


class MailIn:
    """What all lines share: who is connected, the threads that store, the certificate."""

    def __init__(self, settings: MailSettings, *, folder: Path, crowd: Crowd | None = None) -> None:
        self.settings, self.folder, self.name = settings, folder, settings.name
        self.crowd = Crowd(settings.trusted) if crowd is None else crowd
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail-in")
        self._tls: ssl.SSLContext | None = None
        self._read_at: tuple[float, float] | None = None

    def smtp(self) -> Guarded:
        return SmtpLine(self, tls=self.tls())

    def lmtp(self) -> Guarded:
        return LmtpLine(self, tls=None)

    def tls(self) -> ssl.SSLContext | None:
        """The certificate as it is now: whoever renews it need not start us again."""
        if self.settings.certificate is None or self.settings.key is None:
            return None
        try:
            written = (self.settings.certificate.stat().st_mtime, self.settings.key.stat().st_mtime)
            if written != self._read_at:
                context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                context.load_cert_chain(self.settings.certificate, self.settings.key)
                self._tls, self._read_at = context, written
        except OSError as error:
            if self._tls is None:
                raise ServerFault(f"The certificate of the mail server cannot be used: {error}.") from error
            log.warning("the new certificate of the mail server cannot be used", error=str(error))
        return self._tls

    async def store(
        self, gathered: Gathered, recipients: Sequence[Recipient], *, sender: str, origin: dict[str, Any]
    ) -> list[Answer]:
        work = partial(_stored, gathered, list(recipients), sender, origin)
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    async def handle_EHLO(
        self, line: Guarded, session: Any, _envelope: Any, hostname: str, said: list[str]
    ) -> list[str]:
        session.host_name = hostname
        offered = [one for one in said if one[4:8] not in ("AUTH", "HELP")]
        return [*offered, "250-PIPELINING", "250 HELP"]

    async def handle_RCPT(
        self, line: Guarded, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str | object:
        asked = await asyncio.get_running_loop().run_in_executor(self.threads, recipient, address)
        if not asked.answer.is_taken:
            return line.refuse(asked)
        line.recipients.append(asked)
        return MISSING

    async def handle_exception(self, error: Exception) -> str:
        return await failed(error)

    async def stop(self) -> None:
        """Let what is coming in come to its end, for a moment."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + FAREWELL
        while any(line.is_at_work for line in self.crowd.here()) and loop.time() < deadline:
            await asyncio.sleep(0.05)
        self.threads.shutdown(wait=True, cancel_futures=True)


def _stored(gathered: Gathered, recipients: list[Recipient], sender: str, origin: dict[str, Any]) -> list[Answer]:
    try:
        raw = gathered.raw()
    except OSError as error:
        return [answer_to(error)] * len(recipients)
    answers = hand_in(raw, recipients, sender=sender, origin=origin)
    return [answers[one.goal] if one.goal else AWAY for one in recipients]


def serve_mail(settings: MailSettings, *, folder: Path) -> None:
    """Listen until told to stop. Raises ServerFault where it cannot begin."""
    if settings.port is None and settings.lmtp_port is None:
        raise ServerFault("Our own mail server is off: ATENDA_MAIL_PORT or ATENDA_LMTP_PORT says where it listens.")
    for port, variable in ((settings.port, "ATENDA_MAIL_PORT"), (settings.lmtp_port, "ATENDA_LMTP_PORT")):
        if port is not None:
            refuse_if_taken(settings.bind, port, variable)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    house = MailIn(settings, folder=folder)
    house.tls()
    try:
        asyncio.run(_serve(house))
    finally:
        connections.close_all()


async def _serve(house: MailIn) -> None:
    loop, is_over = asyncio.get_running_loop(), asyncio.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(word, is_over.set)
    doors = await listen(house)
    pulse = asyncio.create_task(keep_beating(house.threads))
    await is_over.wait()
    pulse.cancel()
    for door in doors:
        door.close()
    await house.stop()


async def listen(house: MailIn) -> list[asyncio.Server]:
    loop, settings = asyncio.get_running_loop(), house.settings
    wanted = [(settings.port, house.smtp), (settings.lmtp_port, house.lmtp)]
    return [
        await loop.create_server(make, settings.bind, port, backlog=WAITING)
        for port, make in wanted
        if port is not None
    ]
