"""Phone numbers: read as typed, kept as E.164, searched by their national digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

LONGEST = 32
SHORTEST_SEARCH = 4
_PHONE_LIKE = re.compile(r"[\s()./+\-\u2010-\u2015\u00a0\d]+\Z")


@dataclass(frozen=True)
class ReadPhone:
    """`number` as kept; `national` its digits without the country's prefix."""

    number: str
    national: str


def read_phone(text: str, region: str) -> ReadPhone:
    """The number a person typed, in a country whose numbers need no prefix.

    What cannot be read as a phone number is kept as typed: an extension, a short code, a remark.

    >>> read_phone("0034 986 12-34-56", "ES")
    ReadPhone(number='+34986123456', national='986123456')
    >>> read_phone("ext. 12", "ES")
    ReadPhone(number='ext. 12', national='12')
    """
    parsed = _parsed(text, region)
    if parsed is None or not phonenumbers.is_possible_number(parsed) or parsed.extension:
        return ReadPhone(text[:LONGEST], _digits(text)[:LONGEST])
    return ReadPhone(
        phonenumbers.format_number(parsed, PhoneNumberFormat.E164), phonenumbers.national_significant_number(parsed)
    )


def is_phone_like(text: str) -> bool:
    """Whether a search can only mean a phone number or another number: digits, blanks and phone signs."""
    return bool(_PHONE_LIKE.match(text)) and len(_digits(text)) >= SHORTEST_SEARCH


def national_beginnings(text: str, region: str) -> list[str]:
    """The national digits that a number being typed may begin with, likeliest first; none if it is too short.

    >>> national_beginnings("+34 986 12", "ES")
    ['98612']
    >>> national_beginnings("3498612", "ES")
    ['3498612', '98612']
    """
    digits, prefix = _digits(text), str(phonenumbers.country_code_for_region(region))
    if text.strip().startswith("+"):
        readings = [_without_any_prefix(digits)]
    elif digits.startswith("00"):
        readings = [_without_any_prefix(digits[2:])]
    else:
        readings = [digits, *([digits[len(prefix) :]] if digits.startswith(prefix) else [])]
    return [reading for reading in readings if len(reading) >= SHORTEST_SEARCH]


@lru_cache(maxsize=20_000)
def shown_phone(number: str, region: str) -> str:
    """The number in groups, with the country's prefix when it is another country's.

    >>> shown_phone("+34986123456", "ES"), shown_phone("+351912345678", "ES")
    ('986 12 34 56', '+351 912 345 678')
    """
    parsed = _parsed(number, region) if number.startswith("+") else None
    if parsed is None:
        return number
    is_ours = parsed.country_code == phonenumbers.country_code_for_region(region)
    return phonenumbers.format_number(
        parsed, PhoneNumberFormat.NATIONAL if is_ours else PhoneNumberFormat.INTERNATIONAL
    )


def dial_address(number: str) -> str:
    """The `tel:` address a phone dials.

    >>> dial_address("+34986123456"), dial_address("(11) 22")
    ('tel:+34986123456', 'tel:1122')
    """
    return f"tel:{'+' if number.startswith('+') else ''}{_digits(number)}"


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _digits(text: str) -> str:
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())


def _without_any_prefix(digits: str) -> str:
    """Country codes are 1 to 3 digits and none begins another."""
    for length in (1, 2, 3):
        if int(digits[:length] or 0) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return digits[length:]
    return digits
