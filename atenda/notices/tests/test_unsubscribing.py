"""From a mail to what one is told, without signing in: that, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from atenda.notices import unsubscribing
from atenda.notices.announcing import tell_case
from atenda.notices.models import Channel, Kind, Mail, Notice, Preference
from atenda.notices.unsubscribing import SALT, address_for
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(acme: Cast) -> str:
    return urlsplit(address_for(acme.agent.pk)).path


@pytest.fixture
def stranger() -> Client:
    """A mail program: no cookie, no token of a form."""
    return Client(enforce_csrf_checks=True)


def test_one_click_of_a_mail_program_ends_the_mails_and_leaves_the_bell(
    acme: Cast, link: str, stranger: Client
) -> None:
    answer = stranger.post(link, ONE_CLICK)
    assert (answer.status_code, answer.content) == (200, b"")
    assert stranger.post(link, ONE_CLICK).status_code == 200
    case = make.case(responsible=acme.agent, by=acme.colleague)
    tell_case(case.pk, now=NOW + timedelta(hours=1))
    assert not Mail.objects.filter(agent=acme.agent).exists()
    assert Notice.objects.get(agent=acme.agent).read_at is None
    assert Mail.objects.filter(agent=acme.admin).exists()


def test_to_look_changes_nothing(acme: Cast, link: str, stranger: Client) -> None:
    """Scanners of mail open every link."""
    page = stranger.get(link)
    assert page.status_code == 200
    assert "Xoán Axente · Acme" in page.content.decode()
    assert stranger.post(link, {}).status_code == 422
    assert not Preference.objects.exists()
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_a_person_chooses_there_as_on_their_own_page(acme: Cast, link: str, stranger: Client) -> None:
    form = {
        "wishes": "1",
        "wanted": ["closed:mail"],
        "quiet_from": "20:00",
        "quiet_until": "08:00",
        "digest_at": "07:30",
    }
    assert stranger.post(link, form).headers["Location"] == f"{link}?saved=1"
    mine = Preference.objects.get(agent=acme.agent)
    assert len(mine.off) == len(Kind) * len(Channel) - 1
    assert stranger.post(link, {**form, "quiet_until": ""}).status_code == 422
    assert stranger.post(link, {"none": "1", "wishes": "1"}).status_code == 302
    mine.refresh_from_db()
    assert "closed:mail" in mine.off
    assert (mine.quiet_from.hour, mine.digest) == (20, False)


def test_it_opens_nothing_else(acme: Cast, link: str, stranger: Client) -> None:
    stranger.get(link)
    assert not stranger.cookies.get("atenda-session")
    for path in ("me/notices/", "cases/", "bell/"):
        assert stranger.get(acme.url(path)).status_code == 302


@pytest.mark.parametrize("trouble", ["altered", "other seal", "old", "left", "invited", "nonsense", "another's number"])
def test_any_other_link_is_not_there(acme: Cast, stranger: Client, trouble: str, link: str, monkeypatch) -> None:
    link = _spoiled(acme, link, trouble, monkeypatch)
    assert stranger.get(link).status_code == 404
    assert stranger.post(link, ONE_CLICK).status_code == 404
    assert not Preference.objects.exists()


def _spoiled(acme: Cast, link: str, trouble: str, monkeypatch) -> str:
    where, _slash, token = link.rstrip("/").rpartition("/")
    match trouble:
        case "altered":
            return f"{where}/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}/"
        case "other seal":
            return f"{where}/{signing.dumps([acme.organization.pk, acme.agent.pk], salt='another')}/"
        case "another's number":
            return f"{where}/{signing.dumps([acme.organization.pk, 987654], salt=SALT)}/"
        case "old":
            monkeypatch.setattr(unsubscribing, "LASTS", timedelta(seconds=-1))
        case "left":
            acme.agent.deactivated_at = timezone.now()
            acme.agent.save(update_fields=["deactivated_at"])
        case "invited":
            acme.agent.is_invited = True
            acme.agent.save(update_fields=["is_invited"])
        case "nonsense":
            return f"{where}/{signing.dumps('x', salt=SALT)}/"
    return link
