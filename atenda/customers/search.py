"""Find a customer by anything a person would type: a name, a phone number, an e-mail, a tax number.

Each step asks one index. B-trees first, then the words of names, then names like a mistyped one; a step runs only
while the answer is not full. The steps are written out: to have a query built took twice as long as its answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from atenda.customers.cards import Card, cards
from atenda.customers.models import Account, Contact
from atenda.customers.naming import clean, plain
from atenda.customers.phones import is_phone_like, national_beginnings
from atenda.customers.tax_numbers import is_tax_number_like, normalised
from atenda.organizations.entering import current_organization
from atenda.organizations.folding import fold, sort_key
from atenda.organizations.rows import by_id

KINDS = ("contact", "account")
MODELS: dict[str, Any] = {"contact": Contact, "account": Account}
MOST_WORDS = 6
MOST_MISTYPED = 3
SHORTEST_MISTYPED = 4


class Like(NamedTuple):
    """What holds of a row `c`, as SQL and the patterns in it."""

    sql: str
    patterns: tuple[str, ...]


class Found(NamedTuple):
    """A customer who fits, with no more of them than what is needed to name them."""

    kind: str
    pk: int
    name: str
    search_name: str = ""


def find_customers(text: str, *, limit: int = 20, kinds: Sequence[str] = KINDS) -> list[Card]:
    """The customers who fit what was typed, best first.

    Accents and capitals do not count, ñ does; several words must all be there, in any order. Blanks and the
    country's prefix of a phone number do not count; four digits are enough. Names like a mistyped one come last.
    """
    text = clean(text)[:200]
    if not text:
        return []
    return cards(list(islice(_once_each(_matches(text, kinds, limit)), limit)))


def customer_of(value: str) -> Account | Contact | None:
    """The customer that a form names: `contact:12`, `account:7`; None if it names none there is.

    Of a record merged into another, that one: it may be, since the form was opened."""
    named = re.fullmatch(r"(contact|account):([0-9]{1,18})", value)
    found = by_id(MODELS[named[1]], int(named[2])) if named else None
    survivor: Account | Contact | None = found.survivor if found else None
    return survivor


def _matches(text: str, kinds: Sequence[str], limit: int) -> Iterator[Found]:
    words = list(dict.fromkeys(fold(text).split()))[:MOST_WORDS]
    if is_phone_like(text):
        yield from _by_phone(text, kinds, limit)
    if is_tax_number_like(text):
        yield from _named(
            kinds, Like("c.tax_id LIKE %s AND c.tax_id <> ''", (f"{_plainly(normalised(text))}%",)), limit
        )
    if "@" in text:
        yield from _by_email(text, kinds, limit)
    begins = Like("c.search_name LIKE %s", (f" {_plainly(sort_key(text))}%",))
    yield from _named(kinds, begins, limit, in_order=True)
    is_whole = False
    for found in _named(kinds, _all(_begins(word) for word in words), limit):
        is_whole = is_whole or _is_whole(words, found)
        yield found
    if is_whole:  # a name was typed in full: nothing is mistyped or left out
        return
    if len(words) == 1 and "@" not in text and len(text) > 2:
        yield from _by_email(text, kinds, limit)
    if any(len(word) > 2 for word in words):
        yield from _named(kinds, _all(_holds(word) for word in words), limit)
    yield from _by_likeness(words, kinds, limit)


def _is_whole(words: Sequence[str], found: Found) -> bool:
    return len(words) > 1 and set(found.search_name.split()) == {sort_key(word) for word in words}


def _by_phone(text: str, kinds: Sequence[str], limit: int) -> Iterator[Found]:
    for digits in national_beginnings(text, current_organization().country):
        yield from _owners("customers_phonenumber", "national", digits, kinds, limit)


def _by_email(text: str, kinds: Sequence[str], limit: int) -> Iterator[Found]:
    yield from _owners("customers_emailaddress", "address", text.lower(), kinds, limit)


def _owners(table: str, column: str, begins: str, kinds: Sequence[str], limit: int) -> Iterator[Found]:
    """Whose number or address begins so."""
    organization, wanted = current_organization().pk, " OR ".join(f"way.{kind}_id IS NOT NULL" for kind in kinds)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT way.account_id, a.name, way.contact_id, p.name FROM {table} way
            LEFT JOIN customers_account a ON a.organization_id = %s AND a.id = way.account_id
            LEFT JOIN customers_contact p ON p.organization_id = %s AND p.id = way.contact_id
            WHERE way.organization_id = %s AND way.{column} LIKE %s AND ({wanted}) LIMIT {limit * 2}
            """,  # noqa: S608  names of ours, values are passed apart
            [organization, organization, organization, f"{_plainly(begins)}%"],
        )
        rows = cursor.fetchall()
    for account, company, contact, person in rows:
        yield Found("account", account, company) if account else Found("contact", contact, person)


def _named(kinds: Sequence[str], condition: Like, limit: int, *, in_order: bool = False) -> Iterator[Found]:
    """The customers for whom it holds, by name. In order: the first by name; otherwise any, so that nothing is
    sorted which is not shown."""
    order = "ORDER BY c.search_name, c.id" if in_order else ""
    arms = [
        f"""(SELECT '{kind}', c.id, c.name, c.search_name FROM customers_{kind} c
            WHERE c.organization_id = %s AND c.merged_into_id IS NULL AND {condition.sql} {order} LIMIT {limit * 2})"""  # noqa: S608
        for kind in kinds
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(arms), [current_organization().pk, *condition.patterns] * len(arms))
        rows = cursor.fetchall()
    yield from sorted((Found(*row) for row in rows), key=lambda found: (found.search_name, found.pk))


def _by_likeness(words: Sequence[str], kinds: Sequence[str], limit: int) -> Iterator[Found]:
    """Names with words like those typed, where the vocabulary of names knows any."""
    typed = [word for word in words if word.isalpha() and len(word) >= SHORTEST_MISTYPED]
    meant = _words_like(typed) if len(typed) <= MOST_MISTYPED else {}
    if meant and len(words) == 1:  # what is most like it first, and often enough
        for near in meant[words[0]]:
            yield from _named(kinds, _begins(near), limit)
    elif meant:
        readings = (_any(map(_begins, [word, *meant.get(word, ())])) for word in words)
        yield from _named(kinds, _all(readings), limit)


def _words_like(typed: Sequence[str]) -> dict[str, list[str]]:
    """For each word, up to four of the vocabulary that are like it, the most like it first."""
    meant: dict[str, list[str]] = {}
    if typed:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT said.word, near.word
                FROM unnest(%s::text[], %s::text[]) AS said (word, plain) CROSS JOIN LATERAL (
                    SELECT known.word, similarity(known.plain, said.plain) AS likeness FROM customers_nameword known
                    WHERE known.organization_id = %s AND known.plain %% said.plain AND known.word <> said.word
                    ORDER BY likeness DESC, known.word LIMIT 4) near
                ORDER BY near.likeness DESC, near.word
                """,
                [list(typed), [plain(word) for word in typed], current_organization().pk],
            )
            for word, near in cursor.fetchall():
                meant.setdefault(word, []).append(near)
    return meant


def _begins(word: str) -> Like:
    """A word of the name begins so."""
    return Like("c.search_name LIKE %s", (f"% {_plainly(sort_key(word))}%",))


def _holds(word: str) -> Like:
    return Like("c.search_name LIKE %s", (f"%{_plainly(sort_key(word))}%",)) if len(word) > 2 else _begins(word)


def _all(conditions: Iterable[Like]) -> Like:
    return _joined(" AND ", conditions)


def _any(conditions: Iterable[Like]) -> Like:
    return _joined(" OR ", conditions)


def _joined(word: str, conditions: Iterable[Like]) -> Like:
    every = list(conditions)
    sql = word.join(each.sql for each in every)
    return Like(f"({sql})", tuple(pattern for each in every for pattern in each.patterns))


def _plainly(text: str) -> str:
    """As a part of a pattern that stands for nothing but itself."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _once_each(customers: Iterator[Found]) -> Iterator[Found]:
    seen: set[tuple[str, int]] = set()
    for found in customers:
        if found[:2] not in seen:
            seen.add(found[:2])
            yield found
