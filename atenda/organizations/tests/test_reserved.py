"""No organization can stand in the way of an address that is nobody's (3.37)."""

from __future__ import annotations

import re

from django.urls import get_resolver

from atenda.organizations.models import RESERVED_SLUGS

OF_THE_STREAM_AND_OF_HEALTH = {"events", "live", "ready", "static"}


def test_whatever_an_address_begins_with_is_reserved() -> None:
    roots = {pattern for each in get_resolver().url_patterns for pattern in _beginnings(each)}
    first = {re.match(r"[^/]*", root)[0] for root in roots}
    assert {word for word in first if re.fullmatch(r"[a-z0-9-]+", word)} | OF_THE_STREAM_AND_OF_HEALTH == RESERVED_SLUGS


def _beginnings(pattern) -> list[str]:
    route = str(pattern.pattern)
    within = getattr(pattern, "url_patterns", None)
    return [route] if route or within is None else [one for each in within for one in _beginnings(each)]
