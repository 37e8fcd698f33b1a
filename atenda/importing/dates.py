"""Days and moments as people and programs of ours write them.

31/12/2024   31-12-24 9:05   31.12.2024 09:05:01   31 de diciembre de 2024   31 dec 2024   2024-12-31T09:05:01Z
45657.378    1735635901 (seconds of Unix, of osTicket)   12/31/2024 9:05 PM (where a column says it is American)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from atenda.organizations.folding import fold

ORDERS = ("dmy", "mdy")
EARLIEST, LATEST = 1950, 2100
_EXCEL = datetime(1899, 12, 30)
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?\s*"
    r"(Z|UTC|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})"
    r"(?:[T ,]+(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?\s*([ap])?\.?\s*(?:m\.?)?)?\s*h?$",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:[a-z]+,? )?(\d{1,2})[ -](?:de )?([a-z]{3,10})\.?,?[ -](?:de |del )?(\d{4})"
    r"(?:,? (?:as |a las )?(\d{1,2}):(\d{2})(?::(\d{2}))?)?\s*(?:h\.?)?(z|utc|[+-]\d{4})?$"
)
_AMERICAN_WORDS = re.compile(
    r"(?:[a-z]+,? )?([a-z]{3,10})\.? (\d{1,2}),? (\d{4})(?:,? (?:at )?(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap])?m?)?$"
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?$")
_UNIX = re.compile(r"1\d{9}(?:\d{3})?$")
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "ene enero xan xaneiro jan january",
            "feb febrero febreiro february",
            "mar marzo march",
            "abr abril apr april",
            "may mayo mai maio",
            "jun junio xuñ xun xuño june",
            "jul julio xul xullo july",
            "ago agosto aug august",
            "sep sept septiembre setiembre set setembro september",
            "oct octubre out outubro october",
            "nov noviembre novembro november",
            "dic diciembre dec decembro december",
        ),
        start=1,
    )
    for word in words.split()
}


class NoMoment(ValueError):
    """It is not a day, or none that can be meant."""


def read_moment(text: str, zone: tzinfo, *, order: str = "dmy") -> datetime | None:
    """The moment, in universal time; of a day alone its beginning in `zone`. Nothing for nothing. Raises NoMoment."""
    text = " ".join(text.split())
    if not text or text.startswith("0000-00-00"):
        return None
    try:
        moment = _read(text, order)
    except (ValueError, OverflowError):
        raise NoMoment(text) from None
    if moment is None or not EARLIEST <= moment.year <= LATEST:
        raise NoMoment(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def order_of(texts: Iterable[str]) -> str:
    """Whether days stand before months in a column: they do unless a number above twelve says otherwise."""
    for text in texts:
        if found := _OURS.match(" ".join(text.split())):
            if int(found[1]) > 12:
                return "dmy"
            if int(found[2]) > 12:
                return "mdy"
    return "dmy"


def _read(text: str, order: str) -> datetime | None:
    if found := _ISO.match(text):
        year, month, day, hour, minute, second, zone = found.groups()
        return _moment(year, month, day, hour, minute, second, zone)
    if found := _OURS.match(text):
        first, other, year, hour, minute, second, half = found.groups()
        day, month = (first, other) if order == "dmy" else (other, first)
        return _moment(_whole(year), month, day, _of_day(hour, half), minute, second)
    if _SERIAL.match(text):
        return _EXCEL + timedelta(seconds=round(float(text.replace(",", ".")) * 86_400))
    if _UNIX.match(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    folded = fold(text)
    if found := _WORDS.match(folded):
        day, word, year, hour, minute, second, zone = found.groups()
        return _moment(year, _MONTHS.get(word, 0), day, hour, minute, second, zone)
    if found := _AMERICAN_WORDS.match(folded):
        word, day, year, hour, minute, second, half = found.groups()
        return _moment(year, _MONTHS.get(word, 0), day, _of_day(hour, half), minute, second)
    return None


def _moment(
    year: str | int,
    month: str | int,
    day: str | int,
    hour: str | int | None,
    minute: str | None,
    second: str | None,
    zone: str | None = None,
) -> datetime:
    naive = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    if not zone:
        return naive
    if zone.upper() in ("Z", "UTC"):
        return naive.replace(tzinfo=UTC)
    digits = zone[1:].replace(":", "")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return (naive - away if zone[0] == "+" else naive + away).replace(tzinfo=UTC)


def _whole(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 70 else 1900 + int(year)


def _of_day(hour: str | None, half: str | None) -> int | None:
    if hour is None:
        return None
    if not half:
        return int(hour)
    return int(hour) % 12 + (12 if half.lower() == "p" else 0)
