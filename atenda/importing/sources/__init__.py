"""What other programs call things in their exports: one module for each, with the same few names.

LABEL; COLUMNS: for each kind of row, heading → field; and if need be STATES: value → life cycle, PRIORITIES: value →
words of ours that may mean it, MONTH_FIRST: whether its days are American. Adding one is copying a neighbour and
naming it in `SOURCES`.
"""

from __future__ import annotations

from types import ModuleType

from atenda.importing.sources import (
    b2bgo,
    dynamics,
    freshdesk,
    osticket,
    spreadsheet,
    vtiger,
    zammad,
    zendesk,
)

SOURCES: dict[str, ModuleType] = {
    "spreadsheet": spreadsheet,
    "vtiger": vtiger,
    "b2bgo": b2bgo,
    "zendesk": zendesk,
    "zammad": zammad,
    "freshdesk": freshdesk,
    "osticket": osticket,
    "dynamics": dynamics,
}
