"""Rules in words: what one asks and what it does, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.intake.models import RuleEnd
from atenda.intake.rules import giving
from atenda.intake.rules.vocabulary import Condition, Field, How

ASKED: Mapping[tuple[Field, How], Any] = {
    (Field.SENDER, How.IS): gettext_lazy("The sender is"),
    (Field.SENDER, How.IS_NOT): gettext_lazy("The sender is not"),
    (Field.SENDER, How.AT): gettext_lazy("The sender writes from the domain"),
    (Field.SENDER, How.NOT_AT): gettext_lazy("The sender does not write from the domain"),
    (Field.SENDER, How.HAS): gettext_lazy("The sender’s name or address has the words"),
    (Field.SENDER, How.HAS_NOT): gettext_lazy("The sender’s name or address does not have the words"),
    (Field.RECIPIENT, How.IS): gettext_lazy("A recipient is"),
    (Field.RECIPIENT, How.IS_NOT): gettext_lazy("No recipient is"),
    (Field.RECIPIENT, How.AT): gettext_lazy("A recipient is of the domain"),
    (Field.RECIPIENT, How.NOT_AT): gettext_lazy("No recipient is of the domain"),
    (Field.SUBJECT, How.HAS): gettext_lazy("The subject has the words"),
    (Field.SUBJECT, How.HAS_NOT): gettext_lazy("The subject does not have the words"),
    (Field.SUBJECT, How.BEGINS): gettext_lazy("The subject has a word that begins with"),
    (Field.WORDS, How.HAS): gettext_lazy("The subject or the text has the words"),
    (Field.WORDS, How.HAS_NOT): gettext_lazy("Neither the subject nor the text has the words"),
    (Field.WORDS, How.BEGINS): gettext_lazy("The subject or the text has a word that begins with"),
    (Field.SIZE, How.OVER): gettext_lazy("It is larger than (kB)"),
    (Field.SIZE, How.UNDER): gettext_lazy("It is smaller than (kB)"),
    (Field.LANGUAGE, How.IS): gettext_lazy("It is written in"),
    (Field.LANGUAGE, How.IS_NOT): gettext_lazy("It is not written in"),
    (Field.AUTOMATIC, How.IS): gettext_lazy("A machine wrote it"),
    (Field.AUTOMATIC, How.IS_NOT): gettext_lazy("A person wrote it"),
}
HEADINGS: Mapping[Field, Any] = {
    Field.SENDER: gettext_lazy("Sender"),
    Field.RECIPIENT: gettext_lazy("Recipients"),
    Field.SUBJECT: gettext_lazy("Subject"),
    Field.WORDS: gettext_lazy("Subject or text"),
    Field.SIZE: gettext_lazy("Size"),
    Field.LANGUAGE: gettext_lazy("Language"),
    Field.AUTOMATIC: gettext_lazy("Who wrote it"),
}
LANGUAGE_NAMES: Mapping[str, Any] = {
    "es": gettext_lazy("Spanish"),
    "gl": gettext_lazy("Galician"),
    "en": gettext_lazy("English"),
    "pt": gettext_lazy("Portuguese"),
}
SHOWN = 5


def question(condition: Condition) -> str:
    """The subject has the words «factura» or «recibo»."""
    return asked_as(condition.field.value, condition.how.value, condition.values)


def asked_as(field: str, how: str, values: Sequence[str]) -> str:
    words = str(ASKED[Field(field), How(how)])
    if field == Field.SIZE and values:
        return f"{words.removesuffix('(kB)').strip()} {values[0]} kB"
    if field == Field.LANGUAGE:
        return f"{words} {_listed(str(LANGUAGE_NAMES.get(value, value)) for value in values)}"
    quoted = [_("“%(words)s”") % {"words": value} for value in values[:SHOWN]]
    more = "…" if len(values) > SHOWN else ""
    return f"{words} {_listed(quoted)}{more}" if values else words


def _listed(values: Iterable[str]) -> str:
    """One, or the next, or the last."""
    told = list(values)
    if len(told) < 2:
        return "".join(told)
    return _("%(first)s or %(last)s") % {"first": ", ".join(told[:-1]), "last": told[-1]}


def does(gives: Mapping[str, Any], ends: str) -> list[str]:
    """What it gives, field by field, and whether it holds or ignores the mail."""
    told = [f"{label}: {what}" for label, what in giving.told(gives)]
    return [*told, str(RuleEnd(ends).label)] if ends else told


def unusable(gives: Mapping[str, Any]) -> list[str]:
    """What of it no case can be given any more, and why nobody has to wonder."""
    _gives, left_out = giving.usable(gives)
    return [left_out_words(field, pk) for field, pk in left_out]


def left_out_words(field: str, pk: int) -> str:
    what = {"what": giving.called(field, pk)}
    if field == "responsible":
        return _("%(what)s no longer works here, and is given no case.") % what
    return _("“%(what)s” is retired, and no case is given it.") % what
