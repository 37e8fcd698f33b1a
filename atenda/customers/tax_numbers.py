"""Tax numbers: kept without blanks and dashes; a Spanish one must bear its control digit."""

from __future__ import annotations

import re

from stdnum.es import nif

_SIGNS = re.compile(r"[\s.\-/·_\u2010-\u2015]+")
# NIF of persons, of foreigners and minors, of companies; the letters in use by each
_SPANISH = re.compile(r"(?:\d{8}[A-Z]|[XYZKLM]\d{7}[A-Z]|[A-HJNP-SUVW]\d{7}[0-9A-J])\Z")


class WrongControlDigit(ValueError):
    """The number has the shape of a Spanish tax number and not its control digit or letter."""


def normalised(text: str) -> str:
    """Capitals without blanks and signs; a Spanish number without the ES of the VAT form.

    >>> normalised(" es-b36.000.008 ")
    'B36000008'
    """
    compact = _SIGNS.sub("", text).upper()
    bare = compact.removeprefix("ES")
    return bare if _SPANISH.match(bare) else compact


def read_tax_number(text: str, country: str) -> str:
    """The number as kept. In Spain a Spanish-looking one is checked; other countries' are taken as typed.

    Raises WrongControlDigit.
    """
    number = normalised(text)
    if country == "ES" and _SPANISH.match(number) and not nif.is_valid(number):
        raise WrongControlDigit(number)
    return number


def is_tax_number_like(text: str) -> bool:
    """Whether a search may be the beginning of a tax number: four signs or more, a digit among them."""
    number = normalised(text)
    return len(number) >= 4 and number.isascii() and number.isalnum() and any(sign.isdigit() for sign in number)
