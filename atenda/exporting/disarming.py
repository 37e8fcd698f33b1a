"""Texts that no spreadsheet takes for a formula, whatever they begin with (3.22)."""

from __future__ import annotations

import unicodedata

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def disarmed(text: str) -> str:
    """With a sign before it that programs read as «this is text»; any other text stays as it is."""
    begins = unicodedata.normalize("NFKC", text.lstrip(" \u00a0\u3000"))[:1]
    return f"'{text}" if begins in FORMULA and begins else text
