"""Why something about mails that come in is refused, in the sentence a person reads."""

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class MailTooLarge(Refused):
    sentence = _("A mail may have up to 35 MB.")
    status = 413


class NotHeld(Refused):
    sentence = _("This mail is not held any more.")
    is_conflict = True


class NoLongerKept(Refused):
    sentence = _("The bytes of this mail are no longer kept.")
    is_conflict = True
