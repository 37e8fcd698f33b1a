"""Who looks at a case and who writes on it, as the others' pages are told (B7)."""

from __future__ import annotations

from time import monotonic

import pytest

from atenda.access import sessions
from atenda.live import browsers, circles
from atenda.live.tests.conftest import Desk, Page, sign_in, wait_until
from atenda.live.watching import watch_token
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


class Seat:
    """One agent's page of one case."""

    def __init__(self, desk: Desk, agent: Agent, case: object, cookie: str = "") -> None:
        self.agent, self._desk = agent, desk
        self.cookie = cookie or sign_in(agent)
        self.token = watch_token(agent, case)  # type: ignore[arg-type]
        self.page: Page = desk.open(agent, cookie=self.cookie, watch=self.token)

    def say(self, deed: str) -> int:
        return self._desk.say(self.cookie, self.token, deed)


def told(looking: str = "", writing: str = "") -> str:
    return f"looking={looking}&writing={writing}"


def test_each_sees_who_else_looks_and_nobody_sees_themselves(desk: Desk, acme: Cast) -> None:
    case = make.case()
    one = Seat(desk, acme.agent, case)
    two = Seat(desk, acme.colleague, case)
    assert one.page.is_told(told(f"{acme.colleague.pk}"))
    assert two.page.is_told(told(f"{acme.agent.pk}"))


def test_writing_is_seen_and_stops_being_seen(desk: Desk, acme: Cast) -> None:
    case = make.case()
    one, two = Seat(desk, acme.agent, case), Seat(desk, acme.colleague, case)
    assert one.say("writing") == 204
    assert two.page.is_told(told(f"{acme.agent.pk}", f"{acme.agent.pk}"), within=1.5)
    assert one.say("resting") == 204
    assert two.page.is_told(told(f"{acme.agent.pk}"), within=1.5)


def test_who_stops_typing_without_a_word_is_forgotten(desk: Desk, acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circles, "WRITING", 0.6)
    case = make.case()
    one, two = Seat(desk, acme.agent, case), Seat(desk, acme.colleague, case)
    one.say("writing")
    assert two.page.is_told(told(f"{acme.agent.pk}", f"{acme.agent.pk}"))
    assert two.page.is_told(told(f"{acme.agent.pk}"))


def test_who_leaves_is_gone_and_so_is_who_vanished(desk: Desk, acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circles, "A_WHILE", 0.1)
    case = make.case()
    one, two = Seat(desk, acme.agent, case), Seat(desk, acme.colleague, case)
    assert two.page.is_told(told(f"{acme.agent.pk}"))
    one.page.leave()
    assert two.page.is_told(told())

    monkeypatch.setattr(circles, "LOOKING", 1.0)  # a lid shut: the connection stays, and nothing more is said
    Seat(desk, acme.supervisor, case)
    assert two.page.is_told(told(f"{acme.supervisor.pk}"))
    began = monotonic()
    while monotonic() - began < 1.5:
        two.say("looking")
    assert two.page.is_told(told())


def test_two_pages_of_one_person_are_one_person(desk: Desk, acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circles, "A_WHILE", 0.1)
    case = make.case()
    first = Seat(desk, acme.agent, case)
    second = Seat(desk, acme.agent, case, first.cookie)
    other_page = Seat(desk, acme.colleague, case)
    assert other_page.page.is_told(told(f"{acme.agent.pk}"))
    first.page.leave()
    assert second.say("writing") == 204
    assert other_page.page.is_told(told(f"{acme.agent.pk}", f"{acme.agent.pk}"))
    assert acme.agent.pk not in map(int, filter(None, second.page.people[8:].partition("&")[0].split(",")))


def test_a_page_that_loads_anew_makes_nothing_flicker(desk: Desk, acme: Cast) -> None:
    case = make.case()
    watching = Seat(desk, acme.colleague, case)
    one = Seat(desk, acme.agent, case)
    assert watching.page.is_told(told(f"{acme.agent.pk}"))
    watching.page.forget()
    one.page.leave()
    Seat(desk, acme.agent, case, one.cookie)
    assert not wait_until(lambda: "people" in watching.page.events, within=circles.A_WHILE + 0.5)


def test_another_case_and_another_organization_hear_nothing(desk: Desk, acme: Cast, other: Cast) -> None:
    ours, theirs = make.case(), make.case()
    one, elsewhere = Seat(desk, acme.agent, ours), Seat(desk, acme.colleague, theirs)
    stranger = desk.open(other.agent)
    assert one.say("writing") == 204
    assert not wait_until(lambda: "people" in elsewhere.page.events + stranger.events, within=1)


def test_only_who_is_there_may_speak(desk: Desk, acme: Cast, other: Cast) -> None:
    case, another = make.case(), make.case()
    one, two = Seat(desk, acme.agent, case), Seat(desk, acme.colleague, case)
    assert desk.say(one.cookie, one.token, origin="http://evil.example") == 403
    assert desk.say(one.cookie, one.token, origin=None) == 403
    assert desk.say("", one.token) == 401
    assert desk.say("a\x00b' --" * 5, one.token) == 401
    assert desk.say("x" * 32, one.token) == 404
    assert desk.say(two.cookie, one.token) == 404, "a token of somebody else"
    assert desk.say(one.cookie, watch_token(acme.agent, another)) == 404, "a case one does not look at"
    assert desk.say(sign_in(other.agent), one.token) == 404
    one.page.leave()
    assert one.say("writing") == 404
    assert not wait_until(lambda: "writing=1" in two.page.text, within=0.5)


def test_nothing_else_is_understood(desk: Desk, acme: Cast) -> None:
    one = Seat(desk, acme.agent, make.case())
    forged = one.token.replace(":", "0:", 1)
    for body, status in {
        b"": 403,
        b"watch=&deed=writing": 403,
        f"watch={forged}&deed=writing".encode(): 403,
        f"watch={one.token}&deed=".encode(): 400,
        f"watch={one.token}&deed=shouting".encode(): 400,
        b"&".join(b"a%d=1" % n for n in range(50)): 400,
        b"watch=\xff\xfe": 400,
        b"watch=" + b"1" * 2000: 413,
    }.items():
        assert desk.say(one.cookie, "", body=body) == status, body[:60]
    said = {"cookie": one.cookie, "method": "POST", "body": f'{{"watch": "{one.token}", "deed": "writing"}}'.encode()}
    assert desk.ask(**said, content_type="text/plain").status == 415
    assert desk.ask(**said, content_type="application/json").status == 415
    assert one.say("writing") == 204


def test_a_person_may_not_chatter(desk: Desk, acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "AT_ONCE", 3)
    monkeypatch.setattr(browsers, "SPACING", 60.0)
    case = make.case()
    one, two = Seat(desk, acme.agent, case), Seat(desk, acme.colleague, case)
    assert [one.say("writing") for _ in range(5)] == [204, 204, 204, 429, 429]
    assert two.say("writing") == 204


def test_a_session_that_ends_takes_its_person_along(desk: Desk, acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circles, "A_WHILE", 0.1)
    case = make.case()
    one, two = Seat(desk, acme.agent, case), Seat(desk, acme.colleague, case)
    assert two.page.is_told(told(f"{acme.agent.pk}"))
    sessions.end_all(acme.agent.identity.pk)
    assert two.page.is_told(told())
    assert one.say("writing") == 404


def test_nothing_is_kept_of_a_case_that_everybody_left(desk: Desk, acme: Cast) -> None:
    case = make.case()
    seats = [Seat(desk, acme.agent, case), Seat(desk, acme.colleague, case)]
    seats[0].say("writing")
    room = desk.stream.house.room(acme.organization.pk)
    assert room is not None
    assert list(room.circles) == [case.pk]
    for seat in seats:
        seat.page.leave()
    assert room.circles == {}
    assert desk.stream.house.room(acme.organization.pk) is None
