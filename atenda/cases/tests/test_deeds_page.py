"""Deeds from the page of a case: one visit that does the work, one by someone who may not."""

from atenda.access.abilities import Ability, Sees
from atenda.cases import picklists
from atenda.cases.editing import save_form
from atenda.cases.models import Case, Lifecycle
from atenda.cases.tests.sending import standing, without
from atenda.history.merging import last_seq
from atenda.testing import make
from atenda.testing.cast import NOW, make_customer


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


def test_whoever_gives_a_case_away_and_sees_it_no_more_goes_to_the_list(acme, visit):
    case = make.case(responsible=acme.agent)
    role = acme.agent.role
    role.sees = Sees.OWN
    role.save(update_fields=["sees"])
    answer = visit.as_(acme.agent).post(acme.url("cases/1/standing/"), standing(case, responsible=acme.colleague.pk))

    assert answer.headers["Location"] == acme.url("cases/")
