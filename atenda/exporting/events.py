"""What the log says of files that were taken away."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

MADE = Kind("export.made", _("{actor} made a file of “{name}”"))
TAKEN = Kind("export.taken", _("{actor} took the file of “{name}” away"))
CANCELLED = Kind("export.cancelled", _("{actor} stopped making a file of “{name}”"))

# what the bell says
READY = Kind("export.ready", _("The file of “{name}” is ready"))
FAILED = Kind("export.failed", _("The file of “{name}” could not be made"))
