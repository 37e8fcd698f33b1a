"""Why a deed on a view is refused, in the sentence a person reads."""

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class NotYourTeam(Refused):
    sentence = _("Choose one of your teams.")


class TooManyViews(Refused):
    sentence = _("You have as many views as there is room for. Remove one first.")


class NotYourView(Refused):
    sentence = _("Only whoever made this view can keep it to themselves.")
