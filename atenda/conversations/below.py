"""What stands below the words of a mail: a signature, and what the customer wrote last. The same whatever the door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from atenda.conversations.answered import Answered
from atenda.conversations.quoting import Quotation, quotation_of
from atenda.conversations.showing.own_words import own_words
from atenda.notices.policy import telling
from atenda.signatures.choosing import Signed, signature_of
from atenda.signatures.repeated import carries, ends_with
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Below:
    """Empty where there is none."""

    signature: str = ""
    signature_html: str = ""
    quoted: str = ""
    quoted_html: str = ""


@dataclass(frozen=True)
class Shown:
    """One of the two as the form shows it: how it begins, and all of it."""

    begins: str
    shown: Markup


def below_the_words(
    text: str, *, answered: Answered, openly: Iterable[str], signed: bool, quotes: bool | None, by: Agent
) -> Below:
    """A signature that stands in the words or in the quotation already is not put there twice (B9)."""
    asked = telling().quotes if quotes is None else quotes
    quotation = repeated(answered, openly=openly) if asked else None
    signature = signing(answered, by=by) if signed else None
    quoted = quotation.text if quotation else ""
    if signature and (ends_with(text, signature.text) or carries(quoted, signature.text)):
        signature = None
    return Below(
        signature.text if signature else "",
        signature.html if signature else "",
        quoted,
        quotation.html if quotation else "",
    )


def signing(answered: Answered, *, by: Agent) -> Signed | None:
    """What this agent would sign with, in the customer's language."""
    address, language = answered.own_address, answered.language
    return signature_of(by, mailbox_id=answered.mailbox_id, address=address, language=language)


def repeated(answered: Answered, *, openly: Iterable[str]) -> Quotation | None:
    return quotation_of(answered.written, openly=openly, language=answered.language)


def shown_below(answered: Answered, *, by: Agent) -> dict[str, Shown | None]:
    """What a page shows of both before anything is sent."""
    signature = signing(answered, by=by)
    written = answered.written
    quotation = repeated(answered, openly=[written.sender_address]) if written else None
    return {
        "signature": Shown(signature.text.partition("\n")[0], own_words(signature.html, {})) if signature else None,
        "repeated": Shown(quotation.text.partition("\n")[0], own_words(quotation.html, {})) if quotation else None,
    }
