"""Tables of lists."""

from atenda.worklists.models.bulk import BulkDeed, BulkRow, Outcome, Stage
from atenda.worklists.models.saved import Habits, Reach, RoleStart, SavedView

__all__ = ["BulkDeed", "BulkRow", "Habits", "Outcome", "Reach", "RoleStart", "SavedView", "Stage"]
