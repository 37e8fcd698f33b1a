"""Signing in with an authenticator app."""

from __future__ import annotations

import re
import time
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client

from atenda.access.models import Tally
from atenda.access.sealing import is_sealed, seal, unsealed
from atenda.testing.cast import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = {"login": "xoan@acme.example", "password": PASSWORD}


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def secret(acme) -> str:
    """Xoán begins to use an app, through the pages."""
    client = Client()
    client.post("/accounts/login/", LOGIN)
    to_password = client.get("/accounts/second-factor/app/")["Location"]
    assert to_password.startswith("/accounts/reauthenticate/?next=")
    assert client.post(to_password, {"password": "not it"}).status_code == 422
    assert client.post(to_password, {"password": PASSWORD})["Location"] == "/accounts/second-factor/app/"
    page = client.get("/accounts/second-factor/app/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found
    assert client.post("/accounts/second-factor/app/", {"code": "000"}).status_code == 422
    answer = client.post("/accounts/second-factor/app/", {"code": code_of(found.group(1))})
    assert answer["Location"] == "/accounts/second-factor/recovery/"
    assert len(re.findall(r"<code>\d{8}</code>", client.get(answer["Location"]).content.decode())) == 10
    assert client.get("/accounts/second-factor/").status_code == 200
    return found.group(1)


def test_the_password_alone_is_no_longer_enough(secret):
    client = Client()
    assert client.post("/accounts/login/", LOGIN)["Location"] == "/accounts/second-factor/code/"
    assert client.get("/acme/me/").status_code == 302
    assert client.get("/accounts/second-factor/code/").status_code == 200
    assert client.post("/accounts/second-factor/code/", {"code": code_of(secret)})["Location"] == "/"
    assert client.get("/acme/me/").status_code == 200


def test_a_code_works_once_in_every_process(secret):
    code = code_of(secret)
    for written, status in ((code, 302), (code, 422), (f"{code[:3]}-{code[3:]}", 422), (f"{code[:3]} {code[3:]}", 422)):
        client = Client()
        client.post("/accounts/login/", LOGIN)
        assert client.post("/accounts/second-factor/code/", {"code": written}).status_code == status
        cache.clear()  # another process knows nothing of ours


def test_after_five_wrong_codes_even_the_right_one_has_to_wait(secret):
    client = Client()
    client.post("/accounts/login/", LOGIN)
    for _ in range(5):
        assert client.post("/accounts/second-factor/code/", {"code": "00000"}).status_code == 422
    assert client.post("/accounts/second-factor/code/", {"code": code_of(secret)}).status_code == 422
    Tally.objects.all().delete()
    assert client.post("/accounts/second-factor/code/", {"code": code_of(secret)}).status_code == 302


def test_whoever_stops_using_the_app_needs_only_the_password_again(secret):
    client = Client()
    client.post("/accounts/login/", LOGIN)
    client.post("/accounts/second-factor/code/", {"code": code_of(secret)})
    client.post("/accounts/reauthenticate/?next=/accounts/second-factor/app/end/", {"password": PASSWORD})
    assert client.get("/accounts/second-factor/app/end/").status_code == 200
    assert client.post("/accounts/second-factor/app/end/").status_code == 302
    assert Client().post("/accounts/login/", LOGIN)["Location"] == "/"


def test_a_copied_database_gives_no_second_factor_away(secret):
    app = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    recovery = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert secret not in str(app.data)
    assert is_sealed(app.data["secret"])
    assert is_sealed(recovery.data["seed"])


def test_an_app_from_before_its_secret_was_sealed_still_works(secret):
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).update(data={"secret": secret})
    client = Client()
    client.post("/accounts/login/", LOGIN)
    assert client.post("/accounts/second-factor/code/", {"code": code_of(secret)}).status_code == 302


def test_secrets_from_before_are_sealed_once_by_the_migration(secret):
    migration = import_module("atenda.access.migrations.0002_second_factor_secrets_sealed")
    (operation,) = migration.Migration.operations
    before = RecoveryCodes(Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)).generate_codes()

    operation.reverse_code(apps, connection.schema_editor())
    assert Authenticator.objects.get(type=Authenticator.Type.TOTP).data == {"secret": secret}
    operation.code(apps, connection.schema_editor())
    sealed = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    operation.code(apps, connection.schema_editor())

    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == sealed
    assert secret not in str(sealed)
    recovery = RecoveryCodes(Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES))
    assert recovery.generate_codes() == before


def test_a_new_secret_key_opens_no_second_factor_unless_the_old_one_is_kept(secret, settings):
    stored, old = seal(secret), settings.SECRET_KEY
    settings.SECRET_KEY = "another-key-of-more-than-thirty-two-signs"
    assert unsealed(stored) != secret
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unsealed(stored) == secret
