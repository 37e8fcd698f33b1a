"""What the log says of case files."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

DOWNLOADED = Kind("casefile.downloaded", _("{actor} downloaded the case file"))
