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

    @property
    def id(self) -> int:
        return self.mark

    def __str__(self) -> str:
        return str(self.label)


FIVE = (
    Face(1, "😠", _("Very bad")),
    Face(2, "🙁", _("Bad")),
    Face(3, "😐", _("So-so")),
    Face(4, "🙂", _("Good")),
    Face(5, "😀", _("Very good")),
)
THREE = (Face(1, "🙁", _("Bad")), Face(2, "😐", _("So-so")), Face(3, "🙂", _("Good")))


BY_SCORE = {face.mark: face for face in FIVE}
GOOD, BAD = (4, 5), (1, 2)


def score_of(mark: int, faces: int) -> int:
    """A mark as one of five, whatever it was one of: the face of three that is called so among five.

    >>> score_of(4, 5), [str(BY_SCORE[score_of(mark, 3)]) == str(face) for mark, face in enumerate(THREE, 1)]
    (4, [True, True, True])
    """
    return mark if faces == 5 else mark + 1


def faces_of(many: int) -> tuple[Face, ...]:
    return THREE if many == 3 else FIVE
