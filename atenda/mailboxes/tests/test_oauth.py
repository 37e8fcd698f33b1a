"""Microsoft 365 and Google are read by leave: authorization code with PKCE, refresh tokens, XOAUTH2. Here both are
one server on loopback that keeps to the protocol, and Dovecot asks it about tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from atenda.mailboxes import fetching_from
from atenda.mailboxes.imap import oauth, signing_in
from atenda.mailboxes.models import ImapDoor, Security, SignIn, TroubleKind
from atenda.mailboxes.tests.conftest import letter
from atenda.mailboxes.tests.test_fetching import numbers
from atenda.mailboxes.tests.tokens import Tokens, giving
from atenda.notices.sealed import unsealed
from atenda.testing import dovecot
from atenda.testing.cast import NOW

USER = "soporte@acme.example"


@pytest.fixture(scope="module")
def provider() -> Iterator[Tokens]:
    with giving(USER) as tokens:
        yield tokens


@pytest.fixture(scope="module")
def reading_by_leave(provider: Tokens) -> Iterator[dovecot.Server]:
    if dovecot.executable() is None:
        pytest.skip("Dovecot is not installed: nothing here could be tried against a real IMAP server.")
    with dovecot.running(oauth=f"{provider.url}/tokeninfo?access_token=") as server:
        yield server


@pytest.fixture
def door(acme, mailbox, provider, reading_by_leave, way_open, settings) -> ImapDoor:
    settings.OAUTH_AT = provider.url
    signing_in.kept = oauth.Kept()
    where = {"host": "127.0.0.1", "port": reading_by_leave.port, "security": Security.NONE, "username": USER}
    return fetching_from.add_door(
        mailbox,
        client_id="atenda-7",
        client_secret="segredo",
        sign_in=SignIn.MICROSOFT,
        since=NOW.date(),
        by=acme.admin,
        now=NOW,
        **where,
    )


def test_leave_is_asked_for_given_and_mail_is_read_by_it(acme, door, provider, reading_by_leave, visit, keeping):
    address = acme.url(f"settings/mailboxes/servers/{door.pk}/folders/")
    page = visit.as_(acme.admin).get(address).content.decode()
    way = unescape(re.search(r'href="(http://127[^"]+/authorize[^"]+)"', page)[1])
    asked = {name: values[0] for name, values in parse_qs(urlsplit(way).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"], asked["login_hint"]) == ("code", "S256", USER)
    assert asked["scope"] == "https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
    assert asked["redirect_uri"] == f"http://127.0.0.1:8000{acme.url('settings/mailboxes/oauth/')}"
    brought = provider.allowed(way)
    answer = visit.get(acme.url("settings/mailboxes/oauth/"), brought)
    assert (answer.status_code, answer["Location"]) == (302, address)
    door.refresh_from_db()
    assert unsealed(door.secret) == provider.refresh
    assert provider.refresh not in door.secret
    again = visit.get(acme.url("settings/mailboxes/oauth/"), brought)
    assert "invalid_grant" in again.content.decode()  # a code is good once
    visit.post(address, {"folders": "INBOX", "since": "2020-01-01"})
    reading_by_leave.put(letter(1), user=USER)
    keeper = keeping(door)
    assert keeper.look() == 0
    assert numbers() == [1]
    door.refresh_from_db()
    assert unsealed(door.secret) == provider.refresh  # the one that came last
    tokens_asked_for = len(provider.asked)
    keeper.hang_up()
    keeper.look()
    assert len(provider.asked) == tokens_asked_for  # the access token is good for an hour


def test_leave_that_was_taken_back_is_said_in_words(acme, door, provider, keeping) -> None:
    fetching_from.grant(door, refresh_token="old", by=acme.admin)
    fetching_from.choose_folders(door, folders=["INBOX"], since=NOW.date(), marks_seen=False, by=acme.admin)
    assert keeping(door).look() >= 240
    door.refresh_from_db()
    assert (door.trouble_kind, door.trouble) == (TroubleKind.CONSENT, "AADSTS70000: expired")


def test_nobody_brings_back_what_was_made_for_another(acme, door, provider, visit) -> None:
    way = oauth.way_there(door, by=acme.admin, back="http://127.0.0.1/back")
    brought = provider.allowed(way)
    address = acme.url("settings/mailboxes/oauth/")
    for state in ("", "x", brought["state"][:-4] + "AAAA", oauth.way_there(door, by=acme.agent, back="x")):
        assert visit.as_(acme.admin).get(address, {"code": brought["code"], "state": state}).status_code == 404
    assert visit.as_(acme.agent).get(address, brought).status_code == 403
    door.refresh_from_db()
    assert door.secret == ""


def test_what_was_allowed_for_one_user_is_forgotten_with_another(acme, door) -> None:
    fetching_from.grant(door, refresh_token="old", by=acme.admin)
    fetching_from.change(door, username="outra@acme.example", by=acme.admin)
    assert (door.secret, door.client_secret) == ("", "")


def test_microsoft_and_google_are_asked_where_they_say(acme, door, settings) -> None:
    settings.OAUTH_AT = ""
    door.tenant = "acme.example"
    assert oauth.provider_of(door).token == "https://login.microsoftonline.com/acme.example/oauth2/v2.0/token"
    door.sign_in = SignIn.GOOGLE
    way = parse_qs(urlsplit(oauth.way_there(door, by=acme.admin, back="x")).query)
    assert (way["scope"], way["access_type"]) == (["https://mail.google.com/"], ["offline"])
    assert oauth.provider_of(door).token == "https://oauth2.googleapis.com/token"
