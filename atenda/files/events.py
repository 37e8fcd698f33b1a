"""What the log says of files."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

ADDED = Kind("file.added", _("{actor} added the file {name}"))
REMOVED = Kind("file.removed", _("{actor} removed the file {name}"))
RESTORED = Kind("file.restored", _("{actor} brought back the file {name}"))
ACCEPTED = Kind("file.accepted", _("{actor} found the file {name} valid"))
REJECTED = Kind("file.rejected", _("{actor} rejected the file {name}"))
REVIEW_UNDONE = Kind("file.review_undone", _("{actor} left the file {name} to be reviewed again"))
