"""What every verb that does not do what was asked raises: a reason that the person will read."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A deed that makes no sense now. `str()` is the sentence, in the reader's language.

    `fields` names what was given wrong, as the verb calls it, and `beside` is what stands there where that is another
    sentence; `is_conflict` says that nothing was given wrong, but that the thing no longer is what it would have to be.
    `status` is the answer a machine gets.
    """

    sentence: object = _("This cannot be done.")
    beside: object = ""
    fields: Collection[str] = ()
    is_conflict = False
    status = 422

    def __str__(self) -> str:
        return str(self.sentence)
