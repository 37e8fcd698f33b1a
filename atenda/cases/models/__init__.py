"""The case and what describes it."""

from atenda.cases.models.beside import CaseAssignee, CaseCount, CaseOpening, CurrentCampaign, Interlude
from atenda.cases.models.case import Case, CaseQuerySet
from atenda.cases.models.picklists import (
    FINISHED,
    Campaign,
    CaseType,
    Category,
    ClosingReason,
    Colour,
    Importance,
    Lifecycle,
    Picklist,
    Priority,
    Source,
    State,
    Tag,
)
from atenda.cases.models.replacing import Replacement
from atenda.cases.models.rules import BarredMove, FieldRule

__all__ = [
    "FINISHED",
    "BarredMove",
    "Campaign",
    "Case",
    "CaseAssignee",
    "CaseCount",
    "CaseOpening",
    "CaseQuerySet",
    "CaseType",
    "Category",
    "ClosingReason",
    "Colour",
    "CurrentCampaign",
    "FieldRule",
    "Importance",
    "Interlude",
    "Lifecycle",
    "Picklist",
    "Priority",
    "Replacement",
    "Source",
    "State",
    "Tag",
]
