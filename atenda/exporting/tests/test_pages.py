"""The pages: asking for a file from each list, one's own files, and taking them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from atenda.access.abilities import Ability, Sees
from atenda.exporting import making
from atenda.exporting.models import Export, Form, Stage, What
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit


def form(**values: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "form": "excel", **values}


def asked(acme: Cast, visit: Visit, what: str = "cases", query: str = "?view=all") -> Export:
    answer = visit.as_(acme.supervisor).post(acme.url(f"exports/new/{what}/{query}"), form())
    assert answer.headers["Location"] == acme.url("exports/")
    export: Export = Export.objects.get()
    return export


def made(acme: Cast, visit: Visit, *args: Any) -> Export:
    export = asked(acme, visit, *args)
    making.make(export)
    export.refresh_from_db()
    return export


def test_the_list_is_asked_for_with_its_columns_filters_and_order(acme: Cast, visit: Visit) -> None:
    make.case("Unha")
    visit.as_(acme.supervisor).post(acme.url("cases/columns/?view=all"), {"column": ["folio", "reference", "tags"]})
    export = asked(acme, visit, "cases", f"?view=all&order=created&priority={acme.priority('Alta').pk}")
    assert (export.what, export.form) == (What.CASES, Form.EXCEL)
    assert export.asked["view"] == "all"
    assert export.asked["order"] == "created"
    assert export.asked["priority"] == str(acme.priority("Alta").pk)
    assert "Alta" in export.title


def test_the_panel_says_what_and_how_many(acme: Cast, visit: Visit) -> None:
    for number in range(3):
        make.case(f"Caso {number}")
    page = visit.as_(acme.supervisor).get(acme.url("exports/new/cases/?view=all")).content.decode()
    assert "<dd>3</dd>" in page
    page = visit.get(acme.url("exports/new/cases/?view=all&case=1,2")).content.decode()
    assert "<dd>2</dd>" in page
    page = visit.get(acme.url("exports/new/cases/?view=all&case=1&all=1")).content.decode()
    assert "<dd>3</dd>" in page


def test_marked_cases_and_all_of_them(acme: Cast, visit: Visit) -> None:
    for number in range(3):
        make.case(f"Caso {number}")
    assert made(acme, visit, "cases", "?view=all&case=3&case=1").rows == 2
    Export.objects.all().delete()
    assert made(acme, visit, "cases", "?view=all&case=3&all=1").rows == 3


@pytest.mark.parametrize(
    ("what", "query"), [("accounts", "?"), ("contacts", "?town=Vigo&open=1"), ("contacts", "?q=a")]
)
def test_customers_are_asked_for_as_their_list_is_narrowed(what: str, query: str, acme: Cast, visit: Visit) -> None:
    assert made(acme, visit, what, query).stage == Stage.READY


def test_a_saved_view_alone_is_asked_for_as_it_stands(acme: Cast, visit: Visit) -> None:
    make.case("Allea", responsible=acme.colleague)
    make.case("Miña", responsible=acme.supervisor)
    assert made(acme, visit, "cases", "?saved=mine").rows == 1


def test_it_is_taken_by_whoever_asked(acme: Cast, visit: Visit) -> None:
    make.case("Non arranca")
    export = made(acme, visit)
    answer = visit.post(acme.url(f"exports/{export.pk}/file/"))
    assert answer.status_code == 200
    assert "Non arranca" in b"".join(answer).decode()
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="todos-')
    assert "no-store" in answer.headers["Cache-Control"]
    assert visit.as_(acme.admin).post(acme.url(f"exports/{export.pk}/file/")).status_code == 404


def test_whoever_sees_less_now_is_told_to_ask_again(acme: Cast, visit: Visit) -> None:
    export = made(acme, visit)
    acme.supervisor.role.sees = Sees.OWN
    acme.supervisor.role.save()
    assert visit.post(acme.url(f"exports/{export.pk}/file/")).status_code == 404
    page = visit.get(acme.url("exports/")).content.decode()
    assert f"exports/{export.pk}/file/" not in page
    assert "pídela" in page.lower() or "pídelo" in page.lower() or "You see less" in page


def test_one_that_is_made_can_be_cancelled(acme: Cast, visit: Visit) -> None:
    export = asked(acme, visit)
    page = visit.get(acme.url("exports/")).content.decode()
    assert 'hx-trigger="every 1s"' in page
    visit.post(acme.url(f"exports/{export.pk}/cancellation/"))
    export.refresh_from_db()
    assert export.stage == Stage.CANCELLED
    assert 'hx-trigger="every 1s"' not in visit.get(acme.url("exports/")).content.decode()


def test_an_expired_one_is_not_there(acme: Cast, visit: Visit) -> None:
    export = made(acme, visit)
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert visit.post(acme.url(f"exports/{export.pk}/file/")).status_code == 404


def test_without_the_permission_there_is_no_button_and_no_door(acme: Cast, visit: Visit) -> None:
    make.case()
    assert "exports/new/" in visit.as_(acme.supervisor).get(acme.url("cases/")).content.decode()
    page = visit.as_(acme.agent).get(acme.url("cases/")).content.decode()
    assert "exports/new/" not in page
    assert visit.get(acme.url("exports/new/cases/")).status_code == 403
    acme.supervisor.role.abilities.remove(Ability.SEE_CUSTOMERS)
    acme.supervisor.role.save()
    assert visit.as_(acme.supervisor).get(acme.url("exports/new/contacts/")).status_code == 403


def test_the_bell_leads_to_the_exports(acme: Cast, visit: Visit) -> None:
    made(acme, visit)
    page = visit.get(acme.url("bell/")).content.decode()
    number = page.split('id="notice-')[1].split('"')[0]
    assert visit.post(acme.url(f"bell/{number}/reading/")).headers["Location"] == acme.url("exports/")


def test_one_too_many_is_refused_in_the_form(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.admin)
    for _each in range(10):
        visit.post(acme.url("exports/new/cases/?view=all"), form())
    refused = visit.post(acme.url("exports/new/cases/?view=all"), form())
    assert (refused.status_code, "diez archivos" in refused.text) == (422, True)
    assert "diez archivos" in visit.post(acme.url("settings/archive/"), {"key": str(uuid4())}, follow=True).text
    assert Export.objects.count() == 10
