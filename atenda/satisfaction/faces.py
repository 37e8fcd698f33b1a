"""The marks, as people press them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Face:
    mark: int
    sign: str
    label: Promise


FIVE = (
    Face(1, "😠", _("Very bad")),
    Face(2, "🙁", _("Bad")),
    Face(3, "😐", _("So-so")),
    Face(4, "🙂", _("Good")),
    Face(5, "😀", _("Very good")),
)
THREE = (Face(1, "🙁", _("Bad")), Face(2, "😐", _("So-so")), Face(3, "🙂", _("Good")))


def faces_of(many: int) -> tuple[Face, ...]:
    return THREE if many == 3 else FIVE
