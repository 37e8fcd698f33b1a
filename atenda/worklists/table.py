"""The columns a table of cases may have (B45)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atenda.staff.models import Agent
from atenda.worklists.habits import liking_of
from atenda.worklists.question import Question
from atenda.worklists.saved import Saved

NARROWEST, WIDEST = 40, 900


@dataclass(frozen=True)
class Column:
    """`first` is the order that a click on its head asks for; the next click asks for the other way round."""

    name: str
    label: Promise
    first: str = ""
    kind: str = ""

    @property
    def order_field(self) -> str:
        return self.first.lstrip("-")


COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("folio", _("Folio"), "-folio", "number"),
        Column("reference", _("Reference")),
        Column("customer", _("Customer")),
        Column("account", _("Account")),
        Column("state", _("State"), "state"),
        Column("priority", _("Priority"), "-priority"),
        Column("importance", _("Importance")),
        Column("type", _("Type")),
        Column("category", _("Category"), "category"),
        Column("assigned", _("Assigned to")),
        Column("responsible", _("Responsible"), "responsible"),
        Column("team", _("Team"), "team"),
        Column("tags", _("Tags")),
        Column("campaign", _("Campaign")),
        Column("source", _("Source")),
        Column("contacted", _("Last contact"), "-contacted"),
        Column("due", _("Deadline"), "due"),
        Column("changed", _("Changed"), "-changed"),
        Column("age", _("Age"), "-created"),
        Column("created", _("Created"), "-created"),
        Column("closed", _("Closed"), "-closed"),
        Column("resolution", _("Resolution time")),
        Column("rating", _("Rating"), "-rating"),
        Column("reopenings", _("Reopenings"), "", "number"),
    )
}
USUAL = ("folio", "reference", "customer", "state", "priority", "category", "assigned", "contacted", "due", "age")
# of the usual ones, what a narrow window goes without; columns that somebody chose are all shown
FROM_WIDE = "contacted"


@dataclass(frozen=True)
class Look:
    """The columns of a table in their order, and the widths of some in pixels."""

    columns: tuple[str, ...] = USUAL
    widths: Mapping[str, int] | None = None

    @property
    def is_usual(self) -> bool:
        return self.columns == USUAL and not self.widths


def look_key(question: Question) -> str:
    """By what a look is remembered: the view it is of."""
    return question.saved or question.view.value


def look_of(actor: Agent, question: Question, saved: Saved | None) -> Look:
    """As this person likes the view; failing that, as the view was saved; failing that, as usual."""
    own: Mapping[str, Any] = liking_of(actor).looks.get(look_key(question), {})
    columns = own.get("columns") or (saved.columns if saved else ())
    widths = own.get("widths") or (saved.widths if saved else {})
    return Look(known(columns) or USUAL, read_widths(widths))


def known(names: Iterable[str]) -> tuple[str, ...]:
    """Those that there are, each once; a table never goes without the references, which are the way to the cases."""
    found = tuple(dict.fromkeys(name for name in names if name in COLUMNS))
    return found if not found or "reference" in found else ("reference", *found)


def read_widths(said: Mapping[str, Any]) -> dict[str, int]:
    """Widths that make sense, of columns there are."""
    return {
        name: min(max(int(width), NARROWEST), WIDEST)
        for name, width in said.items()
        if name in COLUMNS
        and isinstance(width, int | str)
        and str(width).isascii()
        and str(width).isdecimal()
        and len(str(width)) < 6
    }
