"""Texts that no spreadsheet takes for a formula, whatever they begin with (3.22)."""

from __future__ import annotations

import unicodedata

FORMULA, BREAKS = "=+-@", "\t\r\n"


def disarmed(text: str) -> str:
    """With a sign before it that programs read as «this is text»; any other text stays as it is."""
    if text[:1].isalnum():
        return text
    begins = next((sign for sign in text if unicodedata.category(sign)[0] not in "ZC"), "")  # what can be seen of it
    is_formula = begins and unicodedata.normalize("NFKC", begins)[0] in FORMULA
    return f"'{text}" if is_formula or (text and text[0] in BREAKS) else text
