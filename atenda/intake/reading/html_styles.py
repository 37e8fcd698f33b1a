"""Which styles of a mail's element are kept: colours, letters, borders, room inside its own box. Nothing that leaves
the box, lies over others or asks another machine for anything (3.25)."""

from __future__ import annotations

import re

LONGEST = 4_000
COLOURS = frozenset({"color", "background-color"})
SIDES = ("", "-top", "-right", "-bottom", "-left")
LENGTHS = frozenset(
    ["width", "max-width", "min-width", "height", "line-height", "text-indent", "letter-spacing", "border-spacing"]
    + [f"{box}{side}" for box in ("margin", "padding") for side in SIDES]
)
WORDS = {
    "display": {"block", "inline", "inline-block", "none", "table", "table-cell", "table-row", "list-item"},
    "float": {"left", "right", "none"},
    "clear": {"left", "right", "both", "none"},
    "direction": {"ltr", "rtl"},
    "white-space": {"normal", "pre", "pre-wrap", "pre-line", "nowrap"},
}
FREE = frozenset(
    ["font-family", "font-size", "font-style", "font-weight", "font-variant", "text-align", "text-decoration"]
    + ["text-transform", "vertical-align", "word-break", "overflow-wrap", "list-style-type", "border-collapse"]
    + ["border-radius"]
    + [f"border{side}{part}" for side in SIDES for part in ("", "-color", "-style", "-width")]
)
VALUE = re.compile(r"""(?:[\w\s.,%#+'"-]|!important|\b(?:rgb|rgba|hsl|hsla)\([\d\s.,%/]{1,40}\)){1,300}+\Z""", re.ASCII)
COLOUR = re.compile(r"(?:#[0-9a-f]{3,8}|[a-z]{3,20}|(?:rgb|rgba|hsl|hsla)\([\d\s.,%/]{1,40}\))\Z", re.IGNORECASE)
_ONE = r"(?:\d{1,4}(?:\.\d{1,4})?(?:px|pt|em|rem|%|in|cm|mm|ex|ch)?|auto|normal)"
LENGTH = re.compile(rf"{_ONE}(?:\s+{_ONE}){{0,3}}\Z", re.ASCII)
FONT = re.compile(r"""[\w\s.,%/'"-]{1,300}\Z""", re.ASCII)
LARGEST_LETTERS = re.compile(r"\d{4,}")


def safe_style(style: str) -> str:
    """The declarations that may stay, written one way; asked again, they answer the same."""
    kept = []
    for declaration in style[:LONGEST].split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), " ".join(value.split())
        if colon and name == "background" and COLOUR.match(value):
            name = "background-color"
        if colon and _may_stay(name, value):
            kept.append(f"{name}:{value}")
    return ";".join(kept)


def safe_colour(colour: str) -> str:
    """A colour of an old attribute like bgcolor; empty where it is none."""
    colour = colour.strip()
    return colour if COLOUR.match(colour) else ""


def _may_stay(name: str, value: str) -> bool:
    bare = value.lower().removesuffix("!important").strip()
    if name in WORDS:
        return bare in WORDS[name]
    if name in COLOURS:
        return COLOUR.match(bare) is not None
    if name in LENGTHS:
        return LENGTH.match(bare) is not None
    if name == "font":
        return FONT.match(value) is not None and not LARGEST_LETTERS.search(value)
    return name in FREE and VALUE.match(value) is not None and not LARGEST_LETTERS.search(value)
