"""Why something about notices is refused, in the sentence a person reads."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.organizations.refusals import Refused


class UnknownPlace(Refused):
    def __init__(self, names: list[str]) -> None:
        self.names = names
        super().__init__(names)

    def __str__(self) -> str:
        return _("There is nothing called %(places)s to fill in.") % {
            "places": ", ".join("{" + name + "}" for name in self.names)
        }


class NotAllowedThere(Refused):
    fields = ("host",)

    def __str__(self) -> str:
        return _("This server is on a private network, where Atenda does not go unless the operator allows it.")


class NotInTheClear(Refused):
    fields = ("security",)

    def __str__(self) -> str:
        return _("Without TLS only a server on this machine or an allowed private network may be used.")


class SampleSendsNothing(Refused):
    def __str__(self) -> str:
        return _("A sample organization sends no mail.")


class NotAnAddress(Refused):
    def __str__(self) -> str:
        return _("Mail cannot be sent from this address.")


class NoHost(Refused):
    sentence = gettext_lazy("Write the name of the server.")
    fields = ("host",)


class NoUser(Refused):
    sentence = gettext_lazy("Write the user who signs in there.")
    fields = ("username",)


class NoKeyOrPassword(Refused):
    sentence = gettext_lazy("Write the password, or the key of the provider.")
    fields = ("secret",)


class CopyIsHeld(Refused):
    sentence = gettext_lazy("This is a restored copy: it sends nothing until it is released.")
    is_conflict = True


class NeitherAddressNorDomain(Refused):
    fields = ("open_to",)

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(said)

    def __str__(self) -> str:
        return _("This is neither an address nor a domain: %(it)s") % {"it": self.said}
