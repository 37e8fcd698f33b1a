"""From a row of text to what it means: values of fields, and what cannot be, said beside the column."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from atenda.cases import catalogue
from atenda.cases.models import FINISHED
from atenda.cases.tagging import names_in
from atenda.customers.naming import clean
from atenda.customers.tags import read_tags
from atenda.importing.dates import NoMoment, read_moment
from atenda.importing.models import What
from atenda.importing.targets import LISTED, MOMENTS, PEOPLE, TARGETS
from atenda.importing.valuing import UNDECIDED, parts_of, plain
from atenda.organizations.entering import current_organization
from atenda.organizations.folding import fold

LONGEST_NAME, LONGEST_REFERENCE, LONGEST_TEXT, LONGEST_ID = 200, 200, 50_000, 120
MOST_WAYS = 50  # to reach one customer, as the API takes them
FORMULA = tuple("=+-@")
ROW = -1  # the column of what is wrong with the row as a whole
_MODULE = re.compile(r"^[A-Za-z]{3,30}::::")
_TAG = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_LANGUAGES = {"es": "es", "spanish": "es", "español": "es", "castellano": "es", "gl": "gl", "galego": "gl"}
_LANGUAGES |= {"gallego": "gl", "galician": "gl", "en": "en", "english": "en", "ingles": "en"}
_COUNTRIES = {"españa": "ES", "spain": "ES", "portugal": "PT", "mexico": "MX", "colombia": "CO", "francia": "FR"}
_COUNTRIES |= {"france": "FR", "italia": "IT", "alemania": "DE", "argentina": "AR", "chile": "CL", "peru": "PE"}


@dataclass(slots=True)
class Row:
    """One row: what it means, and every problem as [column, name of a refusal, its words]."""

    line: int
    cells: list[str]
    external_id: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    digest: bytes = b""

    def refuse(self, place: int, name: str, **words: Any) -> None:
        self.problems.append((place, name, words))


class Understanding:
    """How the rows of one import are understood; made once for many of them."""

    def __init__(self, what: str, mapping: Mapping[str, Any], *, now: datetime) -> None:
        self.what, self.now = what, now
        self.zone = ZoneInfo(current_organization().time_zone)
        self.order = mapping.get("order", "dmy")
        self.chosen: Mapping[str, Mapping[str, str]] = mapping.get("values", {})
        targets = TARGETS[what]
        self.columns = [
            (place, name, targets[name].is_many)
            for place, name in enumerate(mapping.get("columns", ()))
            if name in targets
        ]
        self.place_of = {name: place for place, name, _many in reversed(self.columns)}
        self.readers: dict[str, Callable[[Row, int, str, str], Any]] = {
            **dict.fromkeys(MOMENTS, self._moment),
            **dict.fromkeys(LISTED, self._listed),
            **dict.fromkeys(PEOPLE, self._people),
            "email": self._email,
            "description": self._text,
            "solution": self._text,
            "notes": self._text,
            "note": self._text,
            "body": self._text,
            "tags": self._tags,
            "language": self._language,
            "country": self._country,
        }
        self.finished = {value.id for value in catalogue.states().values() if value.lifecycle in FINISHED}

    def row(self, line: int, cells: list[str]) -> Row:
        """What the row means. Refused or not, all of its problems are named."""
        row = Row(line, cells)
        values = row.values
        for place, name, is_many in self.columns:
            text = cells[place] if place < len(cells) else ""
            text = text.replace("\x00", "").strip()
            if text[:1] == "'" and text[1:2] in FORMULA:  # as our own reports write it
                text = text[1:]
            if not text:
                continue
            value = self.readers.get(name, self._line)(row, place, name, text)
            if value is None or value == "":
                continue
            if is_many:
                values.setdefault(name, []).extend(value if isinstance(value, list) else [value])
            else:
                values[name] = value
        row.external_id = values.pop("external_id", "")
        _CHECKS[What(self.what)](self, row)
        row.digest = self._digest(row)
        if not row.external_id:
            row.external_id = "=" + row.digest.hex()
        return row

    def _digest(self, row: Row) -> bytes:
        """Of all cells that mean something: the same row again is the same."""
        used = [[name, row.cells[place] if place < len(row.cells) else ""] for place, name, _ in self.columns]
        return hashlib.blake2b(repr(used).encode(errors="replace"), digest_size=16).digest()

    def _line(self, row: Row, place: int, name: str, text: str) -> Any:
        said = clean(_MODULE.sub("", text))
        longest = LONGEST_ID if name in ("external_id", "case", "contact_id", "account_id") else 2 * LONGEST_NAME
        if name == "phone":
            return [part.strip()[:32] for part in re.split(r"[;|]| / ", said) if part.strip()][:10]
        if len(said) > longest and name != "reference":
            row.refuse(place, "too_long", most=longest)
        return said

    def _text(self, row: Row, place: int, name: str, text: str) -> Any:
        said = _plain_text(text)
        if len(said) > LONGEST_TEXT:
            row.refuse(place, "too_long", most=LONGEST_TEXT)
        return said

    def _email(self, row: Row, place: int, name: str, text: str) -> Any:
        found = []
        for part in re.split(r"[;,\s]+", text):
            address = part.strip("<>()\"'").removeprefix("mailto:").lower()
            if "@" not in address and self.what == What.CASES:
                continue
            try:
                if address:
                    validate_email(address)
                    found.append(address)
            except ValidationError:
                row.refuse(place, "no_email", value=part[:80])
                return ""
        return found if self.what != What.CASES else (found[0] if found else "")

    def _moment(self, row: Row, place: int, name: str, text: str) -> Any:
        try:
            moment = read_moment(text, self.zone, order=self.order)
        except NoMoment:
            row.refuse(place, "no_moment", value=text[:80])
            return None
        if moment is not None and moment > self.now and name != "due_at":
            row.refuse(place, "future", value=text[:80])
        return moment

    def _listed(self, row: Row, place: int, name: str, text: str) -> Any:
        choice = self.chosen.get(name, {}).get(plain(text), UNDECIDED)
        if choice == UNDECIDED:
            row.refuse(place, "unknown_value", value=text[:80])
            return None
        return int(choice) if choice.isdecimal() else choice  # what is new keeps its place until it is made

    def _people(self, row: Row, place: int, name: str, text: str) -> Any:
        chosen = self.chosen.get(name, {})
        if name == "author":
            choice = chosen.get(plain(text), "")
            row.values["author_name"] = clean(_MODULE.sub("", text))[:120]
            return int(choice) if choice.isdecimal() else None
        ids = [chosen.get(plain(part), "") for part in parts_of(text)]
        found = list(dict.fromkeys(int(each) for each in ids if each.isdecimal()))
        return (found[0] if found else None) if name == "responsible" else found

    def _tags(self, row: Row, place: int, name: str, text: str) -> Any:
        text = text.replace(";", ",").replace("|", ",")
        return names_in(text)[:30] if self.what == What.CASES else read_tags(text)

    def _language(self, row: Row, place: int, name: str, text: str) -> Any:
        return _LANGUAGES.get(fold(text)) or _LANGUAGES.get(fold(text)[:2], "")

    def _country(self, row: Row, place: int, name: str, text: str) -> Any:
        return text.upper() if len(text) == 2 else _COUNTRIES.get(fold(text), "")


def _check_customer(of: Understanding, row: Row) -> None:
    values = row.values
    first, last = values.pop("first_name", ""), values.pop("last_name", "")
    name = values.get("name", "")
    if first or not name:
        name = f"{first or name} {last}".strip() or name
    elif last and last not in name:  # «Nombre» and «Apellidos»
        name = f"{name} {last}"
    name = name or next(iter(values.get("email", ())), "")
    if not name:
        row.refuse(of.place_of.get("name", ROW), "no_name")
    if len(name) > LONGEST_NAME:
        row.refuse(of.place_of.get("name", ROW), "too_long", most=LONGEST_NAME)
    values["name"] = name
    for way in ("email", "phone"):
        if len(values.get(way, ())) > MOST_WAYS:
            row.refuse(of.place_of[way], "too_many", most=MOST_WAYS)
    if len(re.sub(r"[\s.\-/]", "", values.get("tax_id", ""))) > 20:
        row.refuse(of.place_of["tax_id"], "tax_too_long")
    for part, longest in (("postal_code", 12), ("city", 100), ("province", 100), ("position", 120), ("street", 200)):
        if len(values.get(part, "")) > longest:
            row.refuse(of.place_of[part], "too_long", most=longest)


def _check_case(of: Understanding, row: Row) -> None:
    values = row.values
    reference, description = values.get("reference", ""), values.get("description", "")
    if not reference and not description:
        row.refuse(of.place_of.get("reference", ROW), "no_reference")
    if len(reference) > LONGEST_REFERENCE:
        values["reference"] = f"{reference[: LONGEST_REFERENCE - 1].rstrip()}…"
        values["description"] = f"{reference}\n\n{description}".strip()[:LONGEST_TEXT]
    elif not reference:
        words = " ".join(description.strip().splitlines()[:1])[:80].strip()
        values["reference"] = words or "—"
    if not any(values.get(name) for name in ("contact", "contact_id", "email", "phone", "account", "account_id")):
        row.refuse(ROW, "no_customer")
    created = values.get("created_at") or of.now
    if values.get("state") in of.finished:
        closed = values.get("closed_at") or values.get("updated_at") or created
        if closed < created:
            row.refuse(of.place_of.get("closed_at", of.place_of.get("updated_at", ROW)), "closed_before")
        values["closed_at"] = closed
    else:
        values.pop("closed_at", None)
        values.pop("closing_reason", None)


def _check_note(of: Understanding, row: Row) -> None:
    if not row.values.get("case"):
        row.refuse(of.place_of.get("case", ROW), "no_case")
    if not row.values.get("body"):
        row.refuse(of.place_of.get("body", ROW), "no_body")


_CHECKS = {
    What.ACCOUNTS: _check_customer,
    What.CONTACTS: _check_customer,
    What.CASES: _check_case,
    What.NOTES: _check_note,
}


def _plain_text(text: str) -> str:
    """Lines without carriage returns, and HTML without its tags, where there is some."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<" in text and _TAG.search(text):
        text = unescape(_ANY_TAG.sub("", _TAG.sub("\n", text)))
    return text.strip()
