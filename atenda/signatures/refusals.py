"""Why a signature is refused, in the sentence a person reads. One with a place that is none: as a quick reply is."""

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class TooLong(Refused):
    fields = ("texts",)
    sentence = _("A signature is of 2,000 characters and 20 lines at most.")
