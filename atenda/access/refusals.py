"""Why something about roles was refused, in the sentence a person will read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The base of refusals: `str()` is the sentence."""

    sentence: object = ""

    def __str__(self) -> str:
        return str(self.sentence)


class AdministratorsKeepAll(Refused):
    sentence = _("Administrators always see and may do everything.")


class MoreThanYourOwn(Refused):
    sentence = _("You can only hand on what your own role may do and see.")
