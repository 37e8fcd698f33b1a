"""The form that opens a case: one visit that does the work, one by someone who may not."""

from atenda.access.abilities import Ability
from atenda.cases.models import Case
from atenda.cases.tests.sending import opening, without


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


def test_opening_a_case_is_no_way_to_assign_or_close_one(acme, visit):
    without(acme.agent.role, Ability.ASSIGN_CASES, Ability.CLOSE_CASES)
    visit.as_(acme.agent)
    assert visit.post(acme.url("cases/new/"), opening(acme, state=acme.state("Cerrado").pk)).status_code == 422
    assert visit.post(acme.url("cases/new/"), opening(acme)).status_code == 302
    case = Case.objects.get()
    assert (case.assignee_ids, case.responsible, case.team) == ([], None, None)


def test_the_form_asks_in_the_order_of_the_trade(acme, visit):
    """S0.25: customer, category, priority, state, agents, reference, description, files."""
    page = visit.as_(acme.agent).get(acme.url("cases/new/")).content.decode()
    order = ("customer", "category", "priority", "state", "responsible", "reference", "description")
    places = [page.index(f'data-field="{name}"') for name in order]
    assert places == sorted(places)
    assert page.index('id="id_state"') < page.index("<summary>")  # asked for at once, not among the rest
    assert page.index("data-uploads-to") > places[-1]
