"""What the log says of what customers do on their page."""

from django.utils.translation import gettext_lazy as _

from atenda.history.kinds import Kind

CLOSED = Kind("customerpage.closed", _("The customer said on their page that it is solved"))
REOPENED = Kind("customerpage.reopened", _("The customer opened the case again on their page"))
