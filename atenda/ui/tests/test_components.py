"""Components escape what they are given and refuse what they do not know."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
import pytest
from django.template import engines
from django.utils import timezone, translation

from atenda.ui import times
from atenda.ui.icons import NoSuchIcon, icon
from atenda.ui.jinja import initials, tone

HOSTILE = '"><img src=x onerror=alert(1)>'
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def ui() -> Any:
    engine: Any = engines["pages"]
    return engine.env.globals["ui"]


def draw(source: str, **values: Any) -> str:
    return str(engines["pages"].from_string(source).render(values))


def test_a_component_refuses_a_name_it_does_not_know() -> None:
    with pytest.raises(TypeError, match="colour"):
        ui().button(label="Close case", colour="red")


def test_a_page_refuses_a_name_no_view_gave() -> None:
    with pytest.raises(jinja2.UndefinedError):
        draw("{{ misspelt }}")


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: ui().button(label=HOSTILE, key=HOSTILE),
        lambda: ui().link_button(label=HOSTILE, href=HOSTILE),
        lambda: ui().avatar(name=HOSTILE, named=True),
        lambda: ui().avatars(names=[HOSTILE] * 5),
        lambda: ui().badge(label=HOSTILE, colour=HOSTILE),
        lambda: ui().state(value=SimpleNamespace(colour=HOSTILE)),
        lambda: ui().tabs(
            label=HOSTILE, items=[{"label": HOSTILE, "href": HOSTILE, "is_here": True, "count": HOSTILE}]
        ),
        lambda: ui().chip(label=HOSTILE, without=HOSTILE),
        lambda: ui().search(name="q", value=HOSTILE, label=HOSTILE, keep={HOSTILE: HOSTILE}),
        lambda: icon("plus", HOSTILE),
    ],
)
def test_what_a_component_is_given_stays_text(drawn: Any) -> None:
    assert not re.search(r"<img", str(drawn()))


def test_an_icon_with_a_label_speaks_and_one_without_is_silent() -> None:
    assert 'role="img" aria-label="Add"' in icon("plus", "Add")
    assert 'aria-hidden="true"' in icon("plus")
    with pytest.raises(NoSuchIcon):
        icon("no-such-drawing")


def test_colours_in_data_are_names_of_the_palette_or_grey() -> None:
    assert (tone("red"), tone("red; x"), tone(None)) == ("tone-red", "tone-grey", "tone-grey")


@pytest.mark.parametrize(("name", "shown"), [("María Pérez Soto", "MP"), ("ñico", "Ñ"), ("🐟", "·"), ("", "·")])
def test_initials(name: str, shown: str) -> None:
    assert initials(name) == shown


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=3), "3 min ago"),
        (timedelta(hours=5), "5 h ago"),
        (timedelta(hours=30), "yesterday"),
        (timedelta(days=4), "4 d ago"),
        (timedelta(days=40), "13/10/2026"),
    ],
)
def test_how_long_ago_with_the_exact_moment_on_hover(passed: timedelta, words: str) -> None:
    with translation.override("en"), timezone.override("Europe/Madrid"):
        shown = times.ago(NOW - passed, NOW)
    exact = (NOW - passed).astimezone(ZoneInfo("Europe/Madrid")).strftime("%d/%m/%Y %H:%M")
    assert f">{words}</time>" in shown
    assert f'title="{exact}"' in shown


def test_times_are_those_of_the_viewers_zone() -> None:
    with timezone.override("Europe/Madrid"):
        assert ">22/11/2026 13:00<" in times.localtime(NOW)
    with timezone.override("America/Mexico_City"):
        assert ">22/11/2026 06:00<" in times.localtime(NOW)


def test_an_amount_of_time_in_words() -> None:
    with translation.override("en"):
        assert times.long_duration(timedelta(days=2, hours=4, minutes=9)) == "2 days 4 h"
        assert times.long_duration(timedelta(hours=3, minutes=20)) == "3 h 20 min"
        assert times.long_duration(timedelta(minutes=12)) == "12 min"
