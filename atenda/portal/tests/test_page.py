"""The customer's page of their case: what is public, for whoever holds the address; for anybody else nothing (S1)."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.cases.editing import edit
from atenda.cases.field_rules import Rule
from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.conversations.noting import note
from atenda.history.deeds import one_deed
from atenda.notices.announcing import tell_case
from atenda.notices.models import CustomerLink, Mail
from atenda.notices.tests.customers import let, path_of
from atenda.testing import make as maker
from atenda.testing.cast import Cast

CANARY = "CANARIA-INTERNA"


def test_the_mail_leads_to_the_case_in_the_customers_language(acme: Cast, case: Case, anybody: Client) -> None:
    acme.customer.language = "gl"
    acme.customer.save(update_fields=["language"])
    tell_case(case.pk, now=timezone.now())
    mail = Mail.objects.get(audience="customer")
    address = re.search(r"http\S+/c/\S+", mail.text)[0]  # type: ignore[index]
    assert f'href="{address}"' in mail.html
    assert "Ver o seu caso" in mail.html
    page = anybody.get(urlsplit(address).path, headers={"Accept-Language": "en"})
    assert (page.status_code, page.headers["Content-Language"]) == (200, "gl")
    words = page.content.decode()
    for expected in ("Caso 1", "No arranca la cámara", "Gotea polo lado", "Aberto", "descrición", "Acme"):
        assert expected in words
    assert '<html lang="gl"' in words


def test_every_mail_of_a_case_brings_the_same_address(acme: Cast, case: Case) -> None:
    tell_case(case.pk, now=timezone.now())
    close(case, by=acme.agent, now=timezone.now())
    tell_case(case.pk, now=timezone.now() + timedelta(seconds=1))
    found = {re.search(r"/c/\S+", mail.text)[0] for mail in Mail.objects.filter(audience="customer")}  # type: ignore[index]
    assert len(found) == 1
    assert CustomerLink.objects.count() == 1


def test_only_what_is_public_stands_there(acme: Cast, case: Case, anybody: Client) -> None:
    """Whatever colleagues write, whoever they are, whatever else is known of the customer: not a word of it."""
    for agent in (acme.agent, acme.colleague):
        agent.name = f"{CANARY} {agent.pk}"
        agent.save(update_fields=["name"])
    acme.customer.notes = CANARY
    acme.customer.save(update_fields=["notes"])
    note(case, body=CANARY, by=acme.agent, now=timezone.now())
    maker.file(case, name=f"{CANARY}.txt", by=acme.agent)
    with one_deed():
        from atenda.cases.tagging import tags_called

        edit(case, tags=tags_called([CANARY], by=acme.agent, now=timezone.now()), by=acme.agent, now=timezone.now())
    edit(case, solution=f"{CANARY} aínda non", by=acme.agent, now=timezone.now())
    let(public_fields=["description"])
    page = anybody.get(path_of(case, acme)).content.decode()
    assert "Gotea polo lado" in page
    assert CANARY not in page
    assert "Abierto" not in page  # nor the state
    assert "986" not in page
    assert "uxia@" not in page
    let(public_fields=["solution", "tags", "assignees"])
    page = anybody.get(path_of(case, acme)).content.decode()
    assert page.count(CANARY) == 3
    assert "Gotea" not in page


def test_a_field_hidden_for_this_kind_of_case_is_not_shown(
    acme: Cast, case: Case, anybody: Client, monkeypatch
) -> None:
    hidden = {"description": Rule(shown=False), "state": Rule(), "solution": Rule()}
    monkeypatch.setattr("atenda.notices.public_fields.rules", lambda type_id: hidden)
    assert "Gotea" not in anybody.get(path_of(case, acme)).content.decode()


def test_no_search_engine_cache_or_other_site_keeps_it(acme: Cast, case: Case, anybody: Client) -> None:
    page = anybody.get(path_of(case, acme))
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "<script" not in page.content.decode()
    assert not page.cookies


def test_hostile_words_stay_words(acme: Cast, anybody: Client) -> None:
    evil = "<img src=x onerror=alert(1)>{{ 7*7 }}"
    case = maker.case(evil, description=evil, by=acme.agent)
    words = anybody.get(path_of(case, acme)).content.decode()
    assert "<img" not in words
    assert words.count("&lt;img src=x onerror=alert(1)&gt;{{ 7*7 }}") == 2


def test_looking_asks_a_handful_of_questions(acme: Cast, case: Case, anybody: Client) -> None:
    path = path_of(case, acme)
    anybody.get(path)
    with CaptureQueriesContext(connection) as asked:
        anybody.get(path)
    assert len(asked) <= 9
