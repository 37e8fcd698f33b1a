"""Picklists of cases through the API."""

from __future__ import annotations

import pytest

from atenda.cases.models import BarredMove, Category, Replacement, State
from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of

GARDEN = {"es": "Jardín", "gl": "Xardín", "en": "Garden"}


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.supervisor)


def test_whoever_opens_cases_reads_every_picklist_in_all_languages(program: Program, acme: Cast) -> None:
    lists = {each["kind"]: each for each in program.ask("GET", "picklists/").json()["items"]}
    assert lists["states"]["field"] == "state"
    initial = [value for value in lists["states"]["values"] if value["is_initial"]]
    assert len(initial) == 1
    assert set(initial[0]["labels"]) == {"es", "gl", "en"}
    assert "lifecycle" not in lists["priorities"]["values"][0]
    assert program.ask("GET", "picklists/states/").json()["items"] == lists["states"]["values"]
    assert program.ask("GET", f"picklists/states/{initial[0]['id']}/").json() == initial[0]


def test_a_value_is_added_changed_retired_and_brought_back(boss: Program, acme: Cast) -> None:
    made = boss.ask("POST", "picklists/categories/", {"labels": GARDEN, "colour": "green"})
    assert made.status_code == 201, made.content
    path = made["Location"].removeprefix("/api/v1/")
    assert made.json()["position"] == Category.objects.count() - 1
    changed = boss.ask("PATCH", path, {"labels": {"gl": "O xardín"}}, If_Match=made["ETag"])
    assert changed.json()["labels"] == {**GARDEN, "gl": "O xardín"}
    assert boss.ask("PATCH", path, {"colour": "red"}, If_Match=made["ETag"]).status_code == 412
    assert boss.ask("POST", f"{path}retirement/", {}).json()["is_retired"]
    assert not boss.ask("POST", f"{path}restoration/", {}).json()["is_retired"]
    kinds = Event.objects.filter(subject_id=made.json()["id"], kind__startswith="picklist").order_by("seq")
    assert len(set(kinds.values_list("kind", flat=True))) == 4


def test_what_a_list_has_not_and_what_cases_need_is_refused(boss: Program, acme: Cast) -> None:
    answer = boss.ask("POST", "picklists/categories/", {"labels": GARDEN, "lifecycle": "new"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/lifecycle")
    answer = boss.ask("POST", "picklists/states/", {"labels": {**GARDEN, "en": "  "}})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/labels/en")
    initial = State.objects.get(is_initial=True)
    answer = boss.ask("POST", f"picklists/states/{initial.pk}/retirement/", {})
    assert (answer.status_code, answer.json()["code"]) == (422, "refused")
    assert State.objects.get(pk=initial.pk).retired_at is None


def test_a_picklist_is_put_in_order_whole(boss: Program, acme: Cast) -> None:
    ids = [value["id"] for value in boss.ask("GET", "picklists/priorities/").json()["items"]]
    answer = boss.ask("PUT", "picklists/priorities/order/", {"values": [ids[-1], ids[1]]})
    assert answer.status_code == 200, answer.content
    found = [value["id"] for value in boss.ask("GET", "picklists/priorities/").json()["items"]]
    assert found == [ids[-1], ids[1], ids[0], *ids[2:-1]]
    assert boss.ask("PUT", "picklists/priorities/order/", {"values": [987_654]}).status_code == 422


def test_a_value_takes_the_place_of_another_once_the_differences_are_agreed(boss: Program, acme: Cast) -> None:
    working = list(State.objects.filter(lifecycle="working"))
    leaving, to = working[0], working[1] if len(working) > 1 else None
    if to is None:
        labels = {"labels": GARDEN, "lifecycle": "working"}
        to = State.objects.get(pk=boss.ask("POST", "picklists/states/", labels).json()["id"])
    make.case("Unha", state=leaving, by=acme.agent)
    BarredMove(leaving=leaving, entering=State.objects.filter(lifecycle="closed")[0]).save(force_insert=True)
    path = f"picklists/states/{leaving.pk}/"
    assert boss.ask("GET", f"{path}use/").json() == {"pending": 1, "cases": 1}
    refused = boss.ask("POST", f"{path}replacement/", {"to": to.pk})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "differs")
    begun = boss.ask("POST", f"{path}replacement/", {"to": to.pk, "agreed": True})
    assert begun.status_code == 202, begun.content
    assert begun.json()["cases"] == 1
    assert Replacement.objects.get().entering_id == to.pk
    assert boss.ask("GET", path).json()["replaced_by"] == to.pk
    assert boss.ask("GET", "picklist-replacements/").json()["items"][0]["id"] == begun.json()["id"]
