"""S0.4: a category is chosen, or made inside the form."""

from atenda.cases import picklists
from atenda.cases.models import Case, Category
from atenda.cases.tests.sending import opening, standing
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW


def test_a_category_is_made_inside_both_forms(acme, visit):
    visitor = visit.as_(acme.agent)
    visitor.post(acme.url("cases/new/"), opening(acme, category="  Cámara  frigorífica "))
    case = Case.objects.get()
    assert str(case.category) == "Cámara frigorífica"
    assert Event.objects.get(kind="picklist.added").actor == acme.agent

    visitor.post(acme.url("cases/1/standing/"), standing(case, category="Envases"))
    case.refresh_from_db()
    assert str(case.category) == "Envases"


def test_one_that_is_there_is_not_made_again(acme, visit):
    before = Category.objects.count()
    visit.as_(acme.agent).post(acme.url("cases/new/"), opening(acme, category="QUEJA"))
    assert (str(Case.objects.get().category), Category.objects.count()) == ("Queja", before)


def test_a_retired_one_and_too_long_a_name_come_back_beside_the_field(acme, visit):
    picklists.retire(acme.category("Queja"), by=acme.admin, now=NOW)
    for typed in ("queja", "x" * 61):
        answer = visit.as_(acme.agent).post(acme.url("cases/new/"), opening(acme, category=typed))
        assert answer.status_code == 422
        assert f'value="{typed}" selected' in answer.content.decode()


def test_nothing_is_made_when_the_case_is_refused(acme, visit):
    make.case()
    before = Category.objects.count()
    visit.as_(acme.agent).post(acme.url("cases/new/"), opening(acme, category="Nova", customer=""))
    assert Category.objects.count() == before
