"""Names of files: cleaned first, judged after (3.28)."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from atenda.files.limits import LONGEST_NAME
from atenda.organizations.folding import composed

# What programs read as more than a name; Windows forbids most of them.
FORBIDDEN = re.compile(r'[<>:"|?*]')
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.I)
LONGEST_ENDING = 20


def clean(name: str) -> str:
    """As `tidy` has it, with a word for a file of which nothing is left.

    >>> clean("../../etc/passwd"), clean("C:\\\\fotos\\\\cámara.jpg"), clean("fac\\u202etura\\r\\n.pdf")
    ('passwd', 'cámara.jpg', 'factura.pdf')
    """
    return tidy(name) or _("file")


def tidy(name: str) -> str:
    """The last part of a path, without what cannot be seen, begins with no dot, of reasonable length. May be empty."""
    visible = "".join(
        sign if sign.isprintable() else " " * sign.isspace() for sign in composed(name) if not _is_hidden(sign)
    )
    last = re.split(r"[/\\]", visible)[-1]
    plain = re.sub(r"\s+", " ", FORBIDDEN.sub("_", last)).strip(" .")
    if DEVICES.match(plain):
        plain = f"_{plain}"
    return _shortened(plain)


def ending_of(name: str) -> str:
    """The part after the last dot, in small letters."""
    return PurePosixPath(name).suffix.lower().removeprefix(".")


def apart(names: list[str]) -> list[str]:
    """The same names, each of them once: what comes again is numbered.

    >>> apart(["a.jpg", "A.jpg", "a.jpg"])
    ['a.jpg', 'A (2).jpg', 'a (3).jpg']
    """
    taken: set[str] = set()
    found = []
    for name in names:
        path, number, free = PurePosixPath(name), 1, name
        while free.casefold() in taken:
            number += 1
            free = f"{path.stem} ({number}){path.suffix}"
        taken.add(free.casefold())
        found.append(free)
    return found


def _is_hidden(sign: str) -> bool:
    """Signs without a shape, of which some turn the direction of reading, and halves of signs."""
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} and not sign.isspace()


def _shortened(name: str) -> str:
    if len(name) <= LONGEST_NAME:
        return name
    ending = PurePosixPath(name).suffix
    if len(ending) > LONGEST_ENDING:
        ending = ""
    return name[: LONGEST_NAME - len(ending)].rstrip(" .") + ending
