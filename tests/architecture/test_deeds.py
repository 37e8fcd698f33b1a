"""A deed is one transaction: what fails inside it fails the whole, so nothing inside may catch it and go on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
DEEDS = {"deed", "undoes"}
BLOCKS = {"one_deed", "atomic"}


def _name(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _deeds(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        is_verb = isinstance(node, ast.FunctionDef) and any(_name(each) in DEEDS for each in node.decorator_list)
        is_block = isinstance(node, ast.With) and any(_name(item.context_expr) in BLOCKS for item in node.items)
        if is_verb or is_block:
            yield node


def swallowed(source: str) -> list[int]:
    """The lines inside deeds where an exception is caught and not raised again as one."""
    handlers = (node for deed in _deeds(ast.parse(source)) for node in ast.walk(deed) if isinstance(node, ast.Try))
    return [
        handler.lineno for each in handlers for handler in each.handlers if not isinstance(handler.body[-1], ast.Raise)
    ]


def test_the_look_finds_what_it_is_for():
    assert swallowed("with one_deed():\n  try:\n    edit()\n  except TooLate:\n    show()") == [4]
    assert swallowed("@deed\ndef f():\n  try:\n    g()\n  except X:\n    raise Y") == []
    assert swallowed("try:\n  with one_deed():\n    edit()\nexcept TooLate:\n  show()") == []


@pytest.mark.parametrize("package", sorted(path.name for path in (HERE / "atenda").iterdir() if path.is_dir()))
def test_no_deed_goes_on_after_a_failure_inside_it(package):
    files = [path for path in (HERE / "atenda" / package).rglob("*.py") if "tests" not in path.parts]
    found = [f"{path.relative_to(HERE)}:{line}" for path in files for line in swallowed(path.read_text())]
    assert found == [], "put the try around the deed"
