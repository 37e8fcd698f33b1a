"""Time zones by their city and country, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from django.utils.translation import get_language

from atenda.customers.countries import country_name
from atenda.organizations.folding import sort_key


def zone_name(zone: str) -> str:
    """The city and the country of a zone; what is no zone here stays as it is."""
    return _names((get_language() or "es")[:2]).get(zone, zone)


def is_zone(zone: str) -> bool:
    """Whether there is a zone of this name."""
    return zone in _known()


def zone_choices() -> list[tuple[str, str]]:
    """Every zone, by city, for a form field that may stay empty."""
    return [("", "—"), *_names((get_language() or "es")[:2]).items()]


def clock_there(zone: str, now: datetime) -> str:
    """What the clock says there, when there it says something else than here; empty otherwise."""
    there = now.astimezone(ZoneInfo(zone)) if zone in _known() else None
    return f"{there:%H:%M}" if there and there.utcoffset() != now.utcoffset() else ""


@cache
def _known() -> frozenset[str]:
    """Every zone there is, looked up once: it takes a walk through two thousand files."""
    return frozenset(available_timezones())


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    known = _known()
    territories = {zone: place for zone, place in get_global("zone_territories").items() if zone in known}
    places = {
        zone: f"{get_timezone_location(zone, locale=language, return_city=True)} ({country_name(place)})"
        for zone, place in territories.items()
        if place != "ZZ" and "/" in zone
    }
    return dict(sorted(places.items(), key=lambda place: sort_key(place[1])))
