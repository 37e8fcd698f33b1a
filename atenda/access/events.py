"""What the log says of roles."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

ROLE_CHANGED = Kind("role.changed", _("{actor} changed what this role may do"))
