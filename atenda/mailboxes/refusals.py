"""Why something about mailboxes is refused, in the sentence a person reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class NameTaken(Refused):
    sentence = _("There is a mailbox of this name already.")
    fields = ("name",)


class AddressTaken(Refused):
    """By whom is not said: it may be another organization."""

    sentence = _("This address belongs to a mailbox already: %(address)s")

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(address)

    def __str__(self) -> str:
        return str(self.sentence) % {"address": self.address}


class NoServerName(Refused):
    sentence = _("Write the server’s name alone, without spaces or addresses.")
    fields = ("host",)


class FetchedAlready(Refused):
    sentence = _("Mail of this user is fetched from this server already.")
    fields = ("username",)


class ClosedServer(Refused):
    sentence = _("This server is on a private network, where Atenda does not go unless the operator allows it.")
    fields = ("host",)


class ClearWords(Refused):
    sentence = _("Without TLS only a server on this machine or an allowed private network may be used.")
    fields = ("security",)


class SampleFetchesNothing(Refused):
    sentence = _("A sample organization fetches no mail.")


class NoPassword(Refused):
    sentence = _("Write the password.")
    fields = ("password",)


class NoSuchDoor(Refused):
    sentence = _("Mail is not fetched from there any more.")
    is_conflict = True


class SignedInElsewhere(Refused):
    """Of a server that is read by leave: who may give it does so in a browser."""

    sentence = _("Who signs in with Microsoft or Google changes this on the page of the mailbox.")


class NoKey(Refused):
    sentence = _("Write the key that the provider signs with.")
    fields = ("key",)


class TooManyHooks(Refused):
    sentence = _("A mailbox may have twenty of these at the most.")


class NoSelector(Refused):
    sentence = _("A selector is a word of letters, digits, points and hyphens.")
    fields = ("selectors",)


class NoAddressYet(Refused):
    sentence = _("The mailbox has no address yet.")
