"""Which value took the place of another (B83): for whoever still names the one that is gone."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.models import (
    Campaign,
    CaseType,
    Category,
    ClosingReason,
    Importance,
    Picklist,
    Priority,
    Replacement,
    Source,
    State,
    Tag,
)
from atenda.organizations.refusals import Refused
from atenda.organizations.revisions import kept_until_touched

# By kind of value: the field of a case it is chosen in.
FIELD_OF: dict[type[Picklist], str] = {
    State: "state",
    Priority: "priority",
    CaseType: "type",
    Category: "category",
    Importance: "importance",
    Campaign: "campaign",
    Source: "source",
    ClosingReason: "closing_reason",
    Tag: "tags",
}
MODEL_OF = {field: model for model, field in FIELD_OF.items()}


class BeingReplaced(Refused):
    sentence = _("This value is being replaced by another. Wait until that is done.")


def values_of(field: str) -> dict[int, catalogue.Value]:
    """Every value of a field of a case, tags among them."""
    return catalogue.tags() if field == "tags" else catalogue.OF_FIELD[field]()


def successor(field: str, pk: int) -> int | None:
    """The value that stands in the place of a retired one now; None where there is none."""
    values, seen = values_of(field), {pk}
    while pk in values and values[pk].is_retired:
        following = _successors().get((field, pk))
        if following is None or following in seen:
            return None
        seen.add(pk := following)
    return pk if pk in values and len(seen) > 1 else None


def now_called(field: str, pk: int) -> int:
    """The value itself, or the one that took its place."""
    return successor(field, pk) or pk


def predecessors(field: str, pk: int) -> list[int]:
    """The values whose place this one took: until that is done everywhere, some cases still have them."""
    return [leaving for of, leaving in _successors() if of == field and successor(field, leaving) == pk]


@kept_until_touched
def _successors() -> dict[tuple[str, int], int]:
    rows: Any = Replacement.objects.order_by("pk").values_list("field", "leaving_id", "entering_id")
    return {(field, leaving): entering for field, leaving, entering in rows}


def refuse_while_replacing(*values: Picklist) -> None:
    """A value that is giving up or taking a place stays as it is until that is done. Raises BeingReplaced."""
    field = FIELD_OF[type(values[0])]
    ids = [value.pk for value in values]
    under_way = Replacement.objects.filter(field=field, finished_at=None)
    if under_way.filter(Q(leaving_id__in=ids) | Q(entering_id__in=ids)).exists():
        raise BeingReplaced
