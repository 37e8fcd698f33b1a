"""Fields in a text: whatever stands for them, once, and nothing that looks like one goes out (B16, 3.21)."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atenda.conversations.unfilled import Unfilled, refuse_unfilled
from atenda.macros import filling, replies, sharing
from atenda.macros.filling import FIELDS, fill, unknown_in
from atenda.macros.views import listing


@pytest.mark.parametrize("module", [filling, replies, sharing, listing])
def test_what_the_examples_say_is_so(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_every_field_is_known_in_every_language() -> None:
    for key, field in FIELDS.items():
        for name in field.names.values():
            text = f"«{{{{{name}}}}}»"
            assert unknown_in(text) == []
            assert fill(text, {key: "x"}).text == "«x»"


@given(st.text(), st.text())
def test_a_value_is_put_in_as_it_stands_whatever_it_is(value: str, around: str) -> None:
    around = around.replace("{", "").replace("}", "")
    filled = fill(f"{around}{{{{cliente}}}}{around}", {"customer": value})
    assert filled.text == f"{around}{value or '{{cliente}}'}{around}"
    assert filled.missing == ([] if value else ["{{cliente}}"])


@pytest.mark.parametrize("text", ["Hola {{nombre}},", "{{ first name }}", "{{nombre_cliente}}", "Ola {{Nome}}"])
def test_a_field_that_was_not_filled_in_does_not_go_out(text: str) -> None:
    with pytest.raises(Unfilled, match="aún no tiene valor"):
        refuse_unfilled(text)


@pytest.mark.parametrize(
    "text", ["if (a) {{ }}", "{nombre}", "{{1+1}}", "{{", "f(){{return;}}", "a{{%s}}" % ("x" * 41)]
)
def test_braces_that_are_no_field_go_out(text: str) -> None:
    refuse_unfilled(text)
