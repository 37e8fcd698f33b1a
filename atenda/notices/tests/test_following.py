"""Following a case, muting it, and hearing of it as usual again (B62)."""

from __future__ import annotations

import pytest

from atenda.history.models import Event
from atenda.notices.following import Hearing, followers_of, has_muted, hear, hearing_of
from atenda.notices.models import Following
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit


def test_each_way_of_hearing_takes_back_the_others(acme: Cast) -> None:
    case, agent = make.case(), acme.observer
    for how, rows in (
        (Hearing.FOLLOWING, [False]),
        (Hearing.MUTED, [True]),
        (Hearing.FOLLOWING, [False]),
        (Hearing.USUAL, []),
        (Hearing.MUTED, [True]),
        (Hearing.USUAL, []),
    ):
        hear(case, how, by=agent, now=NOW)
        assert list(Following.objects.filter(case=case, agent=agent).values_list("is_muted", flat=True)) == rows
        assert hearing_of(case, agent) == how
        assert has_muted(case, agent) == (how == Hearing.MUTED)
        assert followers_of(case) == ([agent] if how == Hearing.FOLLOWING else [])


def test_it_is_recorded_once_and_not_in_the_timeline_of_the_case(acme: Cast) -> None:
    case = make.case(by=acme.agent)
    told = Event.objects.filter(case=case).count()
    for _ in range(2):
        hear(case, Hearing.FOLLOWING, by=acme.colleague, now=NOW)
    assert Event.objects.filter(case=case).count() == told
    event = Event.objects.get(kind="case.followed")
    assert (event.actor, event.case, event.payloads.get().after) == (
        acme.colleague,
        None,
        {"hearing": "following", "folio": case.folio},
    )


def test_who_left_follows_no_more(acme: Cast) -> None:
    case = make.case()
    hear(case, Hearing.FOLLOWING, by=acme.colleague, now=NOW)
    acme.colleague.deactivated_at = NOW
    acme.colleague.save(update_fields=["deactivated_at"])
    assert followers_of(case) == []


def test_from_the_page_and_back(acme: Cast, visit: Visit) -> None:
    case = make.case()
    visit.as_(acme.observer)
    page, door = acme.url(f"cases/{case.folio}/"), acme.url(f"cases/{case.folio}/following/")
    for hearing, offered in (("following", "usual"), ("muted", "usual"), ("usual", "following")):
        answer = visit.post(door, {"hearing": hearing})
        assert (answer.status_code, answer.headers["Location"]) == (302, page)
        assert hearing_of(case, acme.observer) == hearing
        assert f'value="{offered}"' in visit.get(page).text


@pytest.mark.parametrize("hearing", ["", "everything", "FOLLOWING", "\x00"])
def test_nothing_else_is_understood(acme: Cast, visit: Visit, hearing: str) -> None:
    case = make.case()
    answer = visit.as_(acme.agent).post(acme.url(f"cases/{case.folio}/following/"), {"hearing": hearing})
    assert (answer.status_code, Following.objects.count()) == (400, 0)
