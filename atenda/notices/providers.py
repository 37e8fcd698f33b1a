"""Hand mails to a provider by its API, through django-anymail, and say what became of them in the words of `smtp.py`.

A provider writes the head of a mail itself, by whom it is told to reach: so all readers of a mail are named at once,
and each of them sees the others, as by a mail server.
"""

from __future__ import annotations

import http.client
import socket
import warnings
from collections.abc import Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import requests
from anymail.backends import brevo, mailgun, postmark, sendgrid
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused, AnymailWarning
from anymail.message import AnymailMessage
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from atenda.notices.models import Carrier, MailServer, Region
from atenda.notices.sealed import unsealed
from atenda.notices.smtp import Later, NotLetIn, Refused, Trouble, Unsure
from atenda.server import outbound

TIMEOUT = (10.0, 30.0)  # seconds to be reached, and for the answer
NOT_TAKEN = {"invalid", "rejected", "failed"}
WRITTEN_ANEW = {"from", "to", "cc", "bcc", "reply-to", "subject", "mime-version", "content-type", "date"}
NOT_LET_IN = {401, 403}


class Conversation:
    """One line to a provider, for as many mails as one likes."""

    def __init__(self, server: MailServer) -> None:
        self._carrier = Carrier(server.carrier)
        self._backend = _backend(server)

    def send(self, readers: Sequence[str], message: bytes, *, sender: str) -> tuple[str, dict[str, str]]:
        """Hand over one mail for all its readers: the provider's name for it, and whom of them it does not write to,
        with its words.

        Raises Refused, Later, Unsure or Trouble.
        """
        mail = as_mail(message, readers, sender)
        if self._carrier == Carrier.POSTMARK:
            mail.extra_headers["X-PM-KeepID"] = "true"  # or it would give the mail a Message-ID of its own
        try:
            self._backend.send_messages([mail])
        except AnymailRecipientsRefused:
            pass  # all of them: said below, of each
        except AnymailAPIError as error:
            raise _as_ours(error) from error
        except AnymailError as error:  # what this provider cannot send at all
            raise Refused(" ".join(str(error).split())[:300]) from error
        status: Any = mail.anymail_status
        refused = {
            address: f"{self._carrier.label}: {each.status}"
            for address, each in status.recipients.items()
            if each.status in NOT_TAKEN
        }
        return f"{self._carrier.label} {status.message_id or ''}".strip()[:300], refused

    def end(self) -> None:
        self._backend.close()


def as_mail(message: bytes, readers: Sequence[str], sender: str) -> AnymailMessage:
    """What was written as bytes, in the parts that providers ask for. Of its head only readers asked for are kept."""
    parsed: EmailMessage = message_from_bytes(message, policy=policy.default)
    lines = {name: _people(parsed, name, readers) for name in ("To", "Cc")}
    seen = {address for people in lines.values() for address, _whole in people}
    mail = AnymailMessage(
        subject=str(parsed["Subject"]),
        from_email=str(parsed["From"]),
        to=[whole for _address, whole in lines["To"]],
        cc=[whole for _address, whole in lines["Cc"]],
        bcc=[reader for reader in readers if reader not in seen],
        reply_to=[str(parsed["Reply-To"])] if parsed["Reply-To"] else None,
        headers={name: str(value) for name, value in parsed.items() if name.lower() not in WRITTEN_ANEW},
    )
    mail.envelope_sender = sender
    _add_parts(mail, parsed)
    return mail


def _people(parsed: EmailMessage, name: str, readers: Sequence[str]) -> list[tuple[str, str]]:
    people = parsed[name].addresses if parsed[name] else ()
    return [(each.addr_spec, str(each)) for each in people if each.addr_spec in readers]


def _add_parts(mail: AnymailMessage, parsed: EmailMessage) -> None:
    plain, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    mail.body = plain.get_content() if plain else ""
    if html is not None:
        mail.attach_alternative(html.get_content(), "text/html")
    for part in parsed.walk():
        if not part.is_multipart() and part is not plain and part is not html:
            mail.attach(part)


def _as_ours(error: AnymailAPIError) -> Exception:
    """What an answer, or its want, says of the mail and of the provider."""
    response, cause = error.response, error.__cause__
    if response is None:
        words = " ".join(str(cause or error).split())[:300]
        reason = getattr(cause, "args", [None])[0]
        is_unreached = isinstance(getattr(reason, "reason", reason), NewConnectionError)
        if is_unreached or isinstance(cause, requests.ConnectTimeout | requests.exceptions.SSLError):
            return Trouble(words)
        return Unsure(words)  # it was on its way when the line broke
    words = f"{response.status_code} {' '.join(response.text.split())}"[:300]
    if response.status_code in NOT_LET_IN:
        return NotLetIn(words)
    if response.status_code == http.client.TOO_MANY_REQUESTS or response.status_code >= 500:
        return Trouble(words)
    if response.status_code == http.client.REQUEST_TIMEOUT:
        return Later(words)
    return Unsure(words) if response.ok else Refused(words)  # taken, in words that nobody understands


def _backend(server: MailServer) -> Any:
    """That of anymail, whose requests go out by our own way."""
    key = unsealed(server.password)
    if not key:
        raise NotLetIn("there is no key")
    elsewhere = {"api_url": settings.PROVIDERS_AT} if settings.PROVIDERS_AT else {}
    if server.region == Region.EUROPE and server.carrier == Carrier.MAILGUN and not elsewhere:
        elsewhere = {"api_url": "https://api.eu.mailgun.net/v3"}
    kinds: dict[str, Any] = {
        Carrier.MAILGUN: (mailgun.EmailBackend, "api_key"),
        Carrier.POSTMARK: (postmark.EmailBackend, "server_token"),
        Carrier.SENDGRID: (sendgrid.EmailBackend, "api_key"),
        Carrier.BREVO: (brevo.EmailBackend, "api_key"),
    }
    kind, name = kinds[server.carrier]

    with warnings.catch_warnings(action="ignore", category=AnymailWarning):  # that nobody at anymail has an account
        backend: Any = kind(**{name: key}, timeout=TIMEOUT, **elsewhere)
    backend.open()
    backend.session.trust_env = False
    for scheme in ("https://", "http://"):
        backend.session.mount(scheme, _Adapter())
    backend.ignore_unsupported_features = True  # an envelope sender that a provider chooses itself
    return backend


class _Adapter(HTTPAdapter):
    """Calls only addresses that were judged, and asks once."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        pools: PoolManager = self.poolmanager
        pools.pool_classes_by_scheme = {"http": _Pool, "https": _SealedPool}


class _Line(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _called(self, is_near=True)  # words go unsealed to near servers only


class _SealedLine(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _called(self, is_near=False)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Line


class _SealedPool(HTTPSConnectionPool):
    ConnectionCls = _SealedLine


def _called(line: HTTPConnection, *, is_near: bool) -> socket.socket:
    try:
        return outbound.connect(line.host, line.port or 443, timeout=TIMEOUT[0], is_near=is_near)
    except OSError as error:
        raise NewConnectionError(line, f"{type(error).__name__}: {error}") from error
