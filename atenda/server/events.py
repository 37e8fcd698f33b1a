"""What the log says of the machine."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

RELEASED = Kind("copy.released", _("{actor} released the restored copy: it sends again"))
