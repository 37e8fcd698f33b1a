"""Whether a condition holds of a mail, and what it was compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from atenda.intake.rules.facts import Facts
from atenda.intake.rules.vocabulary import KB, Condition, Field, How
from atenda.intake.rules.words import Text, tokens

Answer: TypeAlias = tuple[bool, str]
Test: TypeAlias = Callable[[Facts], Answer]
SHOWN = 80


def test_of(condition: Condition) -> Test:
    """What asks the condition of a mail: made once for each rule, not for each mail."""
    field, how, values = condition.field, condition.how, condition.values
    match field:
        case Field.SENDER | Field.RECIPIENT if how not in (How.HAS, How.HAS_NOT):
            return _of_addresses(field, how, frozenset(values))
        case Field.SENDER | Field.SUBJECT | Field.WORDS:
            return _of_words(field, how, values)
        case Field.SIZE:
            return _of_size(how, int(values[0]))
        case Field.LANGUAGE:
            wanted, is_negated = frozenset(values), how is How.IS_NOT
            return lambda facts: ((facts.language in wanted) is not is_negated, facts.language)
        case _:
            return lambda facts: (bool(facts.automatic) is (how is How.IS), facts.automatic)


def _of_addresses(field: Field, how: How, wanted: frozenset[str]) -> Test:
    fits = _is_at if how in (How.AT, How.NOT_AT) else frozenset.__contains__
    is_negated = how in (How.IS_NOT, How.NOT_AT)

    def ask(facts: Facts) -> Answer:
        there = (facts.sender,) if field is Field.SENDER else facts.recipients
        found = next((one for one in there if fits(wanted, one)), "")
        return bool(found) is not is_negated, (found or _listed(there))

    return ask


def _is_at(wanted: frozenset[str], address: str) -> bool:
    """In one of these domains, or below it. At most as many looks as an address has dots."""
    domain = address.rpartition("@")[2]
    while domain:
        if domain in wanted:
            return True
        domain = domain.partition(".")[2]
    return False


def _of_words(field: Field, how: How, values: Iterable[str]) -> Test:
    asked = [(value, tuple(tokens(value))) for value in values]

    def ask(facts: Facts) -> Answer:
        text = _text(field, facts)
        if how is How.BEGINS:
            found = next((word for _value, words in asked if (word := text.word_beginning(words[0]))), "")
        else:
            found = next((value for value, words in asked if text.has(words)), "")
        return bool(found) is not (how is How.HAS_NOT), found[:SHOWN]

    return ask


def _text(field: Field, facts: Facts) -> Text:
    if field is Field.SENDER:
        return facts.sender_words
    return facts.subject_words if field is Field.SUBJECT else facts.all_words


def _of_size(how: How, limit: int) -> Test:
    is_over = how is How.OVER

    def ask(facts: Facts) -> Answer:
        more = facts.size > limit * KB
        return (more if is_over else facts.size < limit * KB), str(facts.size)

    return ask


def _listed(addresses: Iterable[str]) -> str:
    text = ", ".join(addresses)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
