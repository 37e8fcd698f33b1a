"""Addresses that a browser or a form says, read so that none of them breaks a page (hardening 3.70)."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, urlsplit

MOST_FIELDS = 100  # of a query: no page of ours asks for as many


def parts_of(address: str | None) -> SplitResult:
    """The parts of an address; empty ones where it is none.

    >>> parts_of("http://[").path, parts_of(None).path, parts_of("/rias/cases/?view=all").query
    ('', '', 'view=all')
    """
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")


def fields_of(query: str) -> list[tuple[str, str]]:
    """What a query says, in order; nothing where it says more than anybody asks.

    >>> fields_of("view=all&q=a"), fields_of("&".join(["a=1"] * 101))
    ([('view', 'all'), ('q', 'a')], [])
    """
    try:
        return parse_qsl(query, max_num_fields=MOST_FIELDS)
    except ValueError:
        return []
