"""What the log says of lists: of saved views, and of boards."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

VIEW_SAVED = Kind("view.saved", _("{actor} saved the view “{name}”"))
VIEW_CHANGED = Kind("view.changed", _("{actor} changed the view “{name}”"))
VIEW_REMOVED = Kind("view.removed", _("{actor} removed the view “{name}”"))
VIEW_RESTORED = Kind("view.restored", _("{actor} brought the view “{name}” back"))

LIMITED = Kind("board.limited", _("{actor} changed the limits of a board"))
