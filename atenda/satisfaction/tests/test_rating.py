"""A customer gives a mark: by one click and one press, changed until it ends, and what follows a bad one."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from atenda.cases.lifecycle import close
from atenda.cases.merging import hold, merge
from atenda.cases.models import Case
from atenda.cases.tagging import tags_called
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.notices.models import Mail, Notice
from atenda.organizations.entering import inside
from atenda.satisfaction import rating
from atenda.satisfaction.addresses import address_of
from atenda.satisfaction.asking import ask_due
from atenda.satisfaction.models import Survey
from atenda.satisfaction.policy import set_policy
from atenda.satisfaction.rating import rate
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit


@pytest.fixture
def survey(acme: Cast) -> Survey:
    now = timezone.now()
    set_policy(is_on=True, hours=0, bad_tag="queixa", by=acme.admin, now=now - timedelta(days=1))
    case = make.case(responsible=acme.agent, by=acme.agent)
    close(case, by=acme.agent, now=now - timedelta(minutes=5))
    ask_due(now)
    found: Survey = Survey.objects.get()
    return found


@pytest.fixture
def path(survey: Survey) -> str:
    return urlsplit(address_of(survey)).path


def test_looking_rates_nothing_pressing_does(survey: Survey, path: str) -> None:
    """A program that follows every link of a mail is a GET."""
    for mark in range(1, 6):
        page = Client().get(f"{path}?mark={mark}")
        assert page.status_code == 200
        assert f'value="{mark}" required checked' in page.content.decode()
        assert page["Cache-Control"] == "no-store"
    Client().head(f"{path}?mark=1")
    survey.refresh_from_db()
    assert survey.mark is None
    done = Client().post(path, {"mark": "4", "comment": "Moi ben"})
    assert "tenemos su nota" in done.content.decode()
    survey.refresh_from_db()
    assert (survey.mark, survey.comment) == (4, "Moi ben")


def test_changed_until_it_ends(survey: Survey, path: str) -> None:
    for mark in ("4", "4", "5"):
        Client().post(path, {"mark": mark})
    survey.refresh_from_db()
    assert survey.mark == 5
    assert Event.objects.filter(kind="case.rated").count() == 2
    assert Survey.objects.count() == 1
    Survey.objects.update(expires_at=timezone.now())
    assert Client().post(path, {"mark": "1"}).status_code == 404
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("mark", ["", "0", "6", "x", "-1", "99999999999"])
def test_no_other_marks(survey: Survey, path: str, mark: str) -> None:
    refused = Client().post(path, {"mark": mark, "comment": "QUEDA"})
    assert refused.status_code == 422
    assert "QUEDA" in refused.content.decode()
    assert not Event.objects.filter(kind="case.rated").exists()


def test_who_works_here_rates_nothing(acme: Cast, survey: Survey, path: str, visit: Visit) -> None:
    assert visit.as_(acme.colleague).get(path).status_code == 200
    assert visit.post(path, {"mark": "5"}, status=403).status_code == 403
    survey.refresh_from_db()
    assert survey.mark is None


def test_another_seal_opens_nothing(survey: Survey, path: str) -> None:
    spoiled = path[:-5] + ("AAAA/" if path[-5:] != "AAAA/" else "BBBB/")
    assert Client().get(spoiled).status_code == 404
    assert Client().post(spoiled, {"mark": "1"}).status_code == 404


def test_a_bad_mark_tags_the_case_and_tells_whoever_may_see_it_once(acme: Cast, survey: Survey, path: str) -> None:
    Client().post(path, {"mark": "2", "comment": "Tardaron moito"})
    Client().post(path, {"mark": "1", "comment": "Tardaron moito"})
    case = Case.objects.get(pk=survey.case_id)
    assert case.tag_ids == [tag.pk for tag in tags_called(["queixa"], by=None, now=timezone.now())]
    told = {line.agent_id for line in Notice.objects.filter(told__0__0="case.rated")}
    assert told == {acme.supervisor.pk, acme.admin.pk}
    mails = Mail.objects.filter(kind="rated")
    assert {mail.agent_id for mail in mails} == told
    assert all("Tardaron moito" in mail.text for mail in mails)
    assert (
        Event.objects.filter(kind="case.rated").latest("pk").payloads.get().after["name"] == "1 / 5 · «Tardaron moito»"
    )


def test_a_good_one_tells_nobody(acme: Cast, survey: Survey, path: str) -> None:
    Client().post(path, {"mark": "3"})
    assert not Notice.objects.filter(told__0__0="case.rated").exists()
    assert not Case.objects.get(pk=survey.case_id).tag_ids


def test_what_follows_can_be_switched_off(acme: Cast, survey: Survey, path: str) -> None:
    set_policy(bad_tag="", tells_supervisors=False, by=acme.admin, now=timezone.now())
    Client().post(path, {"mark": "1"})
    assert not Mail.objects.filter(kind="rated").exists()
    assert not Case.objects.get(pk=survey.case_id).tag_ids


def test_the_case_knows_the_mark_of_its_last_closing_and_nobody_changed_it(acme: Cast, survey: Survey) -> None:
    case, now = survey.case, timezone.now()
    before = Case.objects.get(pk=case.pk).updated_at
    rate(survey, mark=2, comment="", now=now)
    rate(survey, mark=4, comment="", now=now)
    assert Case.objects.values_list("rating", "updated_at").get(pk=case.pk) == (4, before)
    later = Survey(
        case=case, closed_at=now, contact=acme.customer, nonce="y", faces=3, asked_at=now, expires_at=survey.expires_at
    )
    later.save(force_insert=True)
    rate(later, mark=1, comment="", now=now)  # the worst of three: «bad», not «very bad»
    rate(survey, mark=5, comment="", now=now)  # of the closing before
    assert Case.objects.get(pk=case.pk).rating == 2


def test_of_a_case_that_was_merged_since_it_is_taken_and_the_tag_stands_where_it_goes_on(
    acme: Cast, survey: Survey, path: str
) -> None:
    stays = make.case("Doutra persoa", by=acme.agent)
    merge(stays, [survey.case], by=acme.agent, now=timezone.now())
    done = Client().post(path, {"mark": "1", "comment": "Fatal"})
    assert done.status_code == 200
    assert "tenemos su nota" in done.content.decode()
    survey.refresh_from_db()
    assert (survey.mark, survey.comment) == (1, "Fatal")
    assert Case.objects.get(pk=stays.pk).tag_ids == [
        tag.pk for tag in tags_called(["queixa"], by=None, now=timezone.now())
    ]


@pytest.mark.django_db(transaction=True)
def test_a_mark_given_while_the_case_is_merged_is_taken(
    acme: Cast, survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was looked up before the merging was done, and waits for it."""
    stays = make.case("Doutra persoa", by=acme.agent)
    begun, asked = threading.Event(), threading.Event()

    def merging() -> None:
        with inside(acme.organization), closing(connection), one_deed():
            merge(Case.objects.get(pk=stays.pk), [Case.objects.get(pk=survey.case_id)], by=acme.agent, now=NOW)
            begun.set()
            asked.wait(5)

    def held(*cases: Case) -> None:
        asked.set()
        hold(*cases)

    monkeypatch.setattr(rating, "hold", held)
    other = threading.Thread(target=merging)
    other.start()
    assert begun.wait(20)
    rate(survey, mark=1, comment="Fatal", now=timezone.now())
    other.join(20)
    assert Case.objects.get(pk=stays.pk).tag_ids == [
        tag.pk for tag in tags_called(["queixa"], by=None, now=timezone.now())
    ]
