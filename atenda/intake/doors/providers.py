"""Providers that bring mails by webhook: how each proves that it is the one, and what of its post is the mail.

The proof is anymail's. The mail are the bytes the provider received, where it passes them on; else anymail puts one
together of what the provider took apart.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import time
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from atenda.intake.doors.posts import Post, lend
from atenda.mailboxes.providers import Provider

SALT = "atenda.intake.doors.providers"
EARLY, LATE = 3600, 86_400  # seconds; Mailgun comes again for eight hours


class WrongSignature(Exception):
    """Whoever posts this is not the provider."""


class NoMail(Exception):
    """The provider posts something, and it is no mail."""


@dataclass(frozen=True)
class Brought:
    raw: bytes
    sender: str
    recipient: str


def brought_by(provider: str, secret: str, request: HttpRequest, post: Post, *, url: str) -> list[Brought]:
    """The mails of a post. Raises WrongSignature, NoMail."""
    lend(request, post)
    view = _view(provider, secret, url)
    try:
        view.run_validators(request)
        _compare_clocks(provider, post)
    except Exception as error:  # its own refusal, or whatever a stranger's words made of looking for a signature
        raise WrongSignature from error
    try:
        whole = list(WHOLE[Provider(provider)](post))
        return whole or [_rebuilt(event.message) for event in view.parse_events(request)]
    except Exception as error:  # whatever a stranger's words make of it; the provider comes again
        raise NoMail(type(error).__name__) from error


def _compare_clocks(provider: str, post: Post) -> None:
    """Mailgun signs the moment and nothing of the mail: whoever overheard that once shall not use it for ever."""
    if provider == Provider.MAILGUN and not -EARLY < time() - int(_text(post, "timestamp")) < LATE:
        raise WrongSignature


def _view(provider: str, secret: str, url: str) -> Any:
    """Made for one request, with the secret of this door and nothing from elsewhere."""
    from anymail.webhooks import base, mailgun, mandrill, postmark, sendgrid, sparkpost  # noqa: PLC0415  seldom needed

    basic: dict[str, Any] = {"webhook_secret": [secret]}
    if provider == Provider.MAILGUN:
        return mailgun.MailgunInboundWebhookView(webhook_secret=[], webhook_signing_key=secret)
    if provider == Provider.MANDRILL:
        return mandrill.MandrillCombinedWebhookView(webhook_secret=[], webhook_key=secret, webhook_url=url)
    if provider == Provider.POSTMARK:
        return postmark.PostmarkInboundWebhookView(**basic)
    if provider == Provider.SPARKPOST:
        return sparkpost.SparkPostInboundWebhookView(**basic)
    view = sendgrid.SendGridInboundWebhookView.__new__(sendgrid.SendGridInboundWebhookView)
    base.AnymailBaseWebhookView.__init__(view, **basic)  # its own warns that nobody there tests it any more
    return view


def _mailgun(post: Post) -> Iterable[Brought]:
    if "body-mime" in post.fields:
        yield Brought(post.fields["body-mime"], _text(post, "sender"), _text(post, "recipient"))


def _sendgrid(post: Post) -> Iterable[Brought]:
    if "email" in post.fields and "headers" not in post.fields:
        envelope = json.loads(post.fields.get("envelope", b"{}"))
        yield Brought(post.fields["email"], envelope.get("from", ""), (envelope.get("to") or [""])[0])


def _postmark(post: Post) -> Iterable[Brought]:
    said = json.loads(post.body)
    if said.get("RecordType", "Inbound") == "Inbound" and said.get("RawEmail"):
        sender = said.get("FromFull", {}).get("Email", "")
        yield Brought(_bytes(said["RawEmail"]), sender, said.get("OriginalRecipient", ""))


def _sparkpost(post: Post) -> Iterable[Brought]:
    for event in json.loads(post.body):
        relayed = event["msys"]["relay_message"]
        content = relayed["content"]
        raw = content["email_rfc822"]
        is_packed = content.get("email_rfc822_is_base64")
        yield Brought(
            b64decode(raw) if is_packed else _bytes(raw), relayed.get("msg_from", ""), relayed.get("rcpt_to", "")
        )


def _mandrill(post: Post) -> Iterable[Brought]:
    for event in json.loads(post.fields["mandrill_events"]):
        if event.get("event") == "inbound":
            said = event["msg"]
            yield Brought(_bytes(said["raw_msg"]), said.get("sender") or "", said.get("email") or "")


WHOLE: dict[Provider, Callable[[Post], Iterable[Brought]]] = {
    Provider.MAILGUN: _mailgun,
    Provider.SENDGRID: _sendgrid,
    Provider.POSTMARK: _postmark,
    Provider.SPARKPOST: _sparkpost,
    Provider.MANDRILL: _mandrill,
}


def _rebuilt(message: Any) -> Brought:
    """The same bytes each time, so that a post that is repeated brings nothing new: boundaries are made of what the
    mail is about and a key of ours, not by chance."""
    if message is None:
        raise NoMail("tracking")
    about = "\n".join(str(message.get(name, "")) for name in ("Message-ID", "Date", "From", "Subject"))
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_maintype() == "multipart":
            part.set_boundary("atenda-" + salted_hmac(SALT, f"{number} {about}").hexdigest())
    return Brought(message.as_bytes(), message.envelope_sender or "", message.envelope_recipient or "")


def _text(post: Post, name: str) -> str:
    return post.fields.get(name, b"").decode("utf-8", "replace")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
