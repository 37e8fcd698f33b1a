"""The table of cases drawn: its head, and rows by a template that is put together for its columns.

A template that asked of each column of each row which one it is would take twice as long as the rest of the page.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

import jinja2
from django.template import engines
from markupsafe import Markup

from atenda.ui.pages import Pages
from atenda.worklists.question import Question
from atenda.worklists.table import COLUMNS, FROM_WIDE, Column, Look

ROWS = "worklists/_rows.html"
CELLS = "{# cells #}"


def head(look: Look, question: Question) -> list[dict[str, object]]:
    """The columns as `ui.table` takes them."""
    return [_column(COLUMNS[name], look, question) for name in look.columns]


def drawn_rows(look: Look, **values: Any) -> Markup:
    """The rows of a page, each with the cells of these columns."""
    pages = cast(Pages, engines["pages"])
    return Markup(_template(pages.env, look.columns, look.is_usual).render(**values))  # noqa: S704  a template of ours


@lru_cache(maxsize=300)
def _template(env: jinja2.Environment, columns: tuple[str, ...], is_usual: bool) -> jinja2.Template:
    cells = "".join(_source(env, f"worklists/cells/{name}.html").rstrip("\n") for name in columns)
    if is_usual:
        cells = cells.replace("{{ from_wide }}", ' class="from-wide"')
    return env.from_string(_source(env, ROWS).replace(CELLS, cells.replace("{{ from_wide }}", "")))


def _source(env: jinja2.Environment, name: str) -> str:
    assert env.loader is not None
    return env.loader.get_source(env, name)[0]


def _column(column: Column, look: Look, question: Question) -> dict[str, object]:
    found: dict[str, object] = {"name": column.name, "label": column.label}
    if column.kind:
        found["kind"] = column.kind
    if look.is_usual and column.name == FROM_WIDE:
        found["from"] = "wide"
    if look.widths and column.name in look.widths:
        found["width"] = look.widths[column.name]
    if column.first:
        order = question.order
        is_this = order.field == column.order_field
        found["href"] = question.in_order(order.turned if is_this else column.first).query()
        found["sorted"] = ("down" if order.descending else "up") if is_this else ""
    return found
