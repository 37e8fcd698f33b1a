"""Why no file is made, in the sentence a person reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class TooManyExports(Refused):
    sentence = _("Ten files are being made for you already: wait until one is ready, or cancel one.")
