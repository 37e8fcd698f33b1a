"""One question to the DNS, by dnspython."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import dns.exception
import dns.name
import dns.resolver
from django.conf import settings

LONGEST = 4_000  # bytes of one text: more than any record that says something
MOST = 100  # records under one name


class Silent(Exception):
    """Nobody answered."""


def resolve(name: str, kind: str, *, seconds: float) -> list[str]:
    """The records as text; none where there are none, or such a name cannot be. Raises Silent."""
    try:
        answer = _resolver().resolve(name, kind, lifetime=seconds, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong, dns.exception.SyntaxError):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise Silent(name) from error
    return [_said(record, kind) for record in islice(answer, MOST)]


def _resolver() -> dns.resolver.Resolver:
    """That of the machine; tests name one of their own."""
    if not settings.DNS_AT:
        return dns.resolver.get_default_resolver()
    host, _colon, port = settings.DNS_AT.rpartition(":")
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [host], int(port)
    return resolver


def _said(record: object, kind: str) -> str:
    if kind == "TXT":
        parts: Sequence[bytes] = record.strings  # type: ignore[attr-defined]
        return b"".join(parts)[:LONGEST].decode("utf-8", "replace").replace("\0", "�")  # which no database keeps
    return str(record).rstrip(".").lower()
