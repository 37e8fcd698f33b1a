"""Sessions: listed, ended, and over in time (3.54, V7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from atenda.access import sessions
from atenda.access.abilities import RoleKind
from atenda.access.devices import described
from atenda.access.models import Role, Session
from atenda.staff import membership
from atenda.testing.cast import PASSWORD

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(email: str, **headers: str) -> Client:
    client = Client(**headers)
    assert client.post("/accounts/login/", {"login": email, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/acme/me/").status_code == 200


def test_the_list_names_devices_and_keeps_keys_to_itself(acme):
    here, there = signed_in("xoan@acme.example"), signed_in("xoan@acme.example", HTTP_USER_AGENT=FIREFOX)
    signed_in("antia@acme.example", HTTP_USER_AGENT="Somebody else's")
    page = here.get("/accounts/sessions/").content.decode()
    assert "Firefox · Windows" in page
    assert "Somebody else" not in page
    assert here.session.session_key not in page
    assert there.session.session_key not in page


def test_one_session_is_ended_and_only_ones_own(acme):
    here, there, another = (signed_in(f"{name}@acme.example") for name in ("xoan", "xoan", "antia"))
    for client in (there, another):
        handle = sessions.handle_of(Session.objects.get(session_key=client.session.session_key))
        here.post("/accounts/sessions/end/", {"session": handle})
    assert (is_in(here), is_in(there), is_in(another)) == (True, False, True)


def test_all_others_are_ended_at_once(acme):
    here, *others = [signed_in("xoan@acme.example") for _ in range(3)]
    here.post("/accounts/sessions/end/")
    assert [is_in(client) for client in (here, *others)] == [True, False, False]


def test_a_new_password_ends_the_others_and_keeps_this_one(acme):
    here, there = signed_in("xoan@acme.example"), signed_in("xoan@acme.example")
    values = {"oldpassword": PASSWORD, "password": "sete pedras brancas"}
    assert here.post("/accounts/password/change/", values).status_code == 200
    assert (is_in(here), is_in(there)) == (True, False)
    assert Client().post("/accounts/login/", {"login": "xoan@acme.example", "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize("password", ["curta", "password", "12345678", "xoan@acme.example"])
def test_a_poor_password_is_refused(acme, password):
    here = signed_in("xoan@acme.example")
    values = {"oldpassword": PASSWORD, "password": password}
    assert here.post("/accounts/password/change/", values).status_code == 422


def test_the_present_password_is_needed_and_guessing_it_is_limited(acme):
    here = signed_in("xoan@acme.example")
    values = {"oldpassword": "not it", "password": "sete pedras brancas"}
    answers = [here.post("/accounts/password/change/", values) for _ in range(12)]
    assert {answer.status_code for answer in answers} == {422}
    right = here.post("/accounts/password/change/", {**values, "oldpassword": PASSWORD})
    assert right.status_code == 422  # the browser has to wait now


def test_deactivation_ends_every_session(acme):
    here = signed_in("xoan@acme.example")
    membership.deactivate(acme.agent, heir=None, by=acme.admin, now=timezone.now())
    assert not is_in(here)


def test_a_new_role_ends_every_session(acme):
    here = signed_in("xoan@acme.example")
    observer = Role.objects.get(kind=RoleKind.OBSERVER)
    membership.change(acme.agent, name=acme.agent.name, role=observer, teams=[acme.team], by=acme.admin)
    assert not is_in(here)


def test_a_session_is_over_twelve_hours_after_it_was_seen(acme):
    here = signed_in("xoan@acme.example")
    row = Session.objects.get(identity=acme.agent.identity)
    assert timedelta(hours=11, minutes=59) < row.expire_date - timezone.now() <= timedelta(hours=12)
    Session.objects.update(expire_date=timezone.now())
    assert not is_in(here)


def test_a_session_in_use_goes_on_and_is_written_only_now_and_then(acme, django_assert_max_num_queries):
    here = signed_in("xoan@acme.example")
    assert is_in(here)
    seen = Session.objects.get(identity=acme.agent.identity).seen_at
    assert is_in(here)
    assert Session.objects.get(identity=acme.agent.identity).seen_at == seen
    ago = timezone.now() - timedelta(hours=11)
    Session.objects.update(seen_at=ago, started_at=ago, expire_date=timezone.now() + timedelta(hours=1))
    assert is_in(here)
    assert Session.objects.get().expire_date - timezone.now() > timedelta(hours=11, minutes=59)


def test_a_session_is_over_fourteen_days_after_it_began_however_much_it_is_used(acme):
    here = signed_in("xoan@acme.example")
    now = timezone.now()
    began = now - timedelta(days=13, hours=22)
    Session.objects.update(seen_at=now - timedelta(hours=1), started_at=began)
    answer = here.get("/acme/me/")
    assert answer.status_code == 200
    assert Session.objects.get().expire_date == began + timedelta(days=14)
    assert answer.cookies["atenda-session"]["max-age"] <= 2 * 3600


def test_a_session_ended_meanwhile_is_not_brought_back_by_its_last_page(acme):
    here = signed_in("xoan@acme.example")
    Session.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    session = here.session
    Session.objects.all().delete()
    from django.contrib.sessions.backends.base import UpdateError

    with pytest.raises(UpdateError):
        session.save()
    assert Session.objects.count() == 0


def test_whoever_ends_their_own_session_by_a_deed_gets_the_page_all_the_same(acme):
    here = signed_in("antia@acme.example")
    Role.objects.get(kind=RoleKind.OBSERVER)
    acme.supervisor.role = acme.admin.role
    acme.supervisor.save(update_fields=["role"])
    Session.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    answer = here.post(f"/acme/settings/people/{acme.admin.pk}/", {"name": "Antía", "role": "observer", "teams": []})
    assert answer.status_code == 302
    assert not is_in(here)


def test_sessions_that_are_over_are_swept_away(acme):
    signed_in("xoan@acme.example")
    assert sessions.sweep(timezone.now()) == 0
    assert sessions.sweep(timezone.now() + timedelta(hours=13)) == 1


def test_devices_are_named_as_people_know_them():
    assert described(FIREFOX) == "Firefox · Windows"
    assert described("curl/8") == "curl/8"
    assert described("") == ""


def test_signed_in_pages_are_not_kept_by_anybody(acme):
    here = signed_in("xoan@acme.example")
    for path in ("/acme/me/", "/accounts/sessions/", "/accounts/password/change/"):
        assert "no-store" in here.get(path)["Cache-Control"]
