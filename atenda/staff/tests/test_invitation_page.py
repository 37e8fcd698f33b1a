"""From an invitation to the first page, for somebody new and for somebody known elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from atenda.staff import membership
from atenda.staff.models import Agent
from atenda.testing.cast import PASSWORD

pytestmark = pytest.mark.django_db


NEW = "sete pedras brancas"


def shown_link(page: str) -> str:
    found = re.search(r'value="(http[^"]*/accounts/link/[^"]*)"', page)
    assert found, "no link on the page"
    return found.group(1)


def test_from_invitation_to_the_first_page(acme, visit, settings):
    values = {"name": "Noa Nova", "email": "Nova@acme.example", "role": "agent", "teams": [acme.team.pk]}
    answer = visit.as_(acme.admin).post(
        acme.url("settings/people/invitation/"), values, HTTP_X_FORWARDED_HOST="evil.example"
    )
    address = shown_link(answer.content.decode())
    assert address.startswith(f"{settings.PUBLIC_URL}/accounts/link/")
    agent = Agent.objects.get(name="Noa Nova")
    assert "/accounts/link/" not in visit.get(acme.url(f"settings/people/{agent.pk}/")).content.decode()
    path = address.removeprefix(settings.PUBLIC_URL)
    nova = Client()
    assert nova.get(path).status_code == 200
    assert nova.post(path, {"password": "curta"}).status_code == 422
    assert nova.post(path, {"password": NEW})["Location"] == "/accounts/login/?chosen=1"
    assert nova.get(path).status_code == 404
    over = nova.post(path, {"password": NEW})
    assert over.status_code == 404
    assert "nova" not in over.content.decode().lower()
    assert nova.post("/accounts/login/", {"login": "nova@acme.example", "password": NEW}).status_code == 302
    assert nova.get("/")["Location"] == "/acme/cases/"


def test_a_link_that_is_not_one_is_404_whatever_it_looks_like(acme):
    token = membership.make_link(acme.agent, by=acme.admin, now=timezone.now())
    wrong = [
        token.swapcase(),
        token[:-1],
        token + "a",
        "%20",
        "%00",
        "NULL",
        "None",
        "%20" + token,
        token + "%20",
        "'--",
        "á",
    ]
    for text in wrong:
        for method in ("get", "post"):
            answer = getattr(Client(), method)(f"/accounts/link/{text}/")
            assert answer.status_code == 404, text
            assert 'href="/accounts/login/"' in answer.content.decode(), text
    assert Client().get("/accounts/link//").status_code == 404
    assert Client().get(f"/accounts/link/{token}/").status_code == 200


def test_somebody_known_elsewhere_joins_by_signing_in(acme, other, visit, settings):
    values = {"name": "Xoán", "email": other.agent.identity.email, "role": "agent"}
    page = visit.as_(acme.admin).post(acme.url("settings/people/invitation/"), values).content.decode()
    path = shown_link(page).removeprefix(settings.PUBLIC_URL)
    assert "already" not in page
    theirs = Client()
    assert f"/accounts/login/?next={path}" in theirs.get(path).content.decode()
    assert theirs.post(path, {"password": NEW}).status_code == 200
    theirs.post("/accounts/login/", {"login": other.agent.identity.email, "password": PASSWORD})
    assert theirs.post(path)["Location"] == "/acme/cases/"
    choice = theirs.get("/").content.decode()
    assert "/acme/cases/" in choice
    assert "/other/cases/" in choice
