"""Seeing Atenda as another role: what that role sees, nothing changed, written down, never more than your own (B65)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from atenda.access import roles
from atenda.access.abilities import STANDARD, Ability, RoleKind, Sees
from atenda.access.models import Role
from atenda.cases.models import Case
from atenda.history.models import Event
from atenda.staff import seeing
from atenda.staff.permissions import may_see_as
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit


@pytest.fixture
def looking(acme: Cast, visit: Visit) -> Visit:
    """The administrator sees Atenda as agents do who see only their own cases."""
    make.case("Allea", responsible=acme.colleague, by=acme.colleague)
    make.case("Libre", by=acme.agent)
    roles.change(acme.agent.role, sees=Sees.OWN, abilities=STANDARD[RoleKind.AGENT][1], by=acme.admin)
    visit.as_(acme.admin)
    answer = visit.post(acme.url("settings/roles/seeing/"), {"role": "agent"})
    assert (answer.status_code, answer["Location"]) == (302, acme.url("cases/"))
    return visit


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="seeing").order_by("pk").values_list("kind", flat=True))


def test_what_the_role_may_not_see_is_not_there(acme: Cast, looking: Visit) -> None:
    assert looking.get(acme.url("cases/1/")).status_code == 404
    assert looking.get(acme.url("cases/2/")).status_code == 200
    assert "Allea" not in looking.get(acme.url("cases/?view=all")).text
    for page in ("settings/", "settings/people/", "settings/roles/", "settings/audit/", "bin/"):
        assert looking.get(acme.url(page)).status_code == 403, page


def test_it_is_only_to_look(acme: Cast, looking: Visit) -> None:
    for page, data in {"cases/2/notes/": {"body": "Ola"}, "cases/new/": {"reference": "x"}, "me/": {}}.items():
        answer = looking.post(acme.url(page), data)
        assert (answer.status_code, "Solo estás mirando" in answer.text) == (403, True), page
    assert Case.objects.count() == 2
    assert looking.post(acme.url("cases/2/file/"), {"form": "pdf"}).status_code == 403


def test_every_page_says_so_and_the_button_ends_it(acme: Cast, looking: Visit) -> None:
    for page in ("cases/", "cases/2/", "contacts/", "home/"):
        text = looking.get(acme.url(page)).text
        assert 'class="seeing"' in text, page
        assert acme.url("seeing/end/") in text
    assert looking.post(acme.url("seeing/end/"))["Location"] == acme.url("settings/roles/")
    assert looking.get(acme.url("settings/roles/")).status_code == 200
    assert 'class="seeing"' not in looking.get(acme.url("cases/")).text
    assert looking.post(acme.url("seeing/end/")).status_code == 302
    assert kinds() == ["seeing.begun", "seeing.ended"]


def test_it_ends_by_itself_after_half_an_hour(acme: Cast, looking: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    later = timezone.now() + timedelta(minutes=31)

    class Later:
        now = staticmethod(lambda: later)

    monkeypatch.setattr(seeing, "timezone", Later)
    assert looking.get(acme.url("settings/roles/")).status_code == 200
    ended = Event.objects.get(kind="seeing.ended")
    assert ended.at < later
    assert ended.payloads.get().after["by_itself"] is True
    monkeypatch.undo()
    assert looking.get(acme.url("settings/roles/")).status_code == 200
    assert kinds() == ["seeing.begun", "seeing.ended"]


def test_beginning_and_end_are_in_the_audit_log(acme: Cast, looking: Visit) -> None:
    looking.post(acme.url("seeing/end/"))
    page = looking.get(acme.url("settings/audit/"), {"area": "roles"}).text
    assert "ha empezado a ver Atenda con otro rol: <strong>Agente" in page
    assert "ha dejado de ver Atenda con otro rol" in page


@pytest.mark.parametrize("who", ["supervisor", "agent", "observer"])
def test_who_may_not_change_roles_may_not(acme: Cast, visit: Visit, who: str) -> None:
    answer = visit.as_(getattr(acme, who)).post(acme.url("settings/roles/seeing/"), {"role": "observer"})
    assert (answer.status_code, kinds()) == (403, [])


def test_nobody_sees_more_than_their_own(acme: Cast, visit: Visit) -> None:
    role = acme.supervisor.role
    role.abilities, role.sees = [Ability.MANAGE_ROLES, Ability.SEE_CUSTOMERS], Sees.OWN
    role.save()
    Role.objects.filter(kind="observer").update(sees=Sees.OWN)
    visit.as_(acme.supervisor)
    for kind, status in {"administrator": 403, "agent": 403, "observer": 302}.items():
        assert visit.post(acme.url("settings/roles/seeing/"), {"role": kind}).status_code == status, kind
    Role.objects.filter(kind="observer").update(sees=Sees.ALL)  # meanwhile
    assert 'class="seeing"' not in visit.get(acme.url("cases/")).text


def test_it_hides_and_never_shows_more(acme: Cast) -> None:
    for role in Role.objects.all():
        for other in Role.objects.all():
            acme.admin.role = role
            if may_see_as(acme.admin, other):
                assert set(other.abilities) <= set(role.abilities)
                assert Sees(other.sees).breadth <= Sees(role.sees).breadth


def test_who_loses_the_permission_is_themselves_again(acme: Cast, looking: Visit) -> None:
    type(acme.admin).objects.filter(pk=acme.admin.pk).update(role=acme.observer.role)
    text = looking.get(acme.url("cases/")).text
    assert 'class="seeing"' not in text
    assert looking.get(acme.url("settings/roles/")).status_code == 403


def test_it_holds_in_its_own_organization_alone(acme: Cast, other: Cast, looking: Visit) -> None:
    from atenda.organizations.entering import inside
    from atenda.testing.cast import Agent

    with inside(other.organization):
        Agent.objects.create(identity=acme.admin.identity, role=other.admin.role, name="Antía")
    assert looking.get(other.url("settings/roles/")).status_code == 200
    assert looking.get(acme.url("settings/roles/")).status_code == 403
    looking.post(other.url("settings/roles/seeing/"), {"role": "observer"})
    assert looking.get(other.url("settings/roles/")).status_code == 403
    assert looking.get(acme.url("settings/roles/")).status_code == 403  # and goes on, to end when it does


def test_customers_pages_and_ones_sign_in_are_as_ever(acme: Cast, looking: Visit) -> None:
    assert looking.get("/accounts/sessions/").status_code == 200
    assert 'class="seeing"' not in looking.get("/accounts/sessions/").text


def test_pages_cost_one_question_more_while_looking_and_none_else(acme: Cast, visit: Visit) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        visit.get(acme.url("contacts/"))
        with CaptureQueriesContext(connection) as captured:
            assert visit.get(acme.url("contacts/")).status_code == 200
        return len(captured)

    visit.as_(acme.admin)
    before: Any = asked()
    visit.post(acme.url("settings/roles/seeing/"), {"role": "agent"})
    assert asked() <= before + 1
    visit.post(acme.url("seeing/end/"))
    assert asked() <= before + 1
