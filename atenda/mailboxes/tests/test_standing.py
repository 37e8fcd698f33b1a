"""What cannot be fetched is seen on the page of health, by the API and by the doctor, in words (B77)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from atenda.api.models import Scope
from atenda.api.tokens import make as make_token
from atenda.mailboxes.models import ImapDoor
from atenda.mailboxes.standing import findings, standing


@pytest.fixture
def door(acme, mailbox) -> ImapDoor:
    where = {"host": "imap.acme.example", "username": "soporte", "since": timezone.now().date(), "folders": ["INBOX"]}
    return ImapDoor.objects.create(mailbox=mailbox, secret="x", asked_at=timezone.now(), **where)


def test_all_is_well_while_servers_answer(acme, door) -> None:
    assert standing(timezone.now()).is_well
    assert list(findings()) == []


def test_trouble_is_told_at_once_and_calls_somebody_when_it_lasts(acme, door, visit) -> None:
    now = timezone.now()
    ImapDoor.objects.update(trouble_kind="password", trouble="[AUTHENTICATIONFAILED]", trouble_since=now)
    assert standing(now).is_well
    assert not standing(now + timedelta(minutes=16)).is_well
    page = visit.as_(acme.admin).get(acme.url("settings/health/")).content.decode()
    assert "El servidor no acepta este usuario y contraseña." in page
    assert "[AUTHENTICATIONFAILED]" in page
    assert [finding.partition(" since ")[0] for finding in findings()] == [
        "nothing is fetched from soporte · imap.acme.example"
    ]
    page = visit.get(acme.url(f"settings/mailboxes/{door.mailbox_id}/")).content.decode()
    assert "El servidor no acepta este usuario y contraseña." in page


def test_what_nobody_asks_is_told_too(acme, door) -> None:
    ImapDoor.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    found = standing(timezone.now())
    assert (found.silent, found.is_well) == ([door], False)
    ImapDoor.objects.update(is_paused=True)
    assert standing(timezone.now()).is_well


def test_programs_are_told_as_well(acme, door, client) -> None:
    now = timezone.now()
    ImapDoor.objects.update(trouble_kind="refused", trouble="111", trouble_since=now)
    _token, secret = make_token(acme.admin, name="x", scopes=list(Scope), by=acme.admin, now=now)
    said = client.get("/api/v1/health/", headers={"authorization": f"Bearer {secret}"}).json()
    assert [(one["mailbox"]["name"], one["trouble"], one["said"]) for one in said["fetching_failing"]] == [
        ("Soporte", "refused", "111")
    ]
