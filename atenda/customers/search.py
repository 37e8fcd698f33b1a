"""Find a customer by anything a person would type: a name, a phone number, an e-mail, a tax number.

Each step asks one index. B-trees first, then the words of names, then names like a mistyped one; a step runs only
while the answer is not full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice
from operator import and_, or_
from typing import Any, TypeAlias

from django.contrib.postgres.lookups import TrigramSimilar
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Q, Value

from atenda.customers.cards import Card, cards
from atenda.customers.models import Account, Contact, EmailAddress, NameWord, PhoneNumber
from atenda.customers.naming import clean, plain
from atenda.customers.phones import is_phone_like, national_beginnings
from atenda.customers.tax_numbers import is_tax_number_like, normalised
from atenda.organizations.entering import current_organization
from atenda.organizations.folding import fold, sort_key

KINDS = ("contact", "account")
MODELS: dict[str, Any] = {"contact": Contact, "account": Account}
MOST_WORDS = 6
MOST_MISTYPED = 3
SHORTEST_MISTYPED = 4
Key: TypeAlias = tuple[str, int]


def find_customers(text: str, *, limit: int = 20, kinds: Sequence[str] = KINDS) -> list[Card]:
    """The customers who fit what was typed, best first.

    Accents and capitals do not count, ñ does; several words must all be there, in any order. Blanks and the
    country's prefix of a phone number do not count; four digits are enough. Names like a mistyped one come last.
    """
    text = clean(text)[:200]
    if not text:
        return []
    keys = list(islice(_once_each(_matches(text, kinds, limit)), limit))
    found = {
        (kind, customer.pk): customer
        for kind in kinds
        for customer in MODELS[kind].objects.filter(pk__in=[pk for of, pk in keys if of == kind])
    }
    return cards([found[key] for key in keys if key in found])


def customer_of(value: str) -> Account | Contact | None:
    """The customer that a form names: `contact:12`, `account:7`; None if it names none there is."""
    named = re.fullmatch(r"(contact|account):([0-9]{1,18})", value)
    return MODELS[named[1]].objects.filter(pk=int(named[2])).first() if named else None


def _matches(text: str, kinds: Sequence[str], limit: int) -> Iterator[Key]:
    words = list(dict.fromkeys(fold(text).split()))[:MOST_WORDS]
    if is_phone_like(text):
        yield from _by_phone(text, kinds, limit)
    if is_tax_number_like(text):
        yield from _named(kinds, Q(tax_id__startswith=normalised(text)) & ~Q(tax_id=""), limit)
    if "@" in text:
        yield from _by_email(text, kinds, limit)
    yield from _named(kinds, Q(search_name__startswith=f" {sort_key(text)}"), limit, in_order=True)
    yield from _named(kinds, _all(_begins(word) for word in words), limit)
    if len(words) == 1 and "@" not in text and len(text) > 2:
        yield from _by_email(text, kinds, limit)
    if any(len(word) > 2 for word in words):
        yield from _named(kinds, _all(_holds(word) for word in words), limit)
    yield from _by_likeness(words, kinds, limit)


def _by_phone(text: str, kinds: Sequence[str], limit: int) -> Iterator[Key]:
    for digits in national_beginnings(text, current_organization().country):
        yield from _owners(PhoneNumber.objects.filter(national__startswith=digits), kinds, limit)


def _by_email(text: str, kinds: Sequence[str], limit: int) -> Iterator[Key]:
    yield from _owners(EmailAddress.objects.filter(address__startswith=text.lower()), kinds, limit)


def _owners(rows: Any, kinds: Sequence[str], limit: int) -> Iterator[Key]:
    wanted = reduce(or_, (Q(**{f"{kind}__isnull": False}) for kind in kinds))
    for account, contact in rows.filter(wanted).values_list("account_id", "contact_id")[: limit * 2]:
        yield ("account", account) if account else ("contact", contact)


def _named(kinds: Sequence[str], condition: Q, limit: int, *, in_order: bool = False) -> Iterator[Key]:
    """The customers for whom it holds, by name. In order: the first by name; otherwise any, so that nothing is
    sorted which is not shown."""
    arms = []
    for kind in kinds:
        rows = MODELS[kind].objects.filter(condition).annotate(of=Value(kind)).values_list("of", "pk", "search_name")
        arms.append((rows.order_by("search_name", "pk") if in_order else rows)[: limit * 2])
    rows = arms[0].union(*arms[1:], all=True) if len(arms) > 1 else arms[0]
    for of, pk, _name in sorted(rows, key=lambda row: (row[2], row[1])):
        yield of, pk


def _by_likeness(words: Sequence[str], kinds: Sequence[str], limit: int) -> Iterator[Key]:
    """Names with words like those typed, where the vocabulary of names knows any."""
    meant = {word: _words_like(word) for word in words if word.isalpha() and len(word) >= SHORTEST_MISTYPED}
    if len(meant) <= MOST_MISTYPED and any(meant.values()):
        readings = (reduce(or_, map(_begins, {word, *meant.get(word, ())})) for word in words)
        yield from _named(kinds, _all(readings), limit)


def _words_like(word: str) -> list[str]:
    like = NameWord.objects.filter(TrigramSimilar(F("plain"), Value(plain(word)))).exclude(word=word)
    closest = like.order_by(TrigramSimilarity("plain", plain(word)).desc(), "word")
    return list(closest.values_list("word", flat=True)[:4])


def _begins(word: str) -> Q:
    """A word of the name begins so."""
    return Q(search_name__contains=f" {sort_key(word)}")


def _holds(word: str) -> Q:
    return Q(search_name__contains=sort_key(word)) if len(word) > 2 else _begins(word)


def _all(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions)


def _once_each(keys: Iterator[Key]) -> Iterator[Key]:
    seen: set[Key] = set()
    for key in keys:
        if key not in seen:
            seen.add(key)
            yield key
