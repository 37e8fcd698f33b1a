"""Why something about people and teams was refused, in the sentence a person will read."""

from django.utils.translation import gettext_lazy as _

from atenda.access.refusals import MoreThanYourOwn
from atenda.organizations.refusals import Refused

__all__ = [
    "AlreadyWorksHere",
    "IsNoPerson",
    "LastAdministrator",
    "LinkIsOver",
    "MoreThanYourOwn",
    "NameTaken",
    "NotActive",
    "PasswordIsTheirs",
    "TeamNameTaken",
]


class AlreadyWorksHere(Refused):
    fields = ("email",)
    sentence = _("Somebody with this e-mail already works here; a deactivated person can be let in again.")


class LastAdministrator(Refused):
    sentence = _("This is the last administrator: make somebody else one first.")


class NotActive(Refused):
    is_conflict = True
    sentence = _("This person is deactivated.")


class NameTaken(Refused):
    fields = ("name",)
    sentence = _("There is already an integration with this name.")


class IsNoPerson(Refused):
    sentence = _("This is a program: it has tokens, and nobody signs in as it.")


class LinkIsOver(Refused):
    sentence = _("This link no longer works: ask for a new one.")


class PasswordIsTheirs(Refused):
    sentence = _("This e-mail already has a password. Sign in with it to go on.")


class TeamNameTaken(Refused):
    fields = ("name",)
    sentence = _("There is already a team with this name.")
