"""Understand what was typed into a search, and ask for it. See the package's introduction for how lists use this."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from atenda.customers.models import Account, Contact, EmailAddress, PhoneNumber
from atenda.customers.phones import is_phone_like, national_beginnings
from atenda.customers.tax_numbers import is_tax_number_like, normalised
from atenda.organizations.entering import current_organization
from atenda.organizations.folding import composed, fold
from atenda.searching.words import STOP, forms, words_in

LONGEST = 300
MOST_TERMS = 12
MOST_EXACT = 1000  # cases of the customers whose number or address was typed
MOST_CUSTOMERS = 20
SHORTEST_BEGINNING = 2
FEWEST_DIGITS = 6  # of a phone or tax number: fewer are of too many
LARGEST_FOLIO = 2**31 - 1
_FOLIO = re.compile(r"#?\s?([0-9]{1,10})")
_TERM = re.compile(r"""(?P<out>-)?(?:"(?P<phrase>[^"]*)"|«(?P<quoted>[^»]*)»|“(?P<curly>[^”]*)”|(?P<word>\S+))""")


@dataclass(frozen=True)
class Term:
    """One thing a case must have, or must not: a word in any of its forms, the beginning of one, or words in order."""

    words: tuple[str, ...]  # folded
    form: str = ""  # what a word alone is kept as, in all its forms
    is_beginning: bool = False  # of its last word
    query: str = ""  # as `::tsquery` reads it

    @property
    def is_phrase(self) -> bool:
        """Whether its words are meant as they are written, one after the other."""
        return not self.form and (len(self.words) > 1 or not self.is_beginning)


@dataclass(frozen=True)
class Asked:
    """What was typed, understood.

    `wanted` and `excluded` are terms; words that stand in every text are none. Where a folio, a number or an address
    was meant exactly (B48), `exact` are the folios of that case and of those customers' cases, the newest first.
    `instead_of`: what was typed, where this is asked in its place (`suggesting.py`).
    """

    text: str = ""
    wanted: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    folio: int | None = None
    exact: tuple[int, ...] = ()
    instead_of: str = ""

    def __bool__(self) -> bool:
        """Whether anything is asked for: blanks, signs and words that stand in every text ask for nothing."""
        return bool(self.wanted or self.excluded or self.folio is not None)

    @property
    def query(self) -> str:
        """All of it as `::tsquery` reads it."""
        return " & ".join([*(term.query for term in self.wanted), *(f"!{term.query}" for term in self.excluded)])


def understand(text: str, *, with_customers: bool = True) -> Asked:
    """What is meant by `text`: words that must all be there, in any of their forms, without regard to accents.

    The last word may be the beginning of one, as may `any*`; "words in quotes" stand one after the other, as they are
    written; a -word must not be there. A number may be a folio, #1042 is. A phone number, an e-mail address or a tax
    number also finds the cases of those customers; not so for who may not see customers (`with_customers=False`).
    """
    text = composed(text.replace("\0", " "))[:LONGEST].lstrip()
    found = list(_TERM.finditer(text))[:MOST_TERMS]
    wanted: list[Term] = []
    excluded: list[Term] = []
    for match in found:
        term = _term(match, is_last=match.end() == len(text))
        if term is not None:
            (excluded if match["out"] else wanted).append(term)
    folio = _folio(text.rstrip())
    return Asked(
        text=text.rstrip(),
        wanted=tuple(dict.fromkeys(wanted)),
        excluded=tuple(dict.fromkeys(excluded)),
        folio=folio,
        exact=_exact(text.rstrip(), folio, with_customers=with_customers),
    )


# a scalar subquery, which the planner asks row by row and never turns into a join
EACH = """coalesce((SELECT t.words @@ %s::tsquery FROM searching_casetext t
    WHERE t.organization_id = %s AND t.folio = {folio}), false)"""


def words_condition(asked: Asked, folio: str = "c.folio") -> tuple[str, list[Any]]:
    """A condition that a case fits, for a WHERE over rows that know their `folio`, and its values.

    It looks at one row of words for each row it is asked of: for walking an order until a page is full.
    """
    conditions: list[str] = []
    values: list[Any] = []
    if asked.exact:
        conditions.append(f"{folio} = ANY(%s)")
        values.append(list(asked.exact))
    if query := asked.query:
        conditions.append(EACH.format(folio=folio))
        values += [query, current_organization().pk]
    return f"({' OR '.join(conditions or ['false' if asked else 'true'])})", values


def of_text(asked: Asked) -> tuple[str, list[Any]]:
    """The same, asked of rows of words, `searching_casetext t`: for walking those in the order of folios."""
    if not asked.exact:
        return "t.words @@ %s::tsquery", [asked.query]
    return "(t.words @@ %s::tsquery OR t.folio = ANY(%s))", [asked.query, list(asked.exact)]


PROBED = 600  # of the newest cases
COMMON = 3  # of so many: then whoever walks from the newest finds a page of the palette soon


def hits(asked: Asked, most: int) -> list[int] | None:
    """The folios of all cases that fit, the newest first, in whatever state or scope; None where they are more than
    `most`, or where the newest cases show that the words are common: then look for the first ones
    (`worklists/by_words.py`)."""
    if not asked.query:
        return list(asked.exact[:most])
    newest = _newest(asked.query)
    if newest.probed < PROBED:
        found = newest.folios
    elif not asked.wanted or newest.fitting >= COMMON:
        return None
    else:
        found = _collected(asked.query, most + 1)
    together = sorted({*found, *asked.exact}, reverse=True)
    return together if len(together) <= most else None


class Newest(NamedTuple):
    """How many of the newest cases were looked at, how many fit, and where that is all of them, those that fit."""

    probed: int
    fitting: int
    folios: list[int]


def _newest(query: str) -> Newest:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*), count(*) FILTER (WHERE fits),
                CASE WHEN count(*) < %s THEN array_agg(folio) FILTER (WHERE fits) END
            FROM (SELECT folio, words @@ %s::tsquery AS fits FROM searching_casetext WHERE organization_id = %s
                  ORDER BY folio DESC LIMIT %s) newest""",
            [PROBED, query, current_organization().pk, PROBED],
        )
        probed, fitting, folios = cursor.fetchone()
    return Newest(probed, fitting, folios or [])


def _collected(query: str, most: int) -> list[int]:
    """So many of those that fit, at most, in no order: one more than wanted tells that there are too many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT folio FROM searching_casetext WHERE organization_id = %s AND words @@ %s::tsquery LIMIT %s",
            [current_organization().pk, query, most],
        )
        return [folio for (folio,) in cursor.fetchall()]


def _term(match: re.Match[str], *, is_last: bool) -> Term | None:
    """The term, unless it says nothing."""
    quoted = next((match[kind] for kind in ("phrase", "quoted", "curly") if match[kind] is not None), None)
    text = match["word"] if quoted is None else quoted
    words = [word.text for word in words_in(text)]
    if not words:
        return None
    is_beginning = quoted is None and (text.endswith("*") or (is_last and text[-1].isalnum()))
    is_beginning = is_beginning and len(words[-1]) >= SHORTEST_BEGINNING
    form = next(reversed(forms(words[0])), "") if len(words) == 1 and quoted is None else ""
    if len(words) == 1 and quoted is None:
        query = _one(fold(words[0]), form, is_beginning=is_beginning)
    else:
        query = _in_order(words, is_beginning=is_beginning)
    return Term(tuple(map(fold, words)), form, is_beginning, query) if query else None


def _one(plain: str, form: str, *, is_beginning: bool) -> str:
    readings = [f"{_lexeme(plain)}:*"] if is_beginning else []
    readings += [_lexeme(form)] if form else []
    return f"({' | '.join(readings)})" if len(readings) > 1 else "".join(readings)


def _in_order(words: list[str], *, is_beginning: bool) -> str:
    """Words one after the other; those that are in every text leave their place open."""
    query, gap = "", 1
    for n, word in enumerate(words, start=1):
        plain, may_begin = fold(word), is_beginning and n == len(words)
        if plain in STOP and not may_begin:
            gap += 1
            continue
        query += (f" <{gap}> " if query else "") + _lexeme(plain) + (":*" if may_begin else "")
        gap = 1
    return f"({query})" if query else ""


def _lexeme(form: str) -> str:
    """Letters and digits only, and the mark of a stem; quoted all the same."""
    return "'" + form.replace("\\", "\\\\").replace("'", "''") + "'"


def _folio(text: str) -> int | None:
    named = _FOLIO.fullmatch(text)
    return int(named[1]) if named and int(named[1]) <= LARGEST_FOLIO else None


def _exact(text: str, folio: int | None, *, with_customers: bool) -> tuple[int, ...]:
    customers = _customers(text) if with_customers else ([], [])
    if folio is None and not any(customers):
        return ()
    organization, (contacts, accounts) = current_organization().pk, customers
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT folio FROM cases_case WHERE organization_id = %(organization)s AND folio = %(folio)s
            UNION (SELECT folio FROM cases_case
                WHERE organization_id = %(organization)s AND contact_id = ANY(%(contacts)s)
                ORDER BY folio DESC LIMIT %(most)s)
            UNION (SELECT folio FROM cases_case
                WHERE organization_id = %(organization)s AND account_id = ANY(%(accounts)s)
                ORDER BY folio DESC LIMIT %(most)s)
            ORDER BY folio DESC""",
            {
                "organization": organization,
                "folio": folio,
                "contacts": contacts,
                "accounts": accounts,
                "most": MOST_EXACT,
            },
        )
        return tuple(found for (found,) in cursor.fetchall())


def _customers(text: str) -> tuple[list[int], list[int]]:
    """The contacts and accounts that a number or an address is of."""
    rows: list[Any] = []
    if is_phone_like(text) and sum(sign.isdigit() for sign in text) >= FEWEST_DIGITS:
        for digits in national_beginnings(text, current_organization().country):
            phones = PhoneNumber.objects.filter(national__startswith=digits)
            rows += phones.values_list("contact_id", "account_id")[:MOST_CUSTOMERS]
    elif "@" in text and not text.startswith("@"):
        emails = EmailAddress.objects.filter(address__startswith=text.lower())
        rows += emails.values_list("contact_id", "account_id")[:MOST_CUSTOMERS]
    contacts = {contact for contact, _ in rows if contact}
    accounts = {account for _, account in rows if account}
    if is_tax_number_like(text) and sum(sign.isdigit() for sign in text) >= FEWEST_DIGITS:
        begun = normalised(text)
        for model, known in ((Contact, contacts), (Account, accounts)):
            theirs = model.objects.current().exclude(tax_id="").filter(tax_id__startswith=begun)
            known.update(theirs.values_list("pk", flat=True)[:MOST_CUSTOMERS])
    return sorted(contacts), sorted(accounts)
