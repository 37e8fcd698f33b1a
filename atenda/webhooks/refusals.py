"""Why something about webhooks is refused, in the sentence a person reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class NoAddress(Refused):
    sentence = _("Write the whole address, like https://shop.example/in, without user or password.")


class ClosedThere(Refused):
    sentence = _("This address is on a private network, where Atenda does not go unless the operator allows it.")


class NotSealed(Refused):
    sentence = _("The address must begin with https://. Without it only a network the operator allowed may be told.")


class TooManyEndpoints(Refused):
    sentence = _("There are a hundred webhooks already: remove one first.")
