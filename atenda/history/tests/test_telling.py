"""Events as people read them."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone, translation

from atenda.access.models import Identity, Role
from atenda.customers.editing import edit
from atenda.customers.linking import link, unlink
from atenda.customers.ways import Phone
from atenda.history.subjects import history_of
from atenda.history.telling import sentence
from atenda.staff import membership, teams
from atenda.testing.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_a_sentence_says_from_what_to_what(acme):
    membership.rename(acme.agent, "Xoán A.", by=acme.admin)
    supervisor = Role.objects.get(kind="supervisor")
    membership.change(acme.agent, name="Xoán A.", role=supervisor, teams=[], by=acme.admin)
    membership.deactivate(acme.agent, heir=None, by=acme.admin, now=timezone.now())
    assert [entry.sentence for entry in reversed(history_of(acme.agent, actor=acme.admin, now=NOW).entries)] == [
        "Antía Admin changed the name from Xoán Axente to Xoán A.",
        "Antía Admin changed the role from Agent to Supervisor",
        "Antía Admin changed the teams from Almacén to none",
        "Antía Admin deactivated this person and handed the cases to nobody",
    ]


def test_a_name_that_looks_like_a_placeholder_is_a_name(acme):
    team = teams.create("{after} {actor}", by=acme.admin)
    teams.change(team, name="Cobros", members=[], by=acme.admin)
    assert (
        history_of(team, actor=acme.admin, now=NOW).entries[0].sentence
        == "Antía Admin renamed the team from {after} {actor} to Cobros"
    )


def test_a_kind_nobody_knows_any_more_is_told_all_the_same():
    assert sentence("case.flown", actor="Noa", before=None, after=None) == "Noa changed something"


def test_a_customers_page_tells_who_changed_what(acme, visit):
    edit(acme.customer, phones=[Phone("986 000 111", "móbil")], name="Uxía <C>", by=acme.supervisor, now=NOW)
    link(acme.customer, acme.account, position="Xerente", by=acme.agent, now=NOW)
    unlink(acme.customer, acme.account, by=acme.colleague, now=NOW)
    Identity.objects.update(language="en")
    page = visit.as_(acme.observer).get(acme.url(f"contacts/{acme.customer.pk}/")).content.decode()
    block = re.sub(
        r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.split('id="customer-history"')[1], flags=re.S)
    )
    for told in (
        "Sabela Supervisora changed name, phones",
        "Uxía Cliente → Uxía &lt;C&gt;",
        "986 12 34 56 → 986 00 01 11 móbil",
        "Conservas Ñandú · Xerente → nothing",
        "Atenda created the contact",
    ):
        assert told in block, block


def test_an_accounts_page_tells_it_too_and_shows_the_newest(acme, visit):
    for number in range(25):
        edit(acme.account, name=f"Conservas {number}", by=acme.agent, now=NOW)
    page = visit.as_(acme.agent).get(acme.url(f"accounts/{acme.account.pk}/")).content.decode()
    assert page.count('id="change-') == 20
    assert "Conservas 24" in page
    assert "Conservas 3<" not in page
