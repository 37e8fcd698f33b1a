"""Tax numbers: kept without blanks and dashes, and checked by the rules of the country that gives them out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from stdnum.co import nit
from stdnum.es import nif
from stdnum.eu import vat
from stdnum.mx import rfc

from atenda.customers.models import TaxKind
from atenda.customers.refusals import WrongTaxNumber

LONGEST = 20
_SIGNS = re.compile(r"[\s.\-/·_\u2010-\u2015]+")
# NIF of persons, of foreigners and minors, of companies; the letters in use by each
_SPANISH = re.compile(r"(?:\d{8}[A-Z]|[XYZKLM]\d{7}[A-Z]|[A-HJNP-SUVW]\d{7}[0-9A-J])\Z", re.ASCII)
_MEXICAN = re.compile(r"[A-ZÑ&]{3,4}\d{6}[0-9A-Z]{3}\Z", re.ASCII)
_COLOMBIAN = re.compile(r"\d{8,16}\Z", re.ASCII)
_EUROPEAN = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,14}\Z", re.ASCII)
_SEARCHABLE = re.compile(r"[0-9A-ZÑ&]{4,}\Z", re.ASCII)
_OF_NOBODY = {"XAXX010101000", "XEXX010101000"}  # what Mexico gives to sales to the public and to foreigners
_SPANISH_KINDS = {TaxKind.NIF, TaxKind.NIE, TaxKind.CIF}
_UNRULED = {TaxKind.PASSPORT, TaxKind.OTHER}
_PREFIXES = {"GR": "EL"}


@dataclass(frozen=True)
class TaxNumber:
    """A number as kept; `is_kept` where it does not fit its rules and somebody said to keep it."""

    number: str = ""
    kind: str = ""
    is_kept: bool = False


@dataclass(frozen=True)
class _Rule:
    """How the numbers of a country look, whether one is right, and how a person calls them."""

    shape: re.Pattern[str]
    is_right: Callable[[str], bool]
    kind: Callable[[str], str]
    called: str


def normalised(text: str) -> str:
    """Capitals without blanks and signs; a Spanish number without the ES of the VAT form.

    >>> normalised(" es-b36.000.008 ")
    'B36000008'
    """
    compact = _SIGNS.sub("", text).upper()
    bare = compact.removeprefix("ES")
    return bare if _SPANISH.match(bare) else compact


def read_tax_number(text: str, *, country: str, home: str = "", kind: str = "", keep: bool = False) -> TaxNumber:
    """The number as kept, and of which kind it is.

    It must fit the rules of the `kind` given, or else those of the customer's `country` or of ours (`home`), or be a
    VAT number of the European Union; passports, other documents and countries without rules here are taken as typed.
    Raises WrongTaxNumber, unless it is to be kept as it stands.
    """
    number = normalised(text)
    if not number:
        return TaxNumber()
    if len(number) > LONGEST:
        raise WrongTaxNumber("", is_like_one=False, is_too_long=True)
    rules = _rules(kind, country, home)
    for rule in rules:
        if rule.shape.match(number) and rule.is_right(number):
            return TaxNumber(number, rule.kind(number))
    if kind in _UNRULED or not (kind or country in _RULES or country.lower() in vat.MEMBER_STATES):
        return TaxNumber(number, kind or TaxKind.OTHER.value)
    if keep:
        return TaxNumber(number, kind, is_kept=True)
    wrong = next((rule for rule in rules if rule.shape.match(number)), rules[0])
    raise WrongTaxNumber(wrong.called, is_like_one=bool(wrong.shape.match(number)))


def is_tax_number_like(text: str) -> bool:
    """Whether a search may be the beginning of a tax number: four signs or more, a digit among them."""
    number = normalised(text)
    return bool(_SEARCHABLE.match(number)) and any(sign.isdigit() for sign in number)


def _rules(kind: str, country: str, home: str) -> list[_Rule]:
    """The rules a number may fit, those that are likeliest meant first."""
    if kind in _UNRULED:
        return []
    if kind:
        return [_EU] if kind == TaxKind.VAT else [_RULES[_COUNTRY_OF[TaxKind(kind)]]]
    own = [_RULES[code] for code in dict.fromkeys((country, home)) if code in _RULES]
    return [*own, _EU] if country in _RULES else [_eu_of(country), _EU, *own]


def _spanish_kind(number: str) -> str:
    if number[0] in "XYZ":
        return TaxKind.NIE.value
    return TaxKind.NIF.value if number[0].isdigit() or number[0] in "KLM" else TaxKind.CIF.value


def _is_rfc(number: str) -> bool:
    return number in _OF_NOBODY or rfc.is_valid(number, validate_check_digits=True)


def _eu_of(country: str) -> _Rule:
    """A VAT number as written at home, without the letters of its country."""
    prefix = _PREFIXES.get(country, country)
    return _Rule(_SEARCHABLE, lambda number: vat.is_valid(prefix + number), lambda _number: TaxKind.VAT.value, "")


_EU = _Rule(_EUROPEAN, vat.is_valid, lambda _number: TaxKind.VAT.value, "VAT")
_RULES = {
    "ES": _Rule(_SPANISH, nif.is_valid, _spanish_kind, "NIF, CIF, NIE"),
    "MX": _Rule(_MEXICAN, _is_rfc, lambda _number: TaxKind.RFC.value, "RFC"),
    "CO": _Rule(_COLOMBIAN, nit.is_valid, lambda _number: TaxKind.NIT.value, "NIT"),
}
_COUNTRY_OF = {**dict.fromkeys(_SPANISH_KINDS, "ES"), TaxKind.RFC: "MX", TaxKind.NIT: "CO"}
