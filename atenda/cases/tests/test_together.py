"""Who is here in words, the cases one opened last, and a case on paper."""

from __future__ import annotations

import pytest

from atenda.access.abilities import Sees
from atenda.access.models import Role
from atenda.conversations.noting import note
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit


def test_who_writes_and_who_looks_is_said_with_their_names(acme: Cast, visit: Visit) -> None:
    make.case()
    visit.as_(acme.agent)
    asked = {"looking": f"{acme.colleague.pk},{acme.supervisor.pk},{acme.agent.pk}", "writing": acme.supervisor.pk}
    page = visit.get(acme.url("cases/1/presence/"), asked).text
    assert page.index(acme.supervisor.name) < page.index(acme.colleague.name)
    assert page.count("presence__writing") == page.count("presence__looking") == 1
    assert acme.agent.name not in page


@pytest.mark.parametrize("numbers", ["", "x", "-1", "1;2", "9" * 40, "²", "\x00", "<b>", "," * 5000, "987654"])
def test_numbers_of_nobody_are_nobody(acme: Cast, other: Cast, visit: Visit, numbers: str) -> None:
    make.case()
    asked = {"looking": numbers, "writing": str(other.agent.pk)}
    assert visit.as_(acme.agent).get(acme.url("cases/1/presence/"), asked).text.strip() == ""


def test_of_a_case_one_may_not_see_nothing_is_said(acme: Cast, visit: Visit) -> None:
    make.case(responsible=acme.colleague)
    Role.objects.filter(kind="agent").update(sees=Sees.OWN)
    visit.as_(acme.agent)
    assert visit.get(acme.url("cases/1/presence/"), {"looking": acme.colleague.pk}).status_code == 404
    assert visit.get(acme.url("cases/1/print/")).status_code == 404
    assert "cases/1/" not in visit.get(acme.url("cases/recent/"), {"folios": "1"}).text
    assert "cases/1/" not in visit.get(acme.url("palette/"), {"recent": "1"}).text


def test_recent_cases_stand_in_the_order_in_which_they_were_opened(acme: Cast, visit: Visit) -> None:
    for number in range(12):
        make.case(f"<i>Caso</i> {number + 1}")
    visit.as_(acme.agent)
    for address, name in (("cases/recent/", "folios"), ("palette/", "recent")):
        page = visit.get(acme.url(address), {name: "3,1,3,7,999,x,-1,99999999999"}).text
        places = [page.index(acme.url(f"cases/{folio}/")) for folio in (3, 1, 7)]
        assert places == sorted(places)
        assert page.count("&lt;i&gt;Caso&lt;/i&gt;") == 3
        full = visit.get(acme.url(address), {name: ",".join(map(str, range(1, 13)))}).text
        assert full.count("&lt;i&gt;Caso") == 10


def test_the_palette_has_recent_cases_only_while_nothing_is_typed(acme: Cast, visit: Visit) -> None:
    make.case("Motor que ronca")
    assert "Motor que ronca" not in visit.as_(acme.agent).get(acme.url("palette/"), {"recent": "1", "q": "cas"}).text


def test_paper_has_the_whole_timeline_and_no_menus(acme: Cast, visit: Visit) -> None:
    case = make.case("Motor <b>roto</b>", description="Fume", by=acme.agent)
    for number in range(60):
        note(case, body=f"Nota número {number}.", by=acme.agent, now=NOW)
    page = visit.as_(acme.observer).get(acme.url("cases/1/print/")).text
    assert [page.count(f"Nota número {number}.") for number in (0, 30, 59)] == [1, 1, 1]
    assert page.index("Nota número 0.") < page.index("Nota número 59.")
    assert "Motor &lt;b&gt;roto&lt;/b&gt;" in page
    assert 'class="topbar' not in page
    assert 'class="sidebar' not in page


def test_paper_without_notes_has_none_of_their_words(acme: Cast, visit: Visit) -> None:
    case = make.case("Motor", by=acme.agent)
    note(case, body="Entre nós", by=acme.agent, now=NOW)
    page = visit.as_(acme.agent).get(acme.url("cases/1/print/"), {"notes": "no"}).text
    assert "Entre nós" not in page
    assert acme.agent.name in page
