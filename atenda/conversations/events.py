"""What the log says of conversations."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

NOTED = Kind("note.added", _("{actor} wrote a note"))
