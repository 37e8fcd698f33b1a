"""The own way out of a mailbox through the API: given, tried and ended; its password is written and never read."""

from __future__ import annotations

import pytest

from atenda.mailboxes.managing import add_mailbox
from atenda.mailboxes.models import Mailbox
from atenda.notices.models import Mail, MailServer, MailState
from atenda.notices.sealed import unsealed
from atenda.notices.tests.postbox import opened
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import Program, program_of

SECRET = "ría-de-Arousa-7"


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.admin)


@pytest.fixture
def mailbox(acme: Cast) -> Mailbox:
    return add_mailbox(name="Soporte", address="soporte@acme.example", language="gl", by=acme.admin, now=NOW)


def test_it_is_given_tried_changed_and_ended(acme: Cast, boss: Program, mailbox: Mailbox, settings) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    path = f"mailboxes/{mailbox.pk}/way-out/"
    assert boss.ask("GET", path).json()["is_own"] is False
    assert boss.ask("POST", f"{path}trial/", {}).status_code == 404
    with opened() as box:
        given = boss.ask("PATCH", path, {"host": "127.0.0.1", "port": box.port, "security": "none"})
        assert (given.status_code, given.json()["is_own"], given.json()["has_secret"]) == (200, True, False)
        tried = boss.ask("POST", f"{path}trial/", {}).json()
        assert [step["is_right"] for step in tried["steps"]] == [True, True, True]
        assert (tried["mail"]["state"], len(box.arrived)) == ("sent", 1)
    failed = boss.ask("POST", f"{path}trial/", {}).json()
    assert [step["is_right"] for step in failed["steps"]] == [False, None, None]
    assert failed["steps"][0]["advice"] != ""
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.SENT, MailState.FAILED}
    changed = boss.ask("PATCH", path, {"carrier": "postmark", "password": SECRET})
    assert SECRET not in changed.content.decode() + boss.ask("GET", path).content.decode()
    assert unsealed(MailServer.objects.get().password) == SECRET
    assert boss.ask("PATCH", path, {"carrier": "brevo"}).status_code == 422  # the key was for another
    assert boss.ask("DELETE", path).status_code == 204
    assert boss.ask("GET", path).json()["is_own"] is False


def test_an_older_version_changes_nothing(acme: Cast, boss: Program, mailbox: Mailbox) -> None:
    path = f"mailboxes/{mailbox.pk}/way-out/"
    etag = boss.ask("GET", path)["ETag"]
    boss.ask("PATCH", path, {"carrier": "postmark", "password": SECRET})
    late = boss.ask("PATCH", path, {"carrier": "brevo", "password": SECRET}, If_Match=etag)
    assert late.status_code == 412
    assert MailServer.objects.get().carrier == "postmark"
