"""A field that stands in a text for nothing, `{{nombre}}`: no customer reads one (B16)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused

FIELD = re.compile(r"\{\{[ \t\xa0]*([^\W\d_][\w .\-]{0,39})[ \t\xa0]*\}\}")


class Unfilled(Refused):
    fields = ("body",)
    sentence = _("%(fields)s stands for nothing yet: write what belongs there, or take it away.")

    def __init__(self, fields: Iterable[str]) -> None:
        self.names = list(fields)
        super().__init__(", ".join(self.names))

    def __str__(self) -> str:
        return str(self.sentence) % {"fields": ", ".join(self.names)}


def refuse_unfilled(text: str) -> None:
    """Raises Unfilled."""
    if fields := list(dict.fromkeys(match[0] for match in FIELD.finditer(text))):
        raise Unfilled(fields)
