"""What the log says of signatures."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

OWN_CHANGED = Kind("signature.own_changed", _("{actor} changed their signature"))
DEFAULT_CHANGED = Kind("signature.default_changed", _("{actor} changed the signature for whoever has none"))
