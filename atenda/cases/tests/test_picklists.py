import pytest

from atenda.cases import catalogue, picklists
from atenda.cases.models import Lifecycle, State
from atenda.cases.picklists import LastOfItsKind, StateInUse
from atenda.cases.refusals import RetiredValue
from atenda.cases.tests.sending import opening
from atenda.testing import make
from atenda.testing.cast import NOW

LABELS = {"es": "Facturación", "gl": "Facturación", "en": "Billing"}


def test_a_value_is_added_and_offered_at_once(acme):
    before = len(catalogue.categories())
    picklists.add("categories", labels=LABELS, position=9, colour="blue", by=acme.admin, now=NOW)

    assert len(catalogue.categories()) == before + 1


def test_a_retired_value_stays_on_its_cases_and_is_not_offered(acme, visit):
    category = acme.category("Queja")
    make.case(category=category)
    picklists.retire(category, by=acme.admin, now=NOW)
    visitor = visit.as_(acme.agent)

    assert "Queja" in visitor.get(acme.url("cases/1/")).content.decode()
    assert ">Queja</option>" not in visitor.get(acme.url("cases/new/")).content.decode()


def test_only_one_state_is_the_initial_one(acme):
    waiting = acme.state("En espera")
    picklists.change(waiting, is_initial=True, by=acme.admin, now=NOW)

    assert list(State.objects.filter(is_initial=True)) == [waiting]
    assert catalogue.initial_state().id == waiting.pk


def test_new_cases_do_not_begin_with_a_retired_value(acme):
    waiting = acme.state("En espera")
    picklists.retire(waiting, by=acme.admin, now=NOW)
    with pytest.raises(RetiredValue):
        picklists.change(waiting, is_initial=True, by=acme.admin, now=NOW)
    assert str(State.objects.get(is_initial=True)) == "Abierto"


def test_a_value_of_five_thousand_digits_is_none(acme, visit):
    visitor = visit.as_(acme.agent)
    for field in ("category", "priority", "state"):
        assert visitor.post(acme.url("cases/new/"), opening(acme, **{field: "9" * 5000})).status_code == 422


def test_what_cases_cannot_do_without_is_not_retired(acme):
    with pytest.raises(LastOfItsKind):
        picklists.retire(acme.state("Cerrado"), by=acme.admin, now=NOW)
    with pytest.raises(LastOfItsKind):
        picklists.retire(acme.state("Abierto"), by=acme.admin, now=NOW)


def test_a_state_with_cases_stays_pending_or_finished(acme):
    make.case(state=acme.state("En espera"))
    with pytest.raises(StateInUse):
        picklists.change(acme.state("En espera"), lifecycle=Lifecycle.CANCELLED, by=acme.admin, now=NOW)


def test_the_pages_are_for_those_who_manage_picklists(acme, visit):
    address = acme.url("settings/picklists/")
    assert visit.as_(acme.agent).get(address).status_code == 403
    visitor = visit.as_(acme.admin)
    assert visitor.get(address).status_code == 200
    form = {"es": "Nueva", "gl": "Nova", "en": "New one", "position": 9, "colour": "red"}
    assert visitor.post(f"{address}categories/new/", form).status_code == 302
    pk = acme.category("Nueva").pk
    assert visitor.get(f"{address}categories/{pk}/").status_code == 200
    assert visitor.post(f"{address}categories/{pk}/", {**form, "es": ""}).status_code == 422
    visitor.post(f"{address}categories/{pk}/retirement/")
    assert acme.category("Nueva").retired_at is not None
    assert visitor.post(f"{address}states/{acme.state('Cerrado').pk}/retirement/").status_code == 422
    assert visitor.get(f"{address}nothing/new/").status_code == 404
