"""Which fields a case has and what is asked of each: in the verb, so at every door; and on the pages."""

from datetime import timedelta

import pytest

from atenda.cases import catalogue, picklists
from atenda.cases.assignment import assign
from atenda.cases.editing import edit
from atenda.cases.field_rules import (
    STANDARD,
    MissingFields,
    NeededToClose,
    NotEditable,
    Rule,
    rules,
)
from atenda.cases.lifecycle import cancel, close, move
from atenda.cases.models import Case, Lifecycle
from atenda.cases.setting_rules import own_fields, set_rules
from atenda.cases.tests.sending import opening, standing
from atenda.history.models import Event
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW, make_cast

LATER = NOW + timedelta(hours=3)


def ask(acme, type=None, **wanted):
    set_rules(wanted, type=type, by=acme.admin, now=NOW)


def a_type(acme, label="Avería"):
    labels = {"es": label, "gl": label, "en": label}
    return picklists.add("types", labels=labels, position=1, by=acme.admin, now=NOW)


def test_without_a_word_nothing_more_is_asked_for(acme):
    assert rules(None) == STANDARD


def test_a_case_does_not_begin_without_what_it_must_have(acme):
    ask(acme, category=Rule(at_opening=True), description=Rule(at_opening=True))
    with pytest.raises(MissingFields) as refused:
        make.case()

    assert refused.value.fields == ("category", "description")
    assert make.case(category=acme.category("Queja"), description="Onte").folio == 1


def test_what_must_be_there_is_not_emptied_and_the_rest_is_left_alone(acme):
    case = make.case()
    ask(acme, category=Rule(at_opening=True))
    edit(case, reference="Vella", by=acme.agent, now=LATER)
    edit(case, category=acme.category("Queja"), by=acme.agent, now=LATER)
    with pytest.raises(MissingFields):
        edit(case, category=None, by=acme.agent, now=LATER)


def test_what_does_not_change_any_more_is_refused_by_name(acme):
    case = make.case(responsible=acme.agent)
    ask(acme, priority=Rule(editable=False), source=Rule(editable=False), responsible=Rule(editable=False))
    with pytest.raises(NotEditable) as refused:
        edit(case, source=acme.source("web"), by=acme.agent, now=LATER)
    assert refused.value.fields == ("source",)
    with pytest.raises(NotEditable):
        assign(case, responsible=acme.colleague, by=acme.agent, now=LATER)
    edit(case, priority=acme.priority("Alta"), by=acme.agent, now=LATER)  # a priority always changes


def test_closing_needs_what_it_needs_by_deed_and_by_state(acme):
    ask(acme, solution=Rule(at_closing=True), closing_reason=Rule(at_closing=True))
    case = make.case()
    with pytest.raises(NeededToClose) as refused:
        close(case, by=acme.agent, now=LATER)
    assert refused.value.fields == ("closing_reason", "solution")
    with pytest.raises(NeededToClose):
        move(case, to=acme.state("Cerrado"), solution="Si", by=acme.agent, now=LATER)
    with pytest.raises(NeededToClose):
        make.case(state=acme.state("Cerrado"))
    close(case, reason=acme.reason("Solucionado"), solution="Cambiado", by=acme.agent, now=LATER)
    assert not case.is_pending


def test_cancelling_needs_no_solution(acme):
    ask(acme, solution=Rule(at_closing=True))
    labels = {"es": "Anulado", "gl": "Anulado", "en": "Cancelled"}
    state = picklists.add("states", labels=labels, position=9, lifecycle=Lifecycle.CANCELLED, by=acme.admin, now=NOW)
    case = make.case()
    cancel(case, to=state, by=acme.agent, now=LATER)
    assert not case.is_pending


def test_a_list_without_values_and_a_hidden_field_are_not_asked_for(acme):
    ask(acme, importance=Rule(at_opening=True), category=Rule(at_opening=True, shown=False))
    assert make.case().importance is None


def test_a_rule_of_the_type_goes_before_that_of_all(acme):
    breakdown = a_type(acme)
    ask(acme, category=Rule(at_opening=True))
    ask(acme, type=breakdown, category=Rule(shown=False), description=Rule(at_opening=True))

    assert make.case(type=breakdown, description="Non arrinca").category is None
    with pytest.raises(MissingFields):
        make.case(description="Sen tipo")


def test_another_type_keeps_the_values_of_fields_that_it_hides(acme, visit):
    """B36"""
    breakdown = a_type(acme)
    ask(acme, type=breakdown, category=Rule(shown=False))
    case = make.case(category=acme.category("Queja"))
    form = {name: value for name, value in standing(case, type=breakdown.pk).items() if name != "category"}
    assert visit.as_(acme.agent).post(acme.url("cases/1/standing/"), form).status_code == 302
    case.refresh_from_db()
    assert (case.type, str(case.category)) == (breakdown, "Queja")
    page = visit.get(acme.url("cases/1/")).content.decode()
    assert 'name="category"' not in page
    visit.post(acme.url("cases/1/standing/"), standing(case, type="", category=acme.category("Queja").pk))
    assert ">Queja</option>" in visit.get(acme.url("cases/1/")).content.decode()


def test_another_type_asks_for_what_it_needs(acme):
    breakdown = a_type(acme)
    ask(acme, type=breakdown, description=Rule(at_opening=True))
    case = make.case()
    with pytest.raises(MissingFields):
        edit(case, type=breakdown, by=acme.agent, now=LATER)


def test_hiding_the_others_on_a_case_does_not_take_them_off_it(acme, visit):
    case = make.case(responsible=acme.agent, assignees=[acme.colleague])
    ask(acme, assignees=Rule(shown=False))
    form = {**standing(case, responsible=acme.admin.pk), "assignees": []}
    visit.as_(acme.agent).post(acme.url("cases/1/standing/"), form)
    case.refresh_from_db()
    assert case.assignee_ids == [acme.admin.pk, acme.colleague.pk]


def test_the_preset_of_treebes_asks_for_category_and_description(db):
    """S4.8, S4.11, S4.15"""
    cast = make_cast("preset", preset="treebes")
    with inside(cast.organization):
        asked = {name for name, rule in rules(None).items() if rule.at_opening}
        assert asked == {"customer", "reference", "category", "description"}
        assert not rules(None)["responsible"].first


def test_the_form_says_beside_each_field_what_is_needed(acme, visit):
    ask(acme, category=Rule(at_opening=True), solution=Rule(at_closing=True))
    visitor = visit.as_(acme.agent)
    answer = visitor.post(acme.url("cases/new/"), opening(acme, category=""))
    assert answer.status_code == 422
    assert answer.context is None or Case.objects.count() == 0

    visitor.post(acme.url("cases/new/"), opening(acme))
    case = Case.objects.get()
    form = standing(case, state=acme.state("Cerrado").pk, solution="")
    answer = visitor.post(acme.url("cases/1/standing/"), form)
    assert answer.status_code == 422
    assert "standing_solution_error" in answer.content.decode()
    assert visitor.post(acme.url("cases/1/standing/"), {**form, "solution": "Feito"}).status_code == 302


def test_closing_asks_in_its_panel_for_what_the_case_lacks(acme, visit):
    """B31"""
    make.case()
    ask(acme, category=Rule(at_closing=True), solution=Rule(at_closing=True))
    visitor = visit.as_(acme.agent)
    panel = visitor.get(acme.url("cases/1/resolution/")).content.decode()
    assert 'name="category"' in panel
    assert visitor.post(acme.url("cases/1/resolution/"), {"solution": "Feito"}).status_code == 422
    form = {"solution": "Feito", "category": acme.category("Queja").pk}
    assert visitor.post(acme.url("cases/1/resolution/"), form).status_code == 302
    case = Case.objects.get()
    assert (case.is_pending, str(case.category), case.solution) == (False, "Queja", "Feito")


def test_choosing_a_type_shows_its_fields_with_what_was_typed(acme, visit):
    breakdown = a_type(acme)
    ask(acme, type=breakdown, category=Rule(shown=False))
    visitor = visit.as_(acme.agent)
    assert 'hx-post="/acme/cases/new/fields/"' in visitor.get(acme.url("cases/new/")).content.decode()
    form = opening(acme, type=breakdown.pk, tags="VIP", description="Xa escrito")
    fields = visitor.post(acme.url("cases/new/fields/"), form).content.decode()
    assert 'id="id_category"' not in fields
    assert "Xa escrito" in fields
    assert 'value="VIP"' in fields


def test_settings_are_seen_while_they_are_changed_and_recorded(acme, visit):
    visitor = visit.as_(acme.admin)
    assert visitor.get(acme.url("settings/fields/")).status_code == 200
    ticked = [f"{field}.shown" for field in STANDARD if field != "category"] + ["solution.at_closing"]
    preview = visitor.post(acme.url("settings/fields/preview/"), {"rule": ticked}).content.decode()
    assert 'name="description"' in preview
    assert 'name="category"' not in preview
    assert rules(None) == STANDARD

    assert visitor.post(acme.url("settings/fields/"), {"rule": ticked}).status_code == 302
    acme.organization.refresh_from_db()
    kept = rules(None)
    assert (kept["category"].shown, kept["solution"].at_closing, kept["priority"].editable) == (False, True, True)
    assert Event.objects.filter(kind="fields.set").exists()


def test_settings_of_a_type_that_is_not_there_are_not_found(acme, visit):
    assert visit.as_(acme.admin).get(acme.url("settings/fields/?type=987654")).status_code == 404


def test_the_same_settings_again_change_nothing(acme):
    ask(acme, category=Rule(at_opening=True))
    before = Event.objects.count()
    ask(acme, category=Rule(at_opening=True))
    assert Event.objects.count() == before
    assert catalogue.categories()


def test_a_type_gives_its_own_word_up_for_one_field_or_for_all(acme, visit):
    breakdown = a_type(acme)
    ask(acme, category=Rule(at_opening=True))
    ask(acme, type=breakdown, category=Rule(shown=False), description=Rule(at_opening=True), team=Rule(shown=False))
    address = acme.url(f"settings/fields/of-all/?type={breakdown.pk}")
    assert visit.as_(acme.agent).post(address).status_code == 403
    visitor = visit.as_(acme.admin)
    page = visitor.get(acme.url(f"settings/fields/?type={breakdown.pk}")).content.decode()
    assert "reglas propias en: Categoría, Descripción, Equipo" in page

    answer = visitor.post(address, {"field": "category", "rule": "category.shown"})
    assert answer.headers["Location"] == acme.url(f"settings/fields/?type={breakdown.pk}")
    acme.organization.refresh_from_db()
    assert (own_fields(breakdown), rules(breakdown.pk)["category"]) == (
        ["description", "team"],
        rules(None)["category"],
    )
    told = Event.objects.get(kind="fields.dropped")
    assert (told.actor, told.payloads.get().after["at_opening"]) == (acme.admin, True)

    visitor.post(address)
    visitor.post(address)
    acme.organization.refresh_from_db()
    assert (own_fields(breakdown), rules(breakdown.pk)) == ([], rules(None))
    assert Event.objects.filter(kind="fields.dropped").count() == 3


def test_without_a_type_there_is_no_word_to_give_up(acme, visit):
    assert visit.as_(acme.admin).post(acme.url("settings/fields/of-all/")).status_code == 404


def test_choosing_a_type_changes_what_stands_above_its_fields_too(acme, visit):
    breakdown = a_type(acme)
    ask(acme, type=breakdown, reference=Rule(shown=False), account=Rule(shown=False))
    form = opening(acme, type=breakdown.pk, reference="Xa escrita")
    visitor = visit.as_(acme.agent)
    fields = visitor.post(acme.url("cases/new/fields/"), form).content.decode()
    assert 'data-field="reference"' not in fields
    assert 'id="companies" hx-swap-oob="true" hidden' in fields
    assert '<input type="hidden" name="reference" value="Xa escrita">' in fields  # not lost
    fields = visitor.post(acme.url("cases/new/fields/"), {**form, "type": ""}).content.decode()
    assert 'value="Xa escrita"' in fields
    companies = f"cases/new/companies/?customer=contact:{acme.customer.pk}&type={breakdown.pk}"
    assert "Conservas" not in visitor.get(acme.url(companies)).content.decode()
