"""What pages hear, and who may listen."""

from __future__ import annotations

from time import monotonic

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from atenda.access import sessions
from atenda.access.models import Identity
from atenda.live import browsers, watchman
from atenda.live.announce import announce
from atenda.live.database import parameters
from atenda.live.tests.conftest import ORIGIN, Desk, sign_in, wait_until
from atenda.live.watching import watch_token
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_case_opened_by_one_is_heard_by_another_within_two_seconds(desk: Desk, acme: Cast) -> None:
    page = desk.open(acme.colleague)
    make.case(by=acme.agent)
    assert page.hears("cases")


def test_what_pages_hear_has_no_content(desk: Desk, acme: Cast) -> None:
    case = make.case(reference="Secreto de Ñandú", by=acme.agent)
    page = desk.open(acme.agent, watch=watch_token(acme.agent, case))
    announce(acme.organization.pk, [case.pk])
    assert page.hears("case")
    assert page.hears("cases")
    page.text = "\n".join(sorted(set(page.text.splitlines()) - {""})[:-1])
    assert page.text == "data: 1\nevent: case\nevent: cases"


def test_only_the_page_of_the_changed_case_hears_case(desk: Desk, acme: Cast) -> None:
    ours, theirs = make.case(by=acme.agent), make.case(by=acme.agent)
    desk.hear_out()
    page = desk.open(acme.agent, watch=watch_token(acme.agent, ours))
    announce(acme.organization.pk, [theirs.pk])
    assert page.hears("cases")
    assert "case" not in page.events
    announce(acme.organization.pk, [ours.pk])
    assert page.hears("case")


def test_many_changed_cases_are_news_for_every_page_of_a_case(desk: Desk, acme: Cast) -> None:
    page = desk.open(acme.agent, watch=watch_token(acme.agent, make.case(by=acme.agent)))
    announce(acme.organization.pk, range(1000, 5000))
    assert page.hears("case")


def test_two_organizations_do_not_hear_each_other(desk: Desk, acme: Cast, other: Cast) -> None:
    ours, theirs = desk.open(acme.agent), desk.open(other.agent)
    announce(acme.organization.pk, [1])
    assert ours.hears("cases")
    assert not theirs.hears("cases", within=0.5)


def test_news_of_the_list_comes_once_a_second_at_most(desk: Desk, acme: Cast) -> None:
    page = desk.open(acme.agent)
    began = monotonic()
    while monotonic() - began < 1.5:
        announce(acme.organization.pk, [1])
    assert wait_until(lambda: page.events == ["cases", "cases", "cases"], within=1.5)


def test_what_changed_while_the_page_was_made_is_told_on_entering(
    desk: Desk, acme: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsers, "MOMENT", 5.0)
    assert desk.open(acme.agent).hears("cases")


def test_a_page_hears_bye_within_a_second_when_its_person_may_stay_no_longer(desk: Desk, acme: Cast) -> None:
    leaving = [desk.open(agent) for agent in (acme.admin, acme.supervisor, acme.agent, acme.observer)]
    stays = desk.open(acme.colleague)
    sessions.end_all(acme.admin.identity.pk)
    acme.supervisor.identity.sessions.update(expire_date=timezone.now())
    Agent.objects.filter(pk=acme.agent.pk).update(deactivated_at=timezone.now())
    Identity.objects.filter(pk=acme.observer.identity.pk).update(is_active=False)
    began = monotonic()
    assert all(page.hears("bye", within=began + 1.1 - monotonic()) for page in leaving)
    assert wait_until(lambda: all(page.is_over for page in leaving), within=0.2)
    announce(acme.organization.pk, [1])
    assert stays.hears("cases")
    assert [page.events for page in (*leaving, stays)] == [["bye"]] * 4 + [["cases"]]


def test_without_a_session_nobody_listens(desk: Desk, acme: Cast) -> None:
    assert desk.ask(organization="acme").status == 401
    assert desk.ask(organization="acme", cookie="x" * 32).status == 401
    assert desk.ask(organization="acme", cookie="a\x00b' --" * 5).status == 401


def test_strangers_and_unknown_organizations_get_the_same(desk: Desk, acme: Cast, other: Cast) -> None:
    cookie = sign_in(acme.agent)
    answers = [desk.ask(organization=slug, cookie=cookie) for slug in ("other", "nowhere", "", "%00")]
    assert {(page.status, page.text) for page in answers} == {(404, "not found")}


def test_who_was_invited_and_never_came_does_not_listen(desk: Desk, acme: Cast) -> None:
    Agent.objects.filter(pk=acme.agent.pk).update(is_invited=True)
    assert desk.open(acme.agent).status == 404


def test_a_foreign_page_is_refused(desk: Desk, acme: Cast) -> None:
    for origin in ("http://evil.example", "null", f"{ORIGIN}.evil.example", "https://desk.example", f"{ORIGIN}:81"):
        page = desk.open(acme.agent, origin=origin)
        assert (page.status, page.headers.get("access-control-allow-origin")) == (403, None)


def test_our_page_may_read_across_ports(desk: Desk, acme: Cast) -> None:
    page = desk.open(acme.agent)
    assert page.status == 200
    assert page.headers["access-control-allow-origin"] == ORIGIN
    assert page.headers["access-control-allow-credentials"] == "true"
    assert "no-store" in page.headers["cache-control"]
    assert desk.open(acme.agent, origin="").status == 200


def test_nobody_follows_a_case_that_was_not_shown_to_them(desk: Desk, acme: Cast, other: Cast) -> None:
    case = make.case(by=acme.agent)
    token = watch_token(acme.agent, case)
    forged = token.replace(f".{case.pk}:", f".{case.pk + 1}:")
    for stolen in (forged, "", "1.1.1", watch_token(acme.colleague, case), watch_token(other.agent, case)):
        expected = 200 if stolen == "" else 403
        assert desk.open(acme.agent, watch=stolen).status == expected
    assert desk.open(acme.agent, watch=token).status == 200


def test_only_get_and_only_what_is_there(desk: Desk, acme: Cast) -> None:
    assert {desk.ask(method=method).status for method in ("PUT", "PATCH", "DELETE", "OPTIONS")} == {405}
    assert desk.ask("/live", method="POST").status == 405
    assert desk.ask("/rias/cases/").status == 404
    assert (desk.ask("/live").text, desk.ask("/ready").text) == ("live", "ready")


def test_a_session_has_thirty_pages_at_most(desk: Desk, acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "MOST_IN_A_SESSION", 2)
    cookie = sign_in(acme.agent)
    pages = [desk.open(acme.agent, cookie=cookie) for _ in range(3)]
    assert [page.status for page in pages] == [200, 200, 429]
    pages[0].leave()
    assert desk.open(acme.agent, cookie=cookie).status == 200


def test_who_leaves_leaves_nothing_behind(desk: Desk, acme: Cast) -> None:
    desk.open(acme.agent).leave()
    assert list(desk.stream.house.browsers()) == []


def test_a_quiet_page_is_kept_awake(desk: Desk, acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchman, "QUIET", 0.0)
    page = desk.open(acme.agent)
    assert wait_until(lambda: "\n:\n\n" in page.text, within=2.5)


def test_a_page_that_does_not_take_what_is_sent_is_dropped(
    desk: Desk, acme: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchman, "STUCK", 0.2)
    page = desk.open(acme.agent)
    page.is_slow = True
    announce(acme.organization.pk, [1])
    assert wait_until(lambda: not list(desk.stream.house.browsers()), within=3)


def test_a_killed_listener_hears_again_and_every_page_fetches_again(desk: Desk, acme: Cast, other: Cast) -> None:
    case = make.case(by=acme.agent)
    pages = [desk.open(acme.agent, watch=watch_token(acme.agent, case)), desk.open(other.agent)]
    desk.hear_out()
    _end_connections("atenda listener")
    assert all(page.hears("cases", within=3) for page in pages)
    assert pages[0].hears("case")
    for page in pages:
        page.forget()
    announce(acme.organization.pk, [case.pk])
    assert pages[0].hears("case")


def test_a_database_that_ends_every_connection_leaves_no_page_deaf_or_unguarded(desk: Desk, acme: Cast) -> None:
    page = desk.open(acme.agent)
    announce(acme.organization.pk, [1])
    assert page.hears("cases")
    _end_connections("atenda %")
    assert wait_until(lambda: _listeners() == 1, within=3)
    page.forget()
    announce(acme.organization.pk, [1])
    assert page.hears("cases", within=3)
    sessions.end_all(acme.agent.identity.pk)
    assert page.hears("bye")


def _end_connections(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name LIKE %s AND datname = current_database()",
            [name],
        )
        assert cursor.rowcount


def _listeners() -> int:
    with psycopg.connect(**parameters(settings.DATABASES["default"], "atenda test")) as asking:
        found = asking.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'atenda listener'"
            " AND datname = current_database()"
        ).fetchone()
    assert found
    return int(found[0])
