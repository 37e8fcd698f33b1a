"""Why a deed on a quick reply or a macro is refused, in the sentence a person reads."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused


class NotYourTeam(Refused):
    fields = ("team",)
    sentence = _("Choose one of your teams.")


class NotYours(Refused):
    fields = ("reach",)
    sentence = _("Only whoever made this can keep it to themselves.")


class TooMany(Refused):
    sentence = _("There are as many as there is room for. Retire one first.")


class SaysNothing(Refused):
    fields = ("texts",)
    sentence = _("Write the text in one language at least.")


class UnknownField(Refused):
    """What stands in braces and stands for nothing."""

    fields = ("texts",)

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)
        super().__init__(", ".join(self.names))

    def __str__(self) -> str:
        written = ", ".join(f"{{{{{name}}}}}" for name in self.names)
        return str(_("There is no field called %(fields)s.") % {"fields": written})


class BadShortcut(Refused):
    fields = ("shortcut",)
    sentence = _("A shortcut is of letters, digits and hyphens, without spaces.")


class ShortcutTaken(Refused):
    fields = ("shortcut",)
    sentence = _("Another quick reply has this shortcut.")


class NotTranslated(Refused):
    fields = ("language",)
    sentence = _("It has no text in this language.")


class DoesNothing(Refused):
    sentence = _("Choose what the macro does.")


class NotOffered(Refused):
    """A value that no case can be given."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.fields = (field,)

    sentence = _("Choose one of the values there are.")


class ReplyForFewer(Refused):
    fields = ("reply",)
    sentence = _("Not everybody who sees this macro sees that quick reply.")
