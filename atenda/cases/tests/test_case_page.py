"""The page of a case and its notes; what an observer does there, and a stranger does not see."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from atenda.access.abilities import Sees
from atenda.cases.describing import tags_of
from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.cases.tests.sending import opening, standing
from atenda.conversations.models import Note
from atenda.conversations.noting import note
from atenda.history.merging import last_seq
from atenda.testing import make
from atenda.testing.cast import NOW


def test_the_case_page_tells_what_happened(acme, visit):
    case = make.case("No enfría", description="Desde el lunes", responsible=acme.agent, by=acme.supervisor)
    note(case, body="Llamé y no contesta", by=acme.agent, now=NOW)
    text = visit.as_(acme.agent).get(acme.url("cases/1/")).content.decode()

    for words in ("No enfría", "Desde el lunes", "Llamé y no contesta", "Sabela Supervisora", "986 12 34 56"):
        assert words in text


def test_the_page_says_all_there_is_to_a_case(acme, visit):
    """S0.49: folio, date, state, priority, category, people, reference, description and files."""
    visitor = visit.as_(acme.agent)
    visitor.post(acme.url("cases/new/"), opening(acme, state=acme.state("En espera").pk))
    visitor.post(acme.url("cases/1/files/"), {"file": SimpleUploadedFile("albarán.txt", b"tres caixas")})
    page = visitor.get(acme.url("cases/1/")).content.decode()
    main = page[page.index('<div id="case"') :]
    created = Case.objects.get().created_at.astimezone(ZoneInfo(acme.organization.time_zone))
    for said in (
        "Caso 1",
        f"{created:%d/%m/%Y}",
        "En espera",
        "Alta",
        "Queja",
        acme.agent.name,
        acme.colleague.name,
        "Faltan tres cajas",
        "El pedido llegó incompleto.",
        "albarán.txt",
    ):
        assert said in main


def test_what_s0_52_names_is_edited_from_the_page(acme, visit):
    """S0.52: category, priority, state, people, tags and description; files have tests of their own."""
    case = make.case()
    visitor = visit.as_(acme.agent)
    form = standing(
        case,
        state=acme.state("En progreso").pk,
        priority=acme.priority("Alta").pk,
        category=acme.category("Queja").pk,
        responsible=acme.agent.pk,
        assignees=[acme.colleague.pk],
        tags="Cliente VIP, En garantía",
    )
    assert visitor.post(acme.url("cases/1/standing/"), form).status_code == 302
    matter = {
        "seen": last_seq(case),
        "reference": case.reference,
        "description": "No enfría desde ayer.",
        "customer": f"contact:{acme.customer.pk}",
        "account": "",
    }
    assert visitor.post(acme.url("cases/1/matter/"), matter).status_code == 302
    kept = Case.objects.get()
    assert [str(each) for each in (kept.state, kept.priority, kept.category)] == ["En progreso", "Alta", "Queja"]
    assert (kept.assignee_ids, kept.description) == ([acme.agent.pk, acme.colleague.pk], "No enfría desde ayer.")
    acme.organization.refresh_from_db()
    assert [str(tag) for tag in tags_of(kept)] == ["Cliente VIP", "En garantía"]


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


@pytest.mark.parametrize(("shown", "has_first"), [("", False), ("3", False), ("120", True), ("x", False), ("²", False)])
def test_a_timeline_that_was_unfolded_stays_so_when_it_is_fetched_again(acme, visit, shown, has_first):
    case = make.case()
    for n in range(60):
        note(case, body=f"Nota {n}.", by=acme.agent, now=NOW + timedelta(minutes=n))
    page = visit.as_(acme.agent).get(acme.url("cases/1/"), {"shown": shown}).content.decode()

    assert ("Nota 0." in page, "Nota 59." in page) == (has_first, True)


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
