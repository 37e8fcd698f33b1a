"""What is typed is understood, and finds what it should, in every way a list asks."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from django.db import connection

from atenda.cases.models import Case
from atenda.conversations.noting import note
from atenda.customers.models import EmailAddress, PhoneNumber
from atenda.customers.opening import open_contact
from atenda.organizations.entering import current_organization, inside
from atenda.searching import asking
from atenda.searching.asking import Asked, hits, understand, words_condition
from atenda.searching.documents import document
from atenda.testing import make
from atenda.testing.cast import NOW, Cast


def walked(asked: Asked) -> list[int]:
    """The cases that fit, asked one by one."""
    condition, values = words_condition(asked)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT folio FROM cases_case c WHERE c.organization_id = %s AND {condition} ORDER BY folio DESC",
            [current_organization().pk, *values],
        )
        return [folio for (folio,) in cursor.fetchall()]


def found(text: str) -> list[int]:
    """The cases that fit: the same in both ways."""
    asked = understand(text)
    collected = hits(asked, 1000)
    assert collected == walked(asked) or not asked
    return collected or []


@pytest.fixture
def cases(acme: Cast) -> dict[str, int]:
    said = {
        "boxes": "Devolución de dos cajas de pescada",
        "pallet": "Devolvieron el palé de cajas",
        "order": "Pedido PED-2026-0042 con retraso",
        "reed": "Una caña de pescar, y el año 42",
    }
    return {name: make.case(text, by=acme.agent).folio for name, text in said.items()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("devolucion", ["boxes", "pallet"]),
        ("RETRASOS", ["order"]),
        ("atrasou", ["order"]),
        ("caja", ["boxes", "pallet"]),
        ("caja pescada", ["boxes"]),
        ("pescada, caja.", ["boxes"]),
        ("devol", ["boxes", "pallet"]),
        ("devol* caja ", ["boxes", "pallet"]),
        ("devol caja ", []),
        ("caja -pale", ["boxes"]),
        ("-caja retraso", ["order"]),
        ('"dos cajas"', ["boxes"]),
        ('"cajas dos"', []),
        ('"cajas de pescada"', ["boxes"]),
        ('caja -"dos cajas"', ["pallet"]),
        ("«palé de cajas»", ["pallet"]),
        ("PED-2026-0042", ["order"]),
        ("ped-2026", ["order"]),
        ("2026-ped", []),
        ("caña", ["reed"]),
        ("cana ", []),
        ("ano ", []),
        ("año", ["reed"]),
        ("42", ["reed"]),
        ("cañita", []),
        ("de", ["boxes", "pallet"]),  # a word of every text may begin another
        ("retraso xilgaro", []),
    ],
)
def test_what_is_typed_finds(text: str, names: list[str], cases: dict[str, int]) -> None:
    assert found(text) == sorted((cases[name] for name in names), reverse=True)


def test_nothing_is_asked_by_signs_and_words_of_every_text(cases: dict[str, int]) -> None:
    for text in ("", "   ", "?!", '""', "-", "* *", "de la ", '"de la"', "\0", "\U0001f41f", "' \\"):
        asked = understand(text)
        assert (bool(asked), walked(asked)) == (False, sorted(cases.values(), reverse=True))


@pytest.mark.parametrize(
    "text",
    [
        "'",
        "\\",
        "caja'",
        "ca\\ja",
        "caja:*",
        ":*",
        "!caja",
        "a & b | c <-> d",
        "((caja",
        "'caja':*A",
        "caja\0s",
        "x" * 10_000,
        "caja " * 3_000,
        '"' * 999,
        '"caja',
        "caja \U0001f41f",
        "-\U0001f41f caja",
        "%s %(organization)s",
        "1' OR '1'='1",
        "−caja",
        "ﬁn ǆ ß ı",
        "é́́x",
        "-" * 500,
        "-caja -palé",
        "99999999999999999999",
        "@",
        "a@b@c",
        "+",
        "+34",
    ],
)
def test_no_text_makes_the_question_fail(text: str, cases: dict[str, int]) -> None:
    asked = understand(text)
    assert hits(asked, 1000) is not None
    assert set(walked(asked)) <= set(cases.values())


SIGNS = (
    *" \"'\\\\:*&|!()<>-_%$#@+.,;«»“”\0\n\t\u0301\U0001f41f",
    "<->",
    "caja",
    "Ñu",
    "é",
    "ß",
    "42",
    "de",
    "日本",
    "-",
    '"',
)


@pytest.mark.django_db
def test_any_mixture_of_signs_is_a_question_and_a_text() -> None:
    """Two thousand of them: PostgreSQL reads what we make of each."""
    random = Random(1042)
    texts = ["".join(random.choices(SIGNS, k=random.randrange(1, 14))) for _ in range(2000)]
    queries = [asking.understand(f"x{text} x", with_customers=False).query for text in texts]
    made = [str(document(text, [text], [text], [text])) for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*), bool_and(numnode(q::tsquery) > 0), sum(length(v::tsvector)) > 0
            FROM unnest(%s::text[], %s::text[]) made (q, v)""",
            [queries, made],
        )
        assert cursor.fetchone() == (2000, True, True)


def test_a_folio_finds_its_case_among_those_that_say_the_number(cases: dict[str, int], acme: Cast) -> None:
    order, reed = cases["order"], cases["reed"]
    note(Case.objects.get(folio=reed), body=f"Como el caso {order}.", by=acme.agent, now=NOW)
    assert (found(str(order)), found(f"#{order}")) == ([reed, order], [reed, order])
    assert (understand(f"#{order}").folio, understand(f"#{order}").exact) == (order, (order,))


def test_a_customer_is_found_by_phone_e_mail_and_tax_number(acme: Cast) -> None:
    person = open_contact(name="Uxía Peña", tax_id="12345678Z", by=None, now=NOW)
    PhoneNumber.objects.create(contact=person, number="+34881442211", national="881442211")
    EmailAddress.objects.create(contact=person, address="uxia@nandu.example")
    mine, _ = make.case("Unha", contact=person).folio, make.case("Outra").folio
    for text in ("881442211", "+34 881 44 22 11", "0034881442211", "881 442", "Uxia@nandu.example", "12345678-z"):
        assert found(text) == [mine], text
        assert not understand(text, with_customers=False).exact
    assert found("88144") == []  # too short: it would be of too many


def test_a_common_word_is_not_collected(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    folios = [make.case("Pedido con retraso" if n % 2 else "Pedido").folio for n in range(8)]
    monkeypatch.setattr(asking, "PROBED", 4)
    monkeypatch.setattr(asking, "COMMON", 4)
    assert hits(understand("pedido"), 1000) is None
    assert hits(understand("retraso"), 1000) == folios[7::-2]
    assert hits(understand("retraso"), 3) is None
    assert hits(understand("-pedido"), 1000) is None


def test_another_organization_is_never_asked(acme: Cast, other: Cast) -> None:
    with inside(other.organization):
        theirs = make.case("Palabra xilgaro")
        assert found("xilgaro") == [theirs.folio]
    make.case("Palabra merlo")
    assert (found("xilgaro"), hits(understand("xilgaro"), 9)) == ([], [])


def test_a_question_is_two_statements_at_most(acme: Cast, django_assert_max_num_queries: Any) -> None:
    make.case("Pedido con retraso")
    with django_assert_max_num_queries(2):
        hits(understand("pedido -atraso"), 1000)
