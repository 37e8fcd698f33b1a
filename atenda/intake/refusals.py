"""Why something about mails that come in is refused, in the sentence a person reads."""

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class MailTooLarge(Refused):
    sentence = _("A mail may have up to 35 MB.")
    status = 413


class NotHeld(Refused):
    sentence = _("This mail is not held any more.")
    is_conflict = True


class KnownAlready(Refused):
    """The address is on somebody's record; `who` has it."""

    is_conflict = True

    def __init__(self, who: object) -> None:
        self.who = who
        self.sentence = _("This address is on record already, with %(who)s.") % {"who": who}
        super().__init__(self.sentence)


class NoAddress(Refused):
    sentence = _("What it came from is no address that a contact can have.")


class NoLongerKept(Refused):
    sentence = _("The bytes of this mail are no longer kept.")
    is_conflict = True
