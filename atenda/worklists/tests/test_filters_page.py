"""Filters on the page: the form, the chips, the counts, and the way out of an empty list."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.cases import catalogue
from atenda.cases.lifecycle import close
from atenda.cases.tagging import tags_called
from atenda.customers.models import Contact
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.worklists.models import Reach, SavedView


@pytest.fixture
def desk(acme: Cast) -> Cast:
    vip = tags_called(["vip"], by=None, now=NOW)
    make.case("Queja de Xoán", category=acme.category("Queja"), responsible=acme.agent, tags=vip)
    make.case("Queja de nadie", category=acme.category("Queja"), priority=acme.priority("Alta"))
    make.case("Consulta de Carme", category=acme.category("Consulta"), responsible=acme.colleague)
    close(make.case("Consulta cerrada", category=acme.category("Consulta")), by=acme.agent, now=NOW)
    return acme


def shown(visit: Any, desk: Cast, query: str) -> set[str]:
    text = unescape(visit.as_(desk.agent).get(desk.url(f"cases/?{query}")).content.decode())
    return {
        each for each in ("Queja de Xoán", "Queja de nadie", "Consulta de Carme", "Consulta cerrada") if each in text
    }


def test_each_filter_of_the_trade_narrows_the_list(desk: Cast, visit: Any) -> None:
    """S0.42 to S0.47."""
    queja, consulta = desk.category("Queja").pk, desk.category("Consulta").pk
    tag = tags_called(["vip"], by=None, now=NOW)[0].pk
    assert shown(visit, desk, f"assignee={desk.agent.pk},{desk.colleague.pk}") == {"Queja de Xoán", "Consulta de Carme"}
    assert shown(visit, desk, "assignee=none") == {"Queja de nadie"}
    assert shown(visit, desk, f"category={queja},{consulta}&view=all") == {
        "Queja de Xoán", "Queja de nadie", "Consulta de Carme", "Consulta cerrada",
    }  # fmt: skip
    assert shown(visit, desk, f"customer=contact:{desk.customer.pk}&category={consulta}") == {"Consulta de Carme"}
    assert shown(visit, desk, f"customer=account:{desk.account.pk}") == set()
    assert shown(visit, desk, f"view=all&state={desk.state('Cerrado').pk}") == {"Consulta cerrada"}
    assert shown(visit, desk, f"priority={desk.priority('Alta').pk}") == {"Queja de nadie"}
    assert shown(visit, desk, f"tag={tag}") == {"Queja de Xoán"}


def test_filters_combine(desk: Cast, visit: Any) -> None:
    """S0.48, with the example the trade gives: a priority and somebody assigned."""
    alta, queja = desk.priority("Alta").pk, desk.category("Queja").pk
    assert shown(visit, desk, f"priority={alta}&assignee={desk.agent.pk}") == set()
    assert shown(visit, desk, f"category={queja}&assignee=-me") == {"Queja de nadie"}


def test_each_filter_in_use_is_a_chip_that_can_be_taken_away(desk: Cast, visit: Any) -> None:
    queja, alta = desk.category("Queja").pk, desk.priority("Alta").pk
    text = unescape(
        visit.as_(desk.agent).get(desk.url(f"cases/?category={queja},none&priority=-{alta}")).content.decode()
    )
    for label, without in (
        ("Categoría: Queja", f"?priority=-{alta}&category=none"),
        ("Categoría: Sin valor", f"?priority=-{alta}&category={queja}"),
        ("Prioridad: no Alta", f"?category={queja},none"),
    ):
        assert f'href="{without}" aria-label="Quitar el filtro: {label}"' in text, label


def test_the_form_of_the_filters_leads_to_an_address_people_can_read(desk: Cast, visit: Any) -> None:
    visitor, queja = visit.as_(desk.agent), desk.category("Queja").pk
    form = visitor.get(desk.url(f"cases/filters/?category={queja}&q=nadie&order=folio"))
    text = unescape(form.content.decode())
    assert f'<option value="{queja}" selected>' in text
    assert '<input type="hidden" name="q" value="nadie">' in text
    answer = visitor.get(
        desk.url(
            f"cases/?narrowed=1&order=folio&q=nadie&category={queja}&category=-none&created=&created_first=2026-11-01"
        )
    )
    assert answer.headers["Location"] == desk.url(
        f"cases/?order=folio&category={queja},-none&created=2026-11-01..&q=nadie"
    )


def test_how_many_there_are_is_counted_apart_and_for_each_filter(desk: Cast, visit: Any) -> None:
    queja = desk.category("Queja").pk
    text = visit.as_(desk.agent).get(desk.url(f"cases/counted/?category={queja}&assignee=me")).content.decode()
    assert ">1 caso</span>" in text
    assert 'id="chip-count-1" hx-swap-oob="true">1<' in text  # mine
    assert 'id="chip-count-2" hx-swap-oob="true">2<' in text  # complaints


def test_an_empty_list_says_which_filter_to_drop(desk: Cast, visit: Any) -> None:
    """B41."""
    alta = desk.priority("Alta").pk
    answer = visit.as_(desk.agent).get(desk.url(f"cases/?priority={alta}&assignee=me"))
    text = unescape(answer.content.decode())
    assert "Sin «Asignado a: Yo»: 1" in text
    assert "Sin «Prioridad: Alta»: 1" in text
    board = visit.as_(desk.agent).get(desk.url(f"cases/?priority={alta}&assignee=me&show=board"))
    assert "Sin «Prioridad: Alta»: 1" in unescape(board.content.decode())
    only = unescape(visit.as_(desk.agent).get(desk.url("cases/?team=none&q=qxzw")).content.decode())
    assert "Sin «Equipo: Sin equipo»" not in only  # that would not help


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("assignee=none", "Asignado a: Nadie"),
        ("team=me", "Equipo: Mis equipos"),
        ("customer=contact:{other}", "Cliente: Iago Outro"),
        ("state={waiting}", "Estado: En espera"),
        ("category={incident},{request}", "Categoría: Incidencia · Categoría: Solicitud"),
        ("category=-{complaint}", "Categoría: no Queja"),
        ("tag=none", "Etiqueta: Sin etiquetas"),
        ("created=2020-01-01..2020-01-31", "Creado: 01/01/2020 – 31/01/2020"),
        ("contacted=2020-01-01..2020-01-31", "Último contacto: 01/01/2020 – 31/01/2020"),
        ("due=overdue", "Vencidos"),
        ("idle=9999", "Sin actividad desde hace 9999 días"),
        ("open_on=2020-01-01", "Pendientes al final del 01/01/2020"),
        ("q=qxzw", "«qxzw»"),
    ],
)
def test_whatever_filter_stands_in_the_way_is_named(desk: Cast, visit: Any, query: str, label: str) -> None:
    """B41. Beside each stands one that fits the case of Xoán and no other."""
    values = {
        "other": Contact.objects.create(name="Iago Outro", created_at=NOW, updated_at=NOW).pk,
        "waiting": desk.state("En espera").pk,
        "incident": desk.category("Incidencia").pk,
        "request": desk.category("Solicitud").pk,
        "complaint": desk.category("Queja").pk,
    }
    fits = f"tag={next(iter(catalogue.tags()))}" if "assignee" in query else "assignee=me"
    text = unescape(visit.as_(desk.agent).get(desk.url(f"cases/?{fits}&{query.format(**values)}")).content.decode())
    assert f"Sin «{label}»: " in text


def test_what_the_view_leaves_out_is_told(desk: Cast, visit: Any) -> None:
    asked = f"category={desk.category('Consulta').pk}&state={desk.state('Cerrado').pk}"
    text = unescape(visit.as_(desk.agent).get(desk.url(f"cases/?{asked}")).content.decode())
    assert "En todos los casos: 1" in text
    text = unescape(visit.as_(desk.agent).get(desk.url("cases/?assignee=me&idle=9999")).content.decode())
    assert "En todos los casos" not in text  # there are none there either


def test_a_saved_view_without_anything_says_what_to_drop(desk: Cast, visit: Any) -> None:
    view = SavedView.objects.create(
        name="Baleira", owner=desk.agent, reach=Reach.OWN, asked={"assignee": "me", "idle": "9999"}
    )
    text = unescape(visit.as_(desk.agent).get(desk.url(f"cases/?saved={view.pk}")).content.decode())
    assert "Sin «Sin actividad desde hace 9999 días»: 1" in text
    assert re.search(rf'href="\?[^"]*saved={view.pk}[^"]*"><span>Sin «Sin actividad', text)


def test_a_narrowed_list_asks_the_same_for_one_row_and_for_three(desk: Cast, visit: Any) -> None:
    visitor = visit.as_(desk.agent)
    queja = desk.category("Queja")
    costs = []
    address = desk.url(f"cases/?category={queja.pk}&order=-changed&q=queja")
    visitor.get(address)
    for more in (0, 2):
        for _ in range(more):
            make.case("Otra queja", category=queja, responsible=desk.colleague)
        with CaptureQueriesContext(connection) as asked:
            visitor.get(address)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_names_of_filters_are_harmless_and_strangers_values_are_numbers(desk: Cast, other: Cast, visit: Any) -> None:
    from atenda.organizations.entering import inside

    with inside(other.organization):
        theirs = other.category("Queja").pk
        customer = other.customer.pk
    text = (
        visit.as_(desk.agent)
        .get(desk.url(f"cases/?category={theirs}&customer=contact:{customer}&q=%3Cimg+src%3Dx%3E"))
        .content.decode()
    )
    assert f"Categoría: {theirs}" in text
    assert f"Cliente: {customer}" in text
    assert "<img src=x>" not in text
