"""Fields in a text, `{{nombre}}`, and what stands for them in a case. No code, no attributes, no second round (3.21).

A field has a name in each of our languages, and each is understood in a text of any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atenda.conversations.unfilled import FIELD


@dataclass(frozen=True)
class Field:
    """What one may write into a text: its names by language, and what it stands for."""

    names: Mapping[str, str]
    says: Promise


def _field(es: str, gl: str, en: str, says: Promise) -> Field:
    return Field({"es": es, "gl": gl, "en": en}, says)


FIELDS: Mapping[str, Field] = {
    "customer": _field("cliente", "cliente", "customer", _("the customer’s name")),
    "first_name": _field("nombre", "nome", "first name", _("the customer’s first name")),
    "company": _field("empresa", "empresa", "company", _("the customer’s company")),
    "folio": _field("folio", "folio", "folio", _("the number of the case")),
    "reference": _field("referencia", "referencia", "reference", _("what it is about, in a line")),
    "state": _field("estado", "estado", "state", _("where it stands")),
    "created": _field("creado", "creado", "created", _("the day the case was created")),
    "deadline": _field("plazo", "prazo", "deadline", _("the day of its deadline")),
    "responsible": _field("responsable", "responsable", "responsible", _("who answers for the case")),
    "agent": _field("agente", "axente", "agent", _("the name of whoever writes")),
    "position": _field("cargo", "cargo", "position", _("the position of whoever writes")),
    "phone": _field("teléfono", "teléfono", "phone", _("the phone of whoever writes")),
    "mailbox": _field("buzón", "caixa", "mailbox", _("the address it is sent from")),
    "organization": _field("organización", "organización", "organization", _("the name of your business")),
    "date": _field("fecha", "data", "date", _("today")),
}
_BY_NAME = {name: key for key, field in FIELDS.items() for name in (key, *field.names.values())}


@dataclass(frozen=True)
class Part:
    """A stretch of a filled text: words as they were written, or what stands for a field. `is_missing`: none does."""

    text: str
    is_field: bool = False
    is_missing: bool = False


@dataclass(frozen=True)
class Filled:
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """As it would be sent; a field without a value stands there as it was written."""
        return "".join(part.text for part in self.parts)

    @property
    def missing(self) -> list[str]:
        """The fields nothing stands for, as they are written, each once."""
        return list(dict.fromkeys(part.text for part in self.parts if part.is_missing))


def key_of(name: str) -> str | None:
    """
    >>> key_of("Nome"), key_of(" first   name "), key_of("contrasinal")
    ('first_name', 'first_name', None)
    """
    return _BY_NAME.get(" ".join(name.lower().split()))


def unknown_in(text: str) -> list[str]:
    """What stands in braces and is no field of ours, each once, in order.

    >>> unknown_in("Ola, {{nome}}: {{ iban }} {{iban}}")
    ['iban']
    """
    names = [match[1].strip() for match in FIELD.finditer(text)]
    return list(dict.fromkeys(name for name in names if key_of(name) is None))


def fields_in(text: str) -> set[str]:
    """The keys of the fields a text has."""
    return {key for match in FIELD.finditer(text) if (key := key_of(match[1]))}


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Put each value in its place, once: braces in a value stay braces.

    >>> fill("Ola, {{nome}}.", {"first_name": "{{folio}}", "folio": "7"}).text
    'Ola, {{folio}}.'
    >>> fill("Ola, {{nome}}.", {"first_name": ""}).missing
    ['{{nome}}']
    """
    parts, end = [], 0
    for match in FIELD.finditer(text):
        if match.start() > end:
            parts.append(Part(text[end : match.start()]))
        value = values.get(key_of(match[1]) or "", "")
        parts.append(Part(value or match[0], is_field=True, is_missing=not value))
        end = match.end()
    if end < len(text):
        parts.append(Part(text[end:]))
    return Filled(tuple(parts))
