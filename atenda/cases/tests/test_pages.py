"""The pages of cases: one visit that does the work, one by someone who may not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.access.abilities import Ability, Sees
from atenda.cases import picklists
from atenda.cases.editing import save_form
from atenda.cases.lifecycle import close
from atenda.cases.models import Case, Lifecycle
from atenda.conversations.models import Note
from atenda.conversations.noting import note
from atenda.history.merging import last_seq
from atenda.testing import make
from atenda.testing.cast import NOW, make_customer


def opening(acme, **changed):
    return {
        "submission": str(uuid4()),
        "customer": f"contact:{acme.customer.pk}",
        "account": "",
        "reference": "Faltan tres cajas",
        "description": "El pedido llegó incompleto.",
        "category": acme.category("Queja").pk,
        "priority": acme.priority("Alta").pk,
        "state": acme.state("Abierto").pk,
        "responsible": acme.agent.pk,
        "assignees": [acme.colleague.pk],
        "team": acme.team.pk,
        "source": acme.source("phone").pk,
        **changed,
    }


def standing(case, seen=None, **changed):
    return {
        "seen": seen if seen is not None else last_seq(case),
        "state": case.state_id,
        "priority": case.priority_id,
        "category": case.category_id or "",
        "responsible": case.responsible_id or "",
        "assignees": [pk for pk in case.assignee_ids if pk != case.responsible_id],
        "team": case.team_id or "",
        "source": case.source_id or "",
        **changed,
    }


def test_the_list_shows_pending_cases_with_customer_and_people(acme, visit):
    make.case("Se rompió el envase", responsible=acme.agent)
    close(make.case("Ya resuelto"), by=acme.agent, now=NOW)
    text = visit.as_(acme.agent).get(acme.url("cases/")).content.decode()

    assert "Se rompió el envase" in text
    assert "Uxía Cliente" in text
    assert "Xoán Axente" in text
    assert "Ya resuelto" not in text


def test_the_list_asks_the_same_for_one_row_and_for_three(acme, visit):
    visitor = visit.as_(acme.agent)
    make.case(responsible=acme.agent)
    visitor.get(acme.url("cases/"))
    costs = []
    for more in (0, 2):
        for _ in range(more):
            make.case(responsible=acme.agent, assignees=[acme.colleague])
        with CaptureQueriesContext(connection) as asked:
            visitor.get(acme.url("cases/"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("query", ["view=nope&order=nope&before=nope", "before=9999999999", "view=closed&order=-state"])
def test_an_address_that_makes_no_sense_still_shows_a_list(acme, visit, query):
    make.case()
    assert visit.as_(acme.agent).get(acme.url(f"cases/?{query}")).status_code == 200


def test_a_cursor_of_five_thousand_digits_is_none(acme, visit):
    cursor = f"{acme.state('Abierto').pk}.{'9' * 5000}"
    assert visit.as_(acme.agent).get(acme.url(f"cases/?order=state&before={cursor}")).status_code == 200


def test_an_organization_that_cannot_be_spelled_does_not_exist(acme, visit):
    assert visit.as_(acme.agent).get("/ac%00me/cases/").status_code == 404


def test_opening_a_case_leads_to_it(acme, visit):
    answer = visit.as_(acme.agent).post(acme.url("cases/new/"), opening(acme))
    case = Case.objects.get()

    assert answer.headers["Location"] == acme.url("cases/1/")
    assert (case.reference, str(case.priority), case.responsible, case.contact) == (
        "Faltan tres cajas",
        "Alta",
        acme.agent,
        acme.customer,
    )
    assert case.assignee_ids == [acme.agent.pk, acme.colleague.pk]


def test_the_form_is_prefilled_with_the_customer_one_came_from_and_their_company(acme, visit):
    text = visit.as_(acme.agent).get(acme.url(f"cases/new/?contact={acme.customer.pk}")).content.decode()

    assert f'<option value="contact:{acme.customer.pk}" selected>Uxía Cliente' in text
    assert f'<option value="account:{acme.account.pk}" selected>Conservas Ñandú' in text


def test_a_refused_form_keeps_every_field_and_says_what_to_do(acme, visit):
    answer = visit.as_(acme.agent).post(acme.url("cases/new/"), opening(acme, reference="", description="Muy largo"))

    assert answer.status_code == 422
    assert "Muy largo" in answer.content.decode()
    assert 'id="id_reference_error"' in answer.content.decode()
    assert Case.objects.count() == 0


def test_the_same_form_twice_makes_one_case(acme, visit):
    form = opening(acme)
    answers = [visit.as_(acme.agent).post(acme.url("cases/new/"), form) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [acme.url("cases/1/")] * 2
    assert Case.objects.count() == 1


def test_a_customer_of_another_organization_is_no_customer(acme, other, visit):
    answer = visit.as_(acme.agent).post(acme.url("cases/new/"), opening(acme, customer=f"contact:{other.customer.pk}"))

    assert answer.status_code == 422


def without(role, *abilities):
    role.abilities = [each for each in role.abilities if each not in abilities]
    role.save(update_fields=["abilities"])


def test_whoever_may_not_see_customers_learns_no_name_by_asking_for_a_case(acme, visit):
    without(acme.agent.role, Ability.SEE_CUSTOMERS)
    visit.as_(acme.agent)
    who = f"contact:{acme.customer.pk}"
    for page in (f"cases/new/?contact={acme.customer.pk}", f"cases/new/companies/?customer={who}"):
        text = visit.get(acme.url(page)).content.decode()
        assert "Uxía Cliente" not in text
        assert "Conservas Ñandú" not in text
    answer = visit.post(acme.url("cases/new/"), opening(acme))
    assert answer.status_code == 422
    assert "Uxía Cliente" not in answer.content.decode()
    assert Case.objects.count() == 0
    for form in ("customers/new/", "contacts/new/"):
        assert visit.get(acme.url(form)).status_code == 403


def test_whoever_may_not_see_customers_keeps_the_one_of_a_case_and_reaches_no_other(acme, visit):
    case = make.case(contact=acme.customer, by=acme.agent)
    hidden = make_customer("Ledicia Oculta", "Oculta SL")[1]
    without(acme.agent.role, Ability.SEE_CUSTOMERS)
    visit.as_(acme.agent)
    mine = {"seen": last_seq(case), "reference": "Outra", "description": "", "account": ""}
    answer = visit.post(acme.url("cases/1/matter/"), {**mine, "customer": f"contact:{hidden.pk}"})
    assert answer.status_code == 422
    assert "Ledicia" not in answer.content.decode()
    answer = visit.post(acme.url("cases/1/matter/"), {**mine, "customer": f"contact:{acme.customer.pk}"})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.reference, case.contact) == ("Outra", acme.customer)


def test_opening_a_case_is_no_way_to_assign_or_close_one(acme, visit):
    without(acme.agent.role, Ability.ASSIGN_CASES, Ability.CLOSE_CASES)
    visit.as_(acme.agent)
    assert visit.post(acme.url("cases/new/"), opening(acme, state=acme.state("Cerrado").pk)).status_code == 422
    assert visit.post(acme.url("cases/new/"), opening(acme)).status_code == 302
    case = Case.objects.get()
    assert (case.assignee_ids, case.responsible, case.team) == ([], None, None)


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
    older = visitor.get(acme.url("cases/1/timeline/?before=12")).content.decode()

    assert "Nota 59." in first
    assert "Nota 9." not in first
    assert "Nota 9." in older
    assert "Nota 10." not in older


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


def test_closing_and_reopening(acme, visit):
    make.case()
    visitor = visit.as_(acme.agent)
    visitor.post(acme.url("cases/1/resolution/"))
    assert not Case.objects.get().is_pending
    visitor.post(acme.url("cases/1/reopening/"))
    assert Case.objects.get().is_pending


def test_taking_a_case_keeps_whoever_had_it(acme, visit):
    make.case(responsible=acme.colleague)
    visit.as_(acme.agent).post(acme.url("cases/1/assignment/"))

    assert Case.objects.get().assignee_ids == [acme.agent.pk, acme.colleague.pk]


def test_how_it_stands_is_saved(acme, visit):
    case = make.case()
    form = standing(case, state=acme.state("En espera").pk, priority=acme.priority("Alta").pk)
    visit.as_(acme.agent).post(acme.url("cases/1/standing/"), form)
    kept = Case.objects.get()

    assert (str(kept.state), str(kept.priority)) == ("En espera", "Alta")


def test_what_it_is_about_is_saved(acme, visit):
    case = make.case()
    form = {
        "seen": last_seq(case),
        "reference": "No enfría",
        "description": "Nada",
        "customer": f"account:{acme.account.pk}",
        "account": "",
    }
    visit.as_(acme.agent).post(acme.url("cases/1/matter/"), form)
    kept = Case.objects.get()

    assert (kept.reference, kept.description, kept.contact, kept.account) == ("No enfría", "Nada", None, acme.account)


def test_a_conflict_shows_both_values_and_saving_again_keeps_mine(acme, visit):
    case = make.case()
    seen = last_seq(case)
    values = {"priority": acme.priority("Media")}
    save_form(case, values=values, seen=seen, by=acme.colleague, now=NOW)
    form = standing(Case.objects.get(), seen=seen, priority=acme.priority("Alta").pk)
    answer = visit.as_(acme.agent).post(acme.url("cases/1/standing/"), form)
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "Carme Compañeira" in text
    assert "Media" in text
    assert f'name="seen" value="{last_seq(case)}"' in text
    visit.post(acme.url("cases/1/standing/"), {**form, "seen": last_seq(case)})
    assert str(Case.objects.get().priority) == "Alta"


@pytest.mark.parametrize("deed", ["notes", "resolution", "reopening", "assignment", "standing", "matter"])
def test_an_observer_sees_the_case_and_does_nothing(acme, visit, deed):
    case = make.case()
    visitor = visit.as_(acme.observer)

    assert visitor.get(acme.url("cases/1/")).status_code == 200
    assert visitor.post(acme.url(f"cases/1/{deed}/"), standing(case)).status_code == 403


def test_closing_by_state_needs_the_ability_to_close(acme, visit):
    case = make.case()
    role = acme.agent.role
    role.abilities = [ability for ability in role.abilities if ability != "cases.close"]
    role.save(update_fields=["abilities"])
    answer = visit.as_(acme.agent).post(acme.url("cases/1/standing/"), standing(case, state=acme.state("Cerrado").pk))

    assert answer.status_code == 403


def test_from_closed_to_cancelled_needs_the_ability_to_close_too(acme, visit):
    labels = {"es": "Anulado", "gl": "Anulado", "en": "Cancelled"}
    cancelled = picklists.add(
        "states", labels=labels, position=9, colour="grey", lifecycle=Lifecycle.CANCELLED, by=acme.admin, now=NOW
    )
    case = make.case(state=acme.state("Cerrado"))
    role = acme.agent.role
    role.abilities = [ability for ability in role.abilities if ability != "cases.close"]
    role.save(update_fields=["abilities"])
    form = standing(case, state=cancelled.pk)

    assert visit.as_(acme.agent).post(acme.url("cases/1/standing/"), form).status_code == 403
    assert visit.as_(acme.supervisor).post(acme.url("cases/1/standing/"), form).status_code == 302
    assert Case.objects.get().state == cancelled


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


def test_whoever_gives_a_case_away_and_sees_it_no_more_goes_to_the_list(acme, visit):
    case = make.case(responsible=acme.agent)
    role = acme.agent.role
    role.sees = Sees.OWN
    role.save(update_fields=["sees"])
    answer = visit.as_(acme.agent).post(acme.url("cases/1/standing/"), standing(case, responsible=acme.colleague.pk))

    assert answer.headers["Location"] == acme.url("cases/")
