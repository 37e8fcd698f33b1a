"""What the log says of cases."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

OPENED = Kind("case.opened", _("{actor} created the case"))
EDITED = Kind("case.edited", _("{actor} changed {fields}"))
MOVED = Kind("case.moved", _("{actor} changed the state"))
ASSIGNED = Kind("case.assigned", _("{actor} changed who works on it"))
CLOSED = Kind("case.closed", _("{actor} closed the case"))
CANCELLED = Kind("case.cancelled", _("{actor} cancelled the case"))
REOPENED = Kind("case.reopened", _("{actor} reopened the case"))
UNMOVED = Kind("case.unmoved", _("{actor} gave the case its former state back"))
BINNED = Kind("case.binned", _("{actor} moved the case to the bin"))
UNBINNED = Kind("case.unbinned", _("{actor} brought the case back from the bin"))
MERGED = Kind("case.merged", _("{actor} merged the case into {other}"))
ABSORBED = Kind("case.absorbed", _("{actor} merged into this case: {other}"))
UNMERGED = Kind("case.unmerged", _("{actor} took the case out of {other} again"))
RELEASED = Kind("case.released", _("{actor} took out of this case again: {other}"))
FOLLOWED_UP = Kind("case.followed_up", _("Case {other} was opened, which goes on from this one"))
VALUE_REPLACED = Kind(
    "case.value_replaced",
    _("{actor} replaced a value in every case that had it: {fields}"),
    is_part=True,
    has_cause=True,
)

CUSTOMER_JOINED = Kind("case.customer_joined", _("{actor} merged two records of the customer into one"), is_part=True)

PICKLIST_ADDED = Kind("picklist.added", _("{actor} added a value"))
PICKLIST_CHANGED = Kind("picklist.changed", _("{actor} changed a value"))
PICKLIST_RETIRED = Kind("picklist.retired", _("{actor} retired a value"))
PICKLIST_REPLACED = Kind("picklist.replaced", _("{actor} replaced a value by another"))
FIELD_SET = Kind("fields.set", _("{actor} changed what is asked of a field"))
FIELD_DROPPED = Kind("fields.dropped", _("{actor} asked of a field of one type what is asked of all cases"))
MOVE_BARRED = Kind("moves.barred", _("{actor} barred a move between states"))
MOVE_ALLOWED = Kind("moves.allowed", _("{actor} allowed a move between states"))
PICKLIST_RESTORED = Kind("picklist.restored", _("{actor} brought a value back"))
