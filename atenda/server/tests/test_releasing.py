"""Release a restored copy: what goes out, what does not, who may, and what everybody sees meanwhile (6.35)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from atenda.history.models import Event
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailState, News, Notice, Reason
from atenda.notices.sweeping import sweep
from atenda.notices.tests.conftest import postbox  # noqa: F401  the mail server
from atenda.notices.tests.postbox import Postbox
from atenda.notices.tests.test_delivery import a_mail
from atenda.organizations.entering import inside
from atenda.server import holding
from atenda.server.faults import ServerFault
from atenda.server.releasing import release, release_all, waiting
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

BACKUP, AFTER = NOW - timedelta(hours=2), NOW + timedelta(hours=1)


@pytest.fixture
def held(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy in which one mail waited when the backup was made, one was leaving, and one came about since."""
    a_mail("antes@cliente.example", now=BACKUP - timedelta(minutes=5))
    leaving = a_mail("saindo@cliente.example", now=BACKUP - timedelta(minutes=1))
    Mail.objects.filter(pk=leaving.pk).update(state=MailState.SENDING)
    a_mail("despois@cliente.example", now=NOW)
    holding.begin(backup_at=BACKUP, now=NOW - timedelta(hours=1))
    monkeypatch.setattr(holding, "_may_be_held", True)


def states() -> dict[str, tuple[str, str]]:
    return {mail.address.split("@")[0]: (mail.state, mail.reason) for mail in Mail.objects.all()}


@pytest.mark.usefixtures("held")
def test_what_was_written_before_the_backup_is_dropped_and_the_rest_goes_out(acme: Cast, postbox: Postbox) -> None:  # noqa: F811
    case = make.case(by=acme.agent, responsible=acme.colleague, now=BACKUP - timedelta(minutes=1))
    News.objects.filter(case=case).update(at=BACKUP - timedelta(minutes=1))
    new = make.case(by=acme.agent, responsible=acme.colleague, now=NOW)
    found = waiting(BACKUP)
    assert (found.mails, found.mails_before, found.news, found.news_before) == (3, 2, 2, 1)
    assert release(drop_before=BACKUP, by=acme.admin, now=NOW)
    sweep(AFTER)
    deliver(now=AFTER)
    assert states() == {
        "antes": (MailState.DROPPED, Reason.RESTORED),
        "saindo": (MailState.DROPPED, Reason.RESTORED),
        "despois": (MailState.SENT, ""),
        **dict.fromkeys(("antia", "carme", "uxia"), (MailState.SENT, "")),
    }
    assert [one["Subject"] for one in postbox.to("carme@acme.example")] == [f"[{new.folio}] {new.reference}"]
    event = Event.objects.get(kind="copy.released")
    assert (event.actor, event.payloads.get().after) == (
        acme.admin,
        {"drop_before": BACKUP.isoformat(), "dropped": 2},
    )


@pytest.mark.usefixtures("held")
def test_all_of_it_goes_out_when_a_person_says_so(acme: Cast, postbox: Postbox) -> None:  # noqa: F811
    assert release(drop_before=None, by=acme.admin, now=NOW)
    for hours in (1, 2):
        deliver(now=NOW + timedelta(hours=hours))
    assert postbox.addresses == ["antes@cliente.example", "despois@cliente.example", "saindo@cliente.example"]


@pytest.mark.usefixtures("held")
def test_lines_that_waited_for_a_digest_before_the_backup_come_in_none(acme: Cast) -> None:
    case = make.case(by=acme.agent)
    for at in (BACKUP - timedelta(minutes=1), NOW):
        Notice.objects.create(agent=acme.agent, case=case, kind="edited", at=at, in_digest=True, told=[])
    release(drop_before=BACKUP, by=acme.admin, now=NOW)
    assert list(Notice.objects.filter(in_digest=True).values_list("at", flat=True)) == [NOW]


@pytest.mark.usefixtures("held")
def test_released_again_nothing_happens(acme: Cast) -> None:
    assert release(drop_before=None, by=acme.admin, now=NOW)
    assert not release(drop_before=AFTER, by=acme.admin, now=AFTER)
    assert Event.objects.filter(kind="copy.released").count() == 1
    assert states()["antes"][0] == MailState.WAITING


@pytest.mark.usefixtures("held")
def test_whoever_runs_the_machine_releases_all_or_one(acme: Cast, other: Cast) -> None:
    with pytest.raises(ServerFault):
        release_all(slug="nobody", drop_before=BACKUP)
    assert release_all(slug="other", drop_before=BACKUP) == ["other"]
    assert holding.is_held()
    assert release_all(slug=None, drop_before=BACKUP) == ["acme"]
    with inside(other.organization):
        event = Event.objects.get(kind="copy.released")
        assert (event.actor, event.subject_id) == (None, other.admin.pk)


@pytest.mark.usefixtures("held")
def test_an_administrator_is_told_on_every_page_and_releases_it(acme: Cast, visit: Visit) -> None:
    admin = visit.as_(acme.admin)
    address = reverse("server:held", kwargs={"organization": "acme"})
    for path in ("cases/", "settings/", "settings/health/"):
        assert address in admin.get(acme.url(path)).content.decode(), path
    page = admin.get(address).content.decode()
    assert admin.post(address, {"what": "newer", "before": ""}).status_code == 422
    assert holding.is_held()
    (shown,) = re.findall(r'value="(2026-[^"]+)"', page)
    assert shown == "2026-11-02T08:30", "the moment of the backup, in Madrid"
    answer = admin.post(address, {"what": "newer", "before": shown})
    assert (answer.status_code, holding.is_held()) == (302, False)
    assert states()["antes"] == (MailState.DROPPED, Reason.RESTORED)
    assert admin.get(address).status_code == 404
    assert address not in admin.get(acme.url("cases/")).content.decode()


@pytest.mark.usefixtures("held")
def test_nobody_else_sees_or_does_it(acme: Cast, other: Cast, visit: Visit) -> None:
    address = reverse("server:held", kwargs={"organization": "acme"})
    agent = visit.as_(acme.agent)
    assert address not in agent.get(acme.url("cases/")).content.decode()
    assert agent.get(address).status_code == agent.post(address, {"what": "all"}).status_code == 403
    assert Visit().as_(other.admin).post(address, {"what": "all"}).status_code == 404
    assert holding.is_held()


def test_a_desk_that_was_not_restored_asks_nothing_on_any_page(acme: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert holding.shown_hold() is None
