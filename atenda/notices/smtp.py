"""Speak to a mail server, and say what became of a mail in one of four words: sent, refused, later, unsure."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import Any

from atenda.notices.leave import NoLeave, access_token
from atenda.notices.message_ids import our_name
from atenda.notices.models import MailServer, Security
from atenda.notices.sealed import unsealed
from atenda.server import outbound

TIMEOUT = 30.0  # seconds for one word of the server
LONGEST = 60.0  # seconds for all of a greeting or a mail, however slowly the words drip (6.13)
SLOWEST = 100_000  # bytes a second: a mail with files has as much longer as a line of that speed needs
MOUTHFUL = 65_536  # bytes said at once: for each there is TIMEOUT
ENDED = b".\r\n"


# Servers that this process has seen refuse an empty envelope sender
_needing_a_sender: set[tuple[str, int]] = set()


class Refused(Exception):
    """The server will never take this mail."""


class Later(Exception):
    """The server may take this mail another time."""


class Unsure(Exception):
    """The words were on their way when the connection broke: it may have arrived (6.14)."""


class Taken(Exception):
    """Somebody else is at this mail; nothing of it left here."""


class Trouble(Exception):
    """The server itself cannot be used now; no mail is at fault."""


class NotLetIn(Trouble):
    """It answers, and does not let us in."""


class _Pinned(smtplib.SMTP):
    """Calls the address that was judged, while the certificate is compared with the name."""

    line: socket.socket | None = None  # a second hold on the connection, whatever is wrapped around the first

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        connection = outbound.connect(host, port, timeout=timeout)
        self.line = connection.dup()
        return connection

    def hang_up(self) -> None:
        """From another thread: whoever waits for a word hears that none will come."""
        with suppress(OSError, AttributeError):
            self.line.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]

    def close(self) -> None:
        super().close()
        if self.line is not None:
            self.line.close()


class _PinnedTLS(_Pinned):
    """TLS from the first word."""

    def __init__(self, *args: Any, context: ssl.SSLContext, **kwargs: Any) -> None:
        self.context = context
        super().__init__(*args, **kwargs)

    def _get_socket(self, host: str, port: int, timeout: Any) -> ssl.SSLSocket:
        return self.context.wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)


@contextmanager
def _in_time(smtp: _Pinned, size: int = 0) -> Iterator[None]:
    """What the block asks of the server ends after LONGEST at the latest, and what `size` bytes need."""
    timer = Timer(LONGEST + size / SLOWEST, smtp.hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Once:
    """A question that is asked once, and whose answer holds."""

    def __init__(self, ask: Callable[[], bool]) -> None:
        self._ask = ask
        self._answer: bool | None = None

    def __call__(self) -> bool:
        if self._answer is None:
            self._answer = self._ask()
        return self._answer


class Conversation:
    """One connection, for as many mails as one likes. Certificates are checked; nothing falls back to clear words."""

    def __init__(self, server: MailServer) -> None:
        self._place = (server.host, server.port)
        try:
            self._smtp = self._begin(server)
        except outbound.Forbidden as error:
            raise Trouble("the server is on a network that is closed to us") from error
        except ssl.SSLError as error:
            raise Trouble(f"TLS: {getattr(error, 'verify_message', '') or error.reason or error}") from error
        except smtplib.SMTPResponseException as error:
            raise Trouble(_said(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Trouble(str(error) or type(error).__name__) from error

    def _begin(self, server: MailServer) -> _Pinned:
        context = ssl.create_default_context()
        names: dict[str, Any] = {"local_hostname": our_name(), "timeout": TIMEOUT}
        if server.security == Security.NONE and not outbound.is_near(server.host):
            raise Trouble("without TLS only a near server may be used")
        is_tls = server.security == Security.TLS
        smtp = _PinnedTLS(context=context, **names) if is_tls else _Pinned(**names)
        smtp._host = server.host  # type: ignore[attr-defined]  # what STARTTLS compares the certificate with
        with _in_time(smtp):
            code, answer = smtp.connect(server.host, server.port)
            if code != 220:
                smtp.close()
                raise smtplib.SMTPConnectError(code, answer)
            if server.security == Security.STARTTLS:
                smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
            _sign_in(smtp, server)
        return smtp

    def send(
        self,
        to: str,
        message: bytes,
        *,
        sender: str,
        before_the_words: Callable[[], bool],
        from_nobody: bool = False,
    ) -> str:
        """Hand over one mail; the server's words of thanks.

        `before_the_words` is called once the server knows for whom it is and before a single word of it leaves; if it
        says no, nothing does. `from_nobody`: with an empty envelope sender, as an answer goes out that nobody may
        answer (RFC 3834); a server that refuses that gets it once more, from `sender`.
        Raises Refused, Later, Unsure, Taken or Trouble.
        """
        leave = _Once(before_the_words)
        with _in_time(self._smtp, len(message)):
            if from_nobody and self._place not in _needing_a_sender:
                with suppress(Refused):
                    return self._from_nobody(to, message, leave)
            return self._hand_over(to, message, sender, leave)

    def _from_nobody(self, to: str, message: bytes, before_the_words: Callable[[], bool]) -> str:
        """Where the server will not hear of it, or hangs up at the thought, that is remembered: the others wait."""
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException) as error:
            raise Trouble(str(error) or type(error).__name__) from error
        try:
            _agreed(self._smtp.mail(""), later=Refused)
        except (Refused, Trouble, OSError, smtplib.SMTPException) as error:
            _needing_a_sender.add(self._place)
            if isinstance(error, Refused):
                raise
            raise Trouble(str(error) or type(error).__name__) from error
        return self._to(to, message, before_the_words)

    def _hand_over(self, to: str, message: bytes, sender: str, before_the_words: Callable[[], bool]) -> str:
        try:
            self._smtp.rset()
            _agreed(self._smtp.mail(sender), Trouble)
        except (OSError, smtplib.SMTPException) as error:
            raise Trouble(str(error) or type(error).__name__) from error
        return self._to(to, message, before_the_words)

    def _to(self, to: str, message: bytes, before_the_words: Callable[[], bool]) -> str:
        smtp = self._smtp
        try:
            _agreed(smtp.rcpt(to))
            if not before_the_words():
                smtp.rset()
                raise Taken
            _agreed(smtp.docmd("data"), goes_on=354)
        except (OSError, smtplib.SMTPException) as error:
            raise Trouble(str(error) or type(error).__name__) from error
        return self._words(message)

    def _words(self, message: bytes) -> str:
        """From here on a silence means that nobody knows. Only CRLF.CRLF ends a mail (2.12)."""
        try:
            words = dotted(message) + ENDED
            for begin in range(0, len(words), MOUTHFUL):
                self._smtp.send(words[begin : begin + MOUTHFUL])
            code, answer = self._smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Unsure(str(error) or type(error).__name__) from error
        if code < 200:
            raise Unsure(_said(code, answer))
        _agreed((code, answer))
        return _said(code, answer)

    def end(self) -> None:
        try:
            with _in_time(self._smtp):
                self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()


def _sign_in(smtp: _Pinned, server: MailServer) -> None:
    """By user and password, or by leave given elsewhere (XOAUTH2). Raises NotLetIn."""
    try:
        if not server.is_by_password:
            words = f"user={server.username}\1auth=Bearer {access_token(server)}\1\1"
            # asked why, one says nothing: then the server says it was no
            smtp.auth("XOAUTH2", lambda challenge=None: words if challenge is None else "")
        elif server.username:
            smtp.login(server.username, unsealed(server.password))
    except NoLeave as error:
        raise NotLetIn(str(error) or "there is no leave to send mail") from error
    except smtplib.SMTPAuthenticationError as error:
        raise NotLetIn(_said(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NotLetIn(str(error)) from error


def dotted(message: bytes) -> bytes:
    """Every line ends with CRLF, a dot that begins one is doubled, the last line ends.

    >>> dotted(b"a\\n.b")
    b'a\\r\\n..b\\r\\n'
    """
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)


def _agreed(
    reply: tuple[int, bytes],
    refused: type[Exception] = Refused,
    *,
    later: type[Exception] = Later,
    goes_on: int = 0,
) -> None:
    code, answer = reply
    if code == goes_on or (not goes_on and 200 <= code < 300):
        return
    if code == 421 or code < 0:
        raise Trouble(_said(code, answer))
    if code >= 500:
        raise refused(_said(code, answer))
    raise later(_said(code, answer))


def _said(code: int, answer: bytes | str) -> str:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(f"{code} {words}".split())[:300]
