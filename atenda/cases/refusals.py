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


class Merged(Refused):
    """Of a case that goes on in another one."""

    sentence = _("This case was merged into case %(number)s: go on there.")

    def __init__(self, folio: int) -> None:
        super().__init__(folio)
        self.folio = folio

    def __str__(self) -> str:
        return str(self.sentence) % {"number": self.folio}


class MergedTwice(Refused):
    sentence = _("One of these cases was merged meanwhile. Look at them again.")


class CannotMergeCases(Refused):
    sentence = _("Choose two cases at least: one stays, the others lead there.")


class NotMerged(Refused):
    sentence = _("This case is merged into no other.")


class OfDifferentCustomers(Refused):
    sentence = _("Say that you know that these are cases of different customers.")


class TooManyToMerge(Refused):
    sentence = _("Twenty cases at most are merged at once.")
