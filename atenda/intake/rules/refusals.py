"""Why something about rules of mails is refused, in the sentence a person reads."""

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class TooManyRules(Refused):
    sentence = _("There are 500 intake rules, which is as many as there can be. Remove one first.")


class NoConditions(Refused):
    sentence = _("Write at least one condition: what has none would hold of every mail.")
    fields = ("conditions",)


class TooManyConditions(Refused):
    sentence = _("A rule has up to 20 conditions.")
    fields = ("conditions",)


class DoesNothing(Refused):
    sentence = _("Choose what the rule does: give a value, hold the mail or ignore it.")
    fields = ("gives",)


class NotOffered(Refused):
    sentence = _("This value is not offered any more. Choose another one.")
    fields = ("gives",)


class OtherRules(Refused):
    sentence = _("The rules are others by now. Look at them again.")
    is_conflict = True
