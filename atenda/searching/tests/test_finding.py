"""The few cases that fit best: in whose sight they are, in what order, marked, and what is offered for a mistake."""

from __future__ import annotations

from typing import Any

import pytest

from atenda.access.abilities import Sees
from atenda.cases.binning import bin_case
from atenda.cases.lifecycle import close
from atenda.conversations.noting import note
from atenda.searching import asking, finding
from atenda.searching.asking import understand
from atenda.searching.finding import find_cases
from atenda.searching.models import KnownWord
from atenda.searching.vocabulary import learn
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import NOW, Cast


def found(actor: Agent, text: str, limit: int = 6) -> list[int]:
    return [case.folio for case in find_cases(actor, understand(text), limit)[1]]


def see_only(cast: Cast, actor: Agent, sees: Sees) -> Agent:
    actor.role.sees = sees
    actor.role.save(update_fields=["sees"])
    return actor


@pytest.mark.parametrize("is_common", [False, True])
def test_only_what_one_sees_is_found(acme: Cast, is_common: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """B64, of rare words and of common ones."""
    if is_common:
        monkeypatch.setattr(asking, "PROBED", 1)
        monkeypatch.setattr(asking, "COMMON", 0)
    theirs = make.case("Palabra xilgaro", responsible=acme.colleague, by=acme.colleague)
    teams = make.case("Palabra xilgaro", responsible=acme.colleague, team=acme.team, by=acme.colleague)
    free, mine = make.case("Palabra xilgaro"), make.case("Palabra xilgaro", responsible=acme.agent)
    gone = make.case("Palabra xilgaro", by=acme.agent)
    bin_case(gone, by=acme.agent, now=NOW)
    every = [mine.folio, free.folio, teams.folio, theirs.folio]
    assert found(see_only(acme, acme.agent, Sees.ALL), "xilgaro") == every
    assert found(see_only(acme, acme.agent, Sees.OWN), "xilgaro") == every[:2]
    is_in_team = acme.agent.memberships.filter(team=acme.team).exists()
    assert found(see_only(acme, acme.agent, Sees.TEAMS), "xilgaro") == (every[:3] if is_in_team else every[:2])


def test_what_is_meant_exactly_comes_first_then_what_weighs_most(acme: Cast) -> None:
    named = make.case("Unha consulta", by=acme.agent)
    in_note = make.case(by=acme.agent)
    note(in_note, body=f"Como o caso {named.folio} da lonxa", by=acme.agent, now=NOW)
    in_text = make.case(description=f"Igual que {named.folio}, na lonxa", by=acme.agent)
    in_reference = make.case(f"Segue de {named.folio}: lonxa", by=acme.agent)
    assert found(acme.agent, "lonxa") == [in_reference.folio, in_text.folio, in_note.folio]
    assert found(acme.agent, f"#{named.folio}") == [named.folio, in_reference.folio, in_text.folio, in_note.folio]
    assert found(acme.agent, "lonxa", 1) == [in_reference.folio]


def test_of_a_common_word_the_newest_are_found_and_what_is_meant_exactly_before(
    acme: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S0.41: whoever types a folio is led to that case, though the number stands in a hundred others."""
    named = make.case("Unha consulta", by=acme.agent)
    others = [make.case(f"Faltan {named.folio} caixas", by=acme.agent).folio for _ in range(4)]
    for probed, ranked in ((1, 200), (600, 2)):
        monkeypatch.setattr(asking, "PROBED", probed)
        monkeypatch.setattr(asking, "COMMON", 1)
        monkeypatch.setattr(finding, "RANKED", ranked)
        assert found(acme.agent, "caixas", 2) == others[:1:-1]
        assert found(acme.agent, str(named.folio), 2) == [named.folio, others[-1]]
        assert found(see_only(acme, acme.agent, Sees.ALL), f"#{named.folio}", 1) == [named.folio]


def test_closed_cases_are_found_too(acme: Cast) -> None:
    case = make.case("Palabra xilgaro", by=acme.agent)
    close(case, by=acme.agent, now=NOW)
    assert found(acme.agent, "xilgaro") == [case.folio]


def test_words_are_marked_where_they_stand(acme: Cast) -> None:
    title = make.case("Faltan caixas", description="Faltan 3 caixas")
    text = make.case("Outra cousa", description="Chegou con dúas caixas <rotas>")
    told = make.case("Unha consulta", by=acme.agent)
    note(told, body="O albará di tres caixas", by=acme.agent, now=NOW)
    _, cases = find_cases(acme.agent, understand("cajas "), 6)
    shown = {case.folio: (case.reference, case.excerpt) for case in cases}
    assert shown == {
        title.folio: ("Faltan <mark>caixas</mark>", ""),
        text.folio: ("Outra cousa", "Chegou con dúas <mark>caixas</mark> &lt;rotas&gt;"),
        told.folio: ("Unha consulta", "O albará di tres <mark>caixas</mark>"),
    }


def test_a_mistyped_word_finds_what_was_meant_and_says_so(acme: Cast) -> None:
    case = make.case("Reembolso pendente de Castiñeira")
    assert learn() == 5
    for typed, meant in (("reenbolso", "reembolso"), ("castineira", "castiñeira"), ("pendiemte rembolso", None)):
        asked, cases = find_cases(acme.agent, understand(f"{typed} "), 6)
        assert [each.folio for each in cases] == [case.folio], typed
        assert asked.instead_of == typed
        assert meant in (None, asked.text)
    asked, cases = find_cases(acme.agent, understand("xyzwvut"), 6)
    assert (asked.instead_of, cases) == ("", [])


def test_what_was_found_is_never_put_right(acme: Cast) -> None:
    make.case("Reembolso pendente")
    odd = make.case("Reenbolso")
    learn()
    asked, cases = find_cases(acme.agent, understand("reenbolso "), 6)
    assert ([case.folio for case in cases], asked.instead_of) == ([odd.folio], "")


def test_no_word_of_a_hidden_case_is_offered(acme: Cast) -> None:
    make.case("Palabra xilgaro", responsible=acme.colleague, by=acme.colleague)
    learn()
    agent = see_only(acme, acme.agent, Sees.OWN)
    for typed in ("xilgaro", "xilgarro", "merlo"):
        asked, cases = find_cases(agent, understand(typed), 6)
        assert (asked.instead_of, cases) == ("", [])


def test_learning_again_forgets_what_is_no_longer_said(acme: Cast) -> None:
    make.case("Reembolso", by=acme.agent)
    KnownWord.objects.create(word="merlo", plain="merlo", shown="Merlo", n=3)
    learn()
    learn()
    names = set(KnownWord.objects.values_list("word", flat=True))
    assert ("merlo" in names, "reembolso" in names) == (False, True)


def test_a_question_is_three_statements_for_any_number_of_cases(acme: Cast, django_assert_num_queries: Any) -> None:
    for n in (1, 3):
        while len(found(acme.agent, "xilgaro")) < n:
            make.case("Palabra xilgaro")
        with django_assert_num_queries(3):
            found(acme.agent, "xilgaro")
