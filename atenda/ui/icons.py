"""Icons: Tabler's outlines, drawn into the page so that they take the colour of the text beside them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from markupsafe import Markup

ICONS = Path(__file__).parent / "static" / "vendor" / "icons.json"


class NoSuchIcon(LookupError):
    """A template names an icon that does not exist."""


@cache
def icon(name: str, label: str | None = None) -> Markup:
    """The drawing called `name`. With a label it speaks to screen readers; without one it is decoration."""
    try:
        drawing = drawings()[name]
    except KeyError:
        raise NoSuchIcon(name) from None
    voice = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup(
        '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>'
    ).format(voice, Markup(drawing))  # noqa: S704 - the drawings are files of ours, made by vendor.py


@cache
def drawings() -> dict[str, str]:
    if not ICONS.exists():
        raise FileNotFoundError("the icons are missing: run `npm ci` and `python atenda/ui/vendor.py`")
    drawn: dict[str, str] = json.loads(ICONS.read_text(encoding="utf-8"))
    return drawn
