"""What rules read of a mail: plain values, kept with it, so that a rule is tried on mails of long ago without reading
them again (U7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from atenda.intake.models import RawMail
from atenda.intake.reading.shape import ReadMail
from atenda.intake.rules.words import Text

LONGEST_TEXT = 20_000  # signs; what stands further down no rule reads
MOST_RECIPIENTS = 60
SHOWN = 80


def said_by(mail: ReadMail, raw: RawMail) -> dict[str, Any]:
    """As it is kept."""
    there = [one.address for one in (*mail.to, *mail.cc)]
    recipients = dict.fromkeys(one.lower() for one in (*there, *mail.delivered_to, *raw.envelope_to) if one)
    return {
        "sender": (mail.sender.address if mail.sender else raw.envelope_from).lower()[:320],
        "name": _clean(mail.sender.name if mail.sender else "")[:200],
        "recipients": list(recipients)[:MOST_RECIPIENTS],
        "subject": _clean(mail.subject)[:500],
        "text": _clean((mail.new_text or mail.text)[:LONGEST_TEXT]),
        "size": raw.size,
        "language": mail.language,
        "automatic": mail.automatic.value,
    }


def reached_rules(evidence: Mapping[str, Any]) -> bool:
    """Whether a mail came so far that rules were asked: they are after the question of spam (`deciding.py`)."""
    return any(one[0] == "spam" and not one[1] for one in evidence.get("asked", ()))


def _clean(text: str) -> str:
    return text.replace("\0", "")  # a sign that the database does not take


@dataclass(frozen=True)
class Facts:
    sender: str
    name: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    size: int
    language: str
    automatic: str

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Facts:
        """From what was kept."""
        recipients = tuple(dict.fromkeys(_with_plain(said["recipients"])))
        plain = {name: said[name] for name in ("sender", "name", "subject", "text", "size", "language", "automatic")}
        return cls(recipients=recipients, **plain)

    @cached_property
    def subject_words(self) -> Text:
        return Text(self.subject)

    @cached_property
    def all_words(self) -> Text:
        return Text(self.subject, self.text)

    @cached_property
    def sender_words(self) -> Text:
        return Text(self.name, self.sender)

    @cached_property
    def sender_addresses(self) -> Mapping[str, str]:
        return {self.sender: self.sender}

    @cached_property
    def sender_domains(self) -> Mapping[str, str]:
        return _by_domain((self.sender,))

    @cached_property
    def sender_listed(self) -> str:
        return _listed((self.sender,))

    @cached_property
    def recipient_addresses(self) -> Mapping[str, str]:
        return {address: address for address in self.recipients}

    @cached_property
    def recipient_domains(self) -> Mapping[str, str]:
        return _by_domain(self.recipients)

    @cached_property
    def recipient_listed(self) -> str:
        return _listed(self.recipients)


def _by_domain(addresses: Iterable[str]) -> dict[str, str]:
    """Each domain that addresses are in, or below, with the first of them: as many as they have dots."""
    found: dict[str, str] = {}
    for address in addresses:
        domain = address.rpartition("@")[2]
        while domain:
            found.setdefault(domain, address)
            domain = domain.partition(".")[2]
    return found


def _listed(addresses: Iterable[str]) -> str:
    text = ", ".join(addresses)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _with_plain(addresses: Iterable[str]) -> Iterable[str]:
    """Of an address with an extension (support+shop@…) also the one without."""
    for address in addresses:
        yield address
        local, _at, domain = address.rpartition("@")
        if "+" in local:
            yield f"{local.partition('+')[0]}@{domain}"
