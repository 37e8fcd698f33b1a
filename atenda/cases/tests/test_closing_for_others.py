"""What closing asks for is asked of whoever may say it: closing opens no way round editing, assigning and seeing."""

import pytest

from atenda.access.abilities import Ability
from atenda.cases.editing import finish
from atenda.cases.field_rules import Rule
from atenda.cases.lifecycle import close
from atenda.cases.models import Case, Category, Tag
from atenda.cases.tests.sending import without
from atenda.cases.tests.test_field_rules import ask
from atenda.customers.opening import open_account
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW

PREVIEW = "cases/1/resolution/foreseen/"


@pytest.mark.parametrize(
    ("ability", "field", "label"),
    [
        (Ability.ASSIGN_CASES, "responsible", "Responsable"),
        (Ability.ASSIGN_CASES, "team", "Equipo"),
        (Ability.EDIT_CASES, "category", "Categoría"),
        (Ability.EDIT_CASES, "tags", "Etiquetas"),
        (Ability.EDIT_CASES, "description", "Descripción"),
        (Ability.EDIT_CASES, "responsible", "Responsable"),
        (Ability.SEE_CUSTOMERS, "account", "En nombre de"),
    ],
)
def test_what_one_may_not_fill_in_is_left_to_others_and_said(acme, visit, ability, field, label):
    case = make.case(contact=acme.customer)
    ask(acme, **{field: Rule(at_closing=True)})
    sent = {
        "responsible": acme.agent.pk,
        "team": acme.team.pk,
        "category": "Inventada",
        "tags": "inventada",
        "description": "Onte",
        "account": f"account:{acme.account.pk}",
    }
    without(acme.agent.role, ability)
    visitor = visit.as_(acme.agent)
    panel = visitor.get(acme.url("cases/1/resolution/")).content.decode()
    assert f"no se puede cerrar sin estos campos: {label}." in panel
    assert f'name="{field}"' not in panel
    assert "Conservas" not in panel
    assert "Volver al caso" in panel
    answer = visitor.post(acme.url("cases/1/resolution/"), sent)
    assert (answer.status_code, f"sin estos campos: {label}." in answer.content.decode()) == (422, True)
    assert "Conservas" not in visitor.post(acme.url(PREVIEW), sent).content.decode()

    assert Event.objects.filter(case=case).count() == 1
    assert not Category.objects.filter(labels__es="Inventada").exists()
    assert not Tag.objects.exists()
    assert Case.objects.get().is_pending


def test_who_may_only_close_closes_what_lacks_nothing(acme, visit):
    make.case(category=acme.category("Queja"))
    ask(acme, category=Rule(at_closing=True), solution=Rule(at_closing=True))
    without(acme.agent.role, Ability.EDIT_CASES, Ability.ASSIGN_CASES, Ability.SEE_CUSTOMERS)
    answer = visit.as_(acme.agent).post(acme.url("cases/1/resolution/"), {"solution": "Feito"})

    assert (answer.status_code, Case.objects.get().solution) == (302, "Feito")


def test_only_a_company_of_the_contact_is_taken(acme, visit):
    make.case(contact=acme.customer)
    ask(acme, account=Rule(at_closing=True))
    stranger = open_account(name="Outra Empresa", by=None, now=NOW)
    visitor = visit.as_(acme.agent)
    for address in ("cases/1/resolution/", PREVIEW):
        answer = visitor.post(acme.url(address), {"account": f"account:{stranger.pk}"})
        assert "Outra Empresa" not in answer.content.decode()
    assert (Case.objects.get().is_pending, Case.objects.get().account) == (True, None)


def test_a_case_that_somebody_closed_meanwhile_is_not_filled_in(acme, visit):
    case = make.case()
    ask(acme, category=Rule(at_closing=True))
    stale = Case.objects.get()
    ask(acme, category=Rule())
    close(case, by=acme.supervisor, now=NOW)
    seen = Event.objects.filter(case=case).count()
    also = {"category": acme.category("Queja"), "responsible": acme.agent}
    finish(stale, also=also, by=acme.agent, now=NOW)
    ask(acme, category=Rule(at_closing=True))
    sent = {"category": acme.category("Queja").pk}
    assert visit.as_(acme.agent).post(acme.url("cases/1/resolution/"), sent).status_code == 302

    assert (Case.objects.get().category, Case.objects.get().responsible) == (None, None)
    assert Event.objects.filter(case=case).count() == seen
