"""Why a deed on a case is refused, in the sentence a person reads."""

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class NoCustomer(Refused):
    sentence = _("Choose a customer: a contact, an account or both.")


class RetiredValue(Refused):
    sentence = _("This value is no longer in use. Choose another.")


class WrongReason(Refused):
    sentence = _("This reason does not go with that state. Choose another.")


class StillPending(Refused):
    sentence = _("Only a closed case has a reason for being closed.")


class WrongEnding(Refused):
    sentence = _("Closing and cancelling are two deeds, each with states of its own. Choose another state.")


class NothingCancels(Refused):
    sentence = _("No state cancels a case here: one is added under Settings, Picklists.")


class NotAtWork(Refused):
    sentence = _("This person no longer works here. Choose somebody else.")


class InTheBin(Refused):
    sentence = _("This case is in the bin. Bring it back first.")
