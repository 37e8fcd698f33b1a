"""The few cases that fit best, as somebody sees them: for the palette, and wherever a page offers cases by words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from markupsafe import Markup

from atenda.access.abilities import Sees
from atenda.organizations.entering import current_organization
from atenda.searching.asking import Asked, Term, hits, understand
from atenda.searching.marking import excerpt, marked, missing
from atenda.searching.suggesting import instead
from atenda.staff.models import Agent
from atenda.worklists.by_words import first_folios
from atenda.worklists.conditions import of_words, scope, within_organization
from atenda.worklists.scopes import parts
from atenda.worklists.walks import Walk
from atenda.worklists.wheres import Where

COLLECTED = 3000  # more is common: then the newest are best, and are found by walking
RANKED = 200
PATIENCE = 2000  # milliseconds, for each statement of a search (hardening 7.19)
READ_OF_TEXT = 5000  # signs, for the excerpt
SHOWN = """
    SELECT c.folio, c.reference, c.state_id, coalesce(p.name, a.name, ''), left(c.description, %(read)s),
        left(c.solution, %(read)s), (SELECT array_agg(left(n.body, %(read)s)) FROM (
            SELECT n.body FROM conversations_note n
            WHERE n.organization_id = %(organization)s AND n.case_id = c.id AND n.removed_at IS NULL
            ORDER BY n.id DESC LIMIT 20) n)
    FROM unnest(%(folios)s::bigint[]) WITH ORDINALITY k (folio, place)
    JOIN cases_case c ON c.organization_id = %(organization)s AND c.folio = k.folio
    LEFT JOIN customers_contact p ON p.organization_id = %(organization)s AND p.id = c.contact_id
    LEFT JOIN customers_account a ON a.organization_id = %(organization)s AND a.id = c.account_id
    ORDER BY k.place
    """


@dataclass(frozen=True)
class Found:
    """A case that fits: its reference marked, and what stands about the words that are elsewhere in it."""

    folio: int
    reference: Markup
    state_id: int
    customer: Markup
    excerpt: Markup


def find_cases(actor: Agent, asked: Asked, limit: int) -> tuple[Asked, list[Found]]:
    """The cases that fit best among those this agent sees, and what was asked: where nothing fits, something like it.

    First what was meant exactly, then by how much the words weigh in the case, the newest first.
    """
    found = _folios(actor, asked, limit)
    if not found and (other := likely(actor, asked)) and (meant := _folios(actor, other, limit)):
        asked, found = other, meant
    return asked, _shown(found, asked)


def likely(actor: Agent, asked: Asked) -> Asked | None:
    """What this agent may have meant, who has found nothing; to be shown only where it finds something."""
    if actor.role.sees == Sees.ALL:
        return instead(asked)
    return instead(asked, lambda word: bool(_folios(actor, understand(word, with_customers=False), 1)))


def _folios(actor: Agent, asked: Asked, limit: int) -> list[int]:
    if not asked:
        return []
    found = hits(asked, COLLECTED)
    if found is None:
        found = [*asked.exact, *_newest(actor, asked, limit)]
    return _best(actor, asked, found, limit) if found else []


def _newest(actor: Agent, asked: Asked, limit: int) -> list[int]:
    """Of words that many cases have, the newest of those that this agent sees."""
    seen = Where((*within_organization(), *scope(actor), *of_words(asked)))
    return first_folios(seen, Walk(down=True), limit)


def _best(actor: Agent, asked: Asked, found: list[int], limit: int) -> list[int]:
    """Those of them that this agent sees and that fit best."""
    arms: list[str] = []
    values: list[Any] = []
    exactly, exact = ("{} = ANY(%s) DESC, ", [list(asked.exact)]) if asked.exact else ("", [])
    for part in parts(actor, finished=None):
        narrowed = part.only(f"{part.folio} = ANY(%s)", found)
        first = f"ORDER BY {exactly.format(part.folio)}{part.folio} DESC LIMIT {RANKED}"
        arms.append(narrowed.select(f"{part.folio} AS folio", first))
        values += [*narrowed.values, *exact]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH seen AS MATERIALIZED (
                SELECT folio FROM ({" UNION ".join(arms)}) parts
                ORDER BY {exactly.format("folio")}folio DESC LIMIT {RANKED})
            SELECT seen.folio FROM seen
            JOIN searching_casetext t ON t.organization_id = %s AND t.folio = seen.folio
            ORDER BY {exactly.format("seen.folio")}ts_rank(t.words, %s::tsquery) DESC, seen.folio DESC
            LIMIT %s""",  # noqa: S608  parts are ours, values are passed apart
            [*values, *exact, current_organization().pk, *exact, asked.query, limit],
        )
        return [folio for (folio,) in cursor.fetchall()]


def excerpts(references: Mapping[int, str], asked: Asked) -> dict[int, Markup]:
    """Of cases by their folios, what stands about the words that are not in their references; by one statement, and
    none where nothing is missing."""
    wanting = {folio: terms for folio, said in references.items() if (terms := missing(asked, said))}
    found = {folio: _about(texts, asked, wanting[folio]) for folio, *_, texts in _read(list(wanting))}
    return {folio: about for folio, about in found.items() if about}


def _shown(folios: Sequence[int], asked: Asked) -> list[Found]:
    return [
        Found(
            folio,
            marked(reference, asked),
            state_id,
            marked(customer, asked),
            _about(texts, asked, missing(asked, reference)),
        )
        for folio, reference, state_id, customer, texts in _read(folios)
    ]


def _read(folios: Sequence[int]) -> Iterator[tuple[int, str, int, str, list[str]]]:
    """Folio, reference, state and customer of cases, and all else they say."""
    if folios:
        with connection.cursor() as cursor:
            cursor.execute(
                SHOWN, {"folios": list(folios), "organization": current_organization().pk, "read": READ_OF_TEXT}
            )
            rows = cursor.fetchall()
        for folio, reference, state_id, customer, description, solution, notes in rows:
            yield folio, reference, state_id, customer, [description, solution, *(notes or ())]


def _about(texts: Sequence[str], asked: Asked, terms: Sequence[Term]) -> Markup:
    """What stands about the first of those terms; nothing where no text has one, as of a customer's name."""
    return next(filter(None, (excerpt(text, asked, terms) for text in texts)), Markup()) if terms else Markup()
