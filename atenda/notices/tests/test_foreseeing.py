"""Before saving one sees who will be told, why, and in which words; and nothing of it stays (B60)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from atenda.cases import catalogue
from atenda.cases.models import Case, Category, Tag
from atenda.customers.models import EmailAddress
from atenda.history.models import Event
from atenda.notices.announcing import tell_case
from atenda.notices.models import Following, Mail, News, Notice
from atenda.notices.policy import change_policy, telling
from atenda.notices.preferences import prefer
from atenda.notices.tests.test_bell import DEFAULTS
from atenda.organizations.models import Counter
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit


@pytest.fixture
def new_case(acme: Cast) -> dict[str, Any]:
    """The form of a new case, given to a colleague."""
    return {
        "customer": f"contact:{acme.customer.pk}",
        "account": "",
        "reference": "Perde auga",
        "description": "Gotea polo lado",
        "state": catalogue.initial_state().id,
        "priority": catalogue.initial_priority().id,
        "responsible": acme.colleague.pk,
        "submission": "5f1c1b9e-0d0f-4a27-9c4d-6a7b8c9d0e1f",
    }


def asked(visit: Visit, acme: Cast, path: str, form: dict[str, Any]) -> str:
    answer = visit.as_(acme.agent).post(acme.url(path), form)
    assert answer.status_code == 200
    return answer.content.decode()


def told_case(acme: Cast, **values: Any) -> Case:
    """A case whose opening has been told."""
    case = make.case(by=acme.agent, **values)
    tell_case(case.pk, now=NOW + timedelta(seconds=5))
    return case


def everything() -> tuple[Any, ...]:
    """All that a deed leaves behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        jobs = cursor.fetchone()[0]
    rows = [model.objects.count() for model in (Case, Event, News, Mail, Notice, Tag, Category)]
    return (*rows, jobs, Counter.objects.get().next_folio, list(Case.objects.values_list("reference", "state_id")))


def test_of_a_new_case_one_sees_everybody_with_the_rule_and_the_mail(
    acme: Cast, visit: Visit, new_case: dict[str, Any]
) -> None:
    before = everything()
    page = asked(visit, acme, "cases/new/foreseen/", new_case)
    for name, why in (("Uxía Cliente", "cliente"), ("Carme Compañeira", "trabaja"), ("Antía Admin", "administra")):
        assert why in page.split(f"<strong>{name}</strong>")[1].split("</p>")[0]
    assert "uxia@cliente.example" in page
    assert "carme@acme.example" not in page  # where a colleague's mail goes is not everybody's to read
    assert page.count('class="foreseen__one"') == 3  # not the one who asks
    assert "Hemos abierto su caso con el número 1: «Perde auga»." in page
    assert "Gotea polo lado" in page
    assert everything() == before


def test_what_was_foreseen_is_what_is_sent(acme: Cast, visit: Visit, new_case: dict[str, Any]) -> None:
    acme.customer.language = "gl"
    acme.customer.save(update_fields=["language"])
    acme.colleague.identity.language = "en"
    acme.colleague.identity.save(update_fields=["language"])
    page = asked(visit, acme, "cases/new/foreseen/", new_case)
    assert visit.post(acme.url("cases/new/"), new_case).status_code == 302
    case = Case.objects.get()
    tell_case(case.pk, now=case.created_at)
    mails = list(Mail.objects.all())
    assert sorted(mail.language for mail in mails) == ["en", "es", "gl"]
    for mail in mails:
        words = page.split(f"<strong>{mail.name}</strong>")[1].split("</details>")[0]
        assert f'lang="{mail.language}"' in words
        assert mail.subject in words


def test_the_close_form_says_it_too_and_the_case_stays_open(acme: Cast, visit: Visit) -> None:
    told_case(acme, responsible=acme.colleague)
    before = everything()
    page = asked(visit, acme, "cases/1/resolution/foreseen/", {"solution": "Cambiouse a xunta"})
    assert "Cambiouse a xunta" in page.split("<strong>Uxía Cliente</strong>")[1]
    assert everything() == before
    assert Case.objects.get().is_pending


def test_somebody_who_is_only_now_given_the_case_is_foreseen(acme: Cast, visit: Visit) -> None:
    case = told_case(acme, responsible=acme.agent)
    form = {"seen": "1", "state": case.state_id, "priority": case.priority_id, "responsible": acme.colleague.pk}
    assert "Carme Compañeira</strong>" in asked(visit, acme, "cases/1/foreseen/", form)
    case.refresh_from_db()
    assert case.responsible_id == acme.agent.pk


def test_a_new_tag_and_category_are_shown_and_not_made(acme: Cast, visit: Visit, new_case: dict[str, Any]) -> None:
    known = dict(catalogue.tags())
    fields = ["tags", "category"]
    change_policy(switches=telling().switches, public_fields=fields, window=0, customer_page=True, by=acme.admin)
    case = told_case(acme, responsible=acme.agent)
    before = everything()
    form = {"seen": "1", "state": case.state_id, "priority": case.priority_id, "responsible": acme.agent.pk}
    page = asked(visit, acme, "cases/1/foreseen/", {**form, "tags": "urxencia-nova", "category": "Categoría nova"})
    assert "urxencia-nova" in page.split("<strong>Uxía Cliente</strong>")[1]
    assert (everything(), dict(catalogue.tags())) == (before, known)


def test_the_reason_is_said_when_the_customer_hears_nothing(acme: Cast, visit: Visit) -> None:
    case = told_case(acme, responsible=acme.colleague)
    form = {"seen": "1", "state": case.state_id, "priority": acme.priority("Alta").pk, "responsible": acme.colleague.pk}
    page = asked(visit, acme, "cases/1/foreseen/", form)
    assert "nada de esto se cuenta a los clientes" in page
    EmailAddress.objects.filter(contact=acme.customer).delete()
    assert "no hay ninguna dirección" in asked(visit, acme, "cases/1/foreseen/", form)


def test_who_has_muted_the_case_or_reads_a_digest_is_foreseen_as_such(
    acme: Cast, visit: Visit, new_case: dict[str, Any]
) -> None:
    prefer(acme.colleague, **{**DEFAULTS, "digest": True})
    page = asked(visit, acme, "cases/new/foreseen/", new_case)
    assert "resumen diario" in page.split("Carme Compañeira</strong>")[1].split("</li>")[0]
    case = make.case(responsible=acme.colleague, by=acme.agent)
    Following.objects.create(case=case, agent=acme.colleague, is_muted=True)
    assert "Carme" not in asked(visit, acme, "cases/1/resolution/foreseen/", {})


def test_what_waits_to_be_told_goes_along(acme: Cast, visit: Visit) -> None:
    """B58: news of the last minute is in the same mail, so it is in what is shown."""
    from atenda.cases.editing import edit

    case = told_case(acme, responsible=acme.colleague)
    edit(case, reference="Outra cousa", by=acme.agent, now=NOW + timedelta(minutes=1))
    page = asked(visit, acme, "cases/1/resolution/foreseen/", {})
    assert "No arranca la cámara → Outra cousa" in page


def test_nothing_changed_and_a_form_not_whole_are_said(acme: Cast, visit: Visit, new_case: dict[str, Any]) -> None:
    case = make.case(responsible=acme.agent, by=acme.agent)
    form = {"seen": "1", "state": case.state_id, "priority": case.priority_id, "responsible": acme.agent.pk}
    assert "No cambiaría nada" in asked(visit, acme, "cases/1/foreseen/", form)
    assert "Falta algo" in asked(visit, acme, "cases/new/foreseen/", {**new_case, "reference": ""})


@pytest.mark.parametrize("path", ["cases/new/", "cases/1/resolution/", "cases/1/matter/", "cases/1/"])
def test_each_form_leads_there_beside_saving_quietly(acme: Cast, visit: Visit, path: str) -> None:
    make.case(responsible=acme.agent, by=acme.agent)
    page = visit.as_(acme.agent).get(acme.url(path)).content.decode()
    assert 'name="quietly"' in page
    assert "/foreseen/" in page
