"""The page of a case and its notes; what an observer does there, and a stranger does not see."""

from datetime import timedelta

import pytest

from atenda.access.abilities import Sees
from atenda.cases.editing import edit
from atenda.cases.tests.sending import standing
from atenda.conversations.models import Note
from atenda.conversations.noting import note
from atenda.testing import make
from atenda.testing.cast import NOW


def test_the_case_page_tells_what_happened(acme, visit):
    case = make.case("No enfría", description="Desde el lunes", responsible=acme.agent, by=acme.supervisor)
    note(case, body="Llamé y no contesta", by=acme.agent, now=NOW)
    text = visit.as_(acme.agent).get(acme.url("cases/1/")).content.decode()

    for words in ("No enfría", "Desde el lunes", "Llamé y no contesta", "Sabela Supervisora", "986 12 34 56"):
        assert words in text


def test_a_long_timeline_is_paged_from_the_end(acme, visit):
    case = make.case()
    for n in range(60):
        note(case, body=f"Nota {n}.", by=acme.agent, now=NOW + timedelta(minutes=n))
    visitor = visit.as_(acme.agent)
    first = visitor.get(acme.url("cases/1/")).content.decode()
    older = visitor.get(acme.url("cases/1/timeline/?before=12"), headers={"hx-request": "true"}).content.decode()
    page = visitor.get(acme.url("cases/1/timeline/?before=12")).content.decode()

    assert ("<html" in older, "<html" in page) == (False, True)
    assert ("Nota 9." in page, "Nota 59." in page) == (True, False)
    assert "Nota 59." in first
    assert "Nota 9." not in first
    assert "Nota 9." in older
    assert "Nota 10." not in older


def test_a_long_change_is_folded_and_a_short_one_is_not(acme, visit):
    case = make.case("Curta", description="Antes " * 60)
    edit(case, reference="Breve", description="Agora " * 60, by=acme.agent, now=NOW)
    page = visit.as_(acme.agent).get(acme.url("cases/1/")).content.decode()

    assert page.count("timeline__change--long") == 1
    assert "<del>Curta</del>" in page


def test_a_note_is_written(acme, visit):
    make.case()
    answer = visit.as_(acme.agent).post(acme.url("cases/1/notes/"), {"body": "Llamará mañana"})

    assert answer.headers["Location"] == acme.url("cases/1/")
    assert Note.objects.get().body == "Llamará mañana"


def test_a_note_of_the_page_itself_is_shown_without_leaving_it(acme, visit):
    make.case()
    answer = visit.as_(acme.agent).post(
        acme.url("cases/1/notes/"), {"body": "Llamará mañana"}, headers={"hx-request": "true"}
    )

    assert answer.status_code == 200
    assert "HX-Redirect" not in answer.headers
    page = answer.content.decode()
    assert page.count("Llamará mañana") == 1
    assert page.index('id="case-entries"') < page.index("Llamará mañana")


def test_an_empty_note_is_refused_beside_its_field(acme, visit):
    make.case()
    answer = visit.as_(acme.agent).post(acme.url("cases/1/notes/"), {"body": "  "})

    assert answer.status_code == 422
    assert 'id="id_body_error"' in answer.content.decode()


@pytest.mark.parametrize("deed", ["notes", "resolution", "reopening", "assignment", "standing", "matter"])
def test_an_observer_sees_the_case_and_does_nothing(acme, visit, deed):
    case = make.case()
    visitor = visit.as_(acme.observer)

    assert visitor.get(acme.url("cases/1/")).status_code == 200
    assert visitor.post(acme.url(f"cases/1/{deed}/"), standing(case)).status_code == 403


@pytest.mark.parametrize("path", ["", "timeline/", "matter/"])
def test_a_case_one_may_not_see_is_not_found(acme, other, visit, path):
    make.case(responsible=acme.colleague)
    role = acme.agent.role
    role.sees = Sees.OWN
    role.save(update_fields=["sees"])

    hidden = visit.as_(acme.agent).get(acme.url(f"cases/1/{path}"))
    absent = visit.get(acme.url(f"cases/2/{path}"))
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert visit.as_(other.agent).get(acme.url(f"cases/1/{path}")).status_code == 404
