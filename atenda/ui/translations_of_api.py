"""What the operations of the API say of themselves stands in docstrings and descriptions: found in the sources, so that
their page says it in the reader's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

METHODS = {"get", "post", "put", "patch", "delete"}


def texts(api: Path) -> Iterator[tuple[str, str]]:
    """Each with the file it stands in, its blanks and line ends made one."""
    for path in sorted(api.rglob("*.py")):
        if "tests" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if text := _text(node):
                    yield " ".join(text.split()), str(path.relative_to(api.parents[1]))


def _text(node: ast.AST) -> str | None:
    match node:
        case ast.FunctionDef(decorator_list=decorators) if any(map(_is_operation, decorators)):
            return ast.get_docstring(node)
        case ast.keyword(arg="description", value=ast.Constant(value=str(text))):
            return text
        case ast.Call(func=ast.Name(id="parameter" | "_parameter"), args=[_, ast.Constant(value=str(text)), *_]):
            return text
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                match key, value:
                    case ast.Constant(value="description"), ast.Constant(value=str(text)):
                        return text
    return None


def _is_operation(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="router"), attr=attr)):
            return attr in METHODS
    return False
