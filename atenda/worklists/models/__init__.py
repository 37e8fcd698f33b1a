"""Tables of lists."""

from atenda.worklists.models.boards import BoardLimits
from atenda.worklists.models.bulk import BulkDeed, BulkRow, Outcome, Stage
from atenda.worklists.models.saved import Habits, Reach, RoleStart, SavedView

__all__ = ["BoardLimits", "BulkDeed", "BulkRow", "Habits", "Outcome", "Reach", "RoleStart", "SavedView", "Stage"]
