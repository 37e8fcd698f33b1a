"""What the log says of quick replies and macros."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

REPLY_ADDED = Kind("quickreply.added", _("{actor} added the quick reply “{name}”"))
REPLY_CHANGED = Kind("quickreply.changed", _("{actor} changed the quick reply “{name}”"))
REPLY_CONFIRMED = Kind("quickreply.confirmed", _("{actor} found a translation of the quick reply “{name}” still right"))
REPLY_RETIRED = Kind("quickreply.retired", _("{actor} retired the quick reply “{name}”"))
REPLY_RESTORED = Kind("quickreply.restored", _("{actor} brought the quick reply “{name}” back"))

MACRO_ADDED = Kind("macro.added", _("{actor} added the macro “{name}”"))
MACRO_CHANGED = Kind("macro.changed", _("{actor} changed the macro “{name}”"))
MACRO_RETIRED = Kind("macro.retired", _("{actor} retired the macro “{name}”"))
MACRO_RESTORED = Kind("macro.restored", _("{actor} brought the macro “{name}” back"))
RAN = Kind("case.macro_ran", _("{actor} ran the macro “{name}”"))
