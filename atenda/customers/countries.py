"""Countries by their ISO 3166-1 code, in the reader's language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language

from atenda.organizations.folding import sort_key

_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}


def country_name(code: str) -> str:
    """The name of a country; what is no country's code stays as it is."""
    return _names(_language()).get(code, code)


def is_country(code: str) -> bool:
    """Whether it is the code of a country."""
    return code in _names("en")


def country_choices() -> list[tuple[str, str]]:
    """Every country, by name, for a form field that may stay empty."""
    return [("", "—"), *_names(_language()).items()]


def _language() -> str:
    return (get_language() or "es")[:2]


@lru_cache(maxsize=8)
def _names(language: str) -> dict[str, str]:
    territories = Locale.parse(language).territories
    countries = [
        (code, name)
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    ]
    return dict(sorted(countries, key=lambda country: sort_key(country[1])))
