"""How the cases of a question are shown: as a table, on a board, or as a chart. It stands in the address (B40)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Show(models.TextChoices):
    """The ways of showing them; a table is what goes without saying."""

    TABLE = "table", _("Table")
    BOARD = "board", _("Board")
    CHART = "chart", _("Chart")


# what each may be shown by, the usual one first
BY: Mapping[Show, tuple[str, ...]] = {
    Show.TABLE: ("",),
    Show.BOARD: (
        "state",
        "priority",
        "category",
        "type",
        "importance",
        "campaign",
        "source",
        "team",
        "responsible",
    ),
    Show.CHART: (
        "state",
        "priority",
        "category",
        "type",
        "importance",
        "campaign",
        "source",
        "team",
        "assignee",
        "tag",
        "customer",
        "created",
    ),
}


@dataclass(frozen=True)
class Presentation:
    """`by`: the field whose values are columns of a board, or parts of a chart. `lanes`: the one a board is cut by."""

    show: Show = Show.TABLE
    by: str = ""
    lanes: str = ""

    @property
    def written(self) -> dict[str, str]:
        """What stands in the address; what goes without saying does not."""
        said = {"show": self.show.value, "by": self.by, "lanes": self.lanes}
        usual = {"show": Show.TABLE.value, "by": BY[self.show][0], "lanes": ""}
        return {name: value for name, value in said.items() if usual[name] != value}


TABLE = Presentation()


def shown(show: Show, by: str = "", lanes: str = "") -> Presentation:
    """By the usual field unless it may be shown by this one; lanes only of another field, and only on a board."""
    by = by if by in BY[show] else BY[show][0]
    return Presentation(show, by, lanes if show == Show.BOARD and lanes in BY[show] and lanes != by else "")


def read_presentation(said: Mapping[str, Any]) -> Presentation:
    """What an address says; what makes no sense is as if it were not there."""
    show = said.get("show") or ""
    return shown(Show(show) if show in Show.values else Show.TABLE, said.get("by") or "", said.get("lanes") or "")
