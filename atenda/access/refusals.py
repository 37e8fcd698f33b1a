"""Why something about roles was refused, in the sentence a person will read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class AdministratorsKeepAll(Refused):
    is_conflict = True
    sentence = _("Administrators always see and may do everything.")


class MoreThanYourOwn(Refused):
    sentence = _("You can only hand on what your own role may do and see.")
