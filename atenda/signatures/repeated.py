"""Whether a signature stands in words already: nobody gets one twice. Line by line, whatever quotes them."""

from __future__ import annotations

import re

CITED = re.compile(r"^(?:\s*>)+\s*")


def ends_with(words: str, signature: str) -> bool:
    """
    >>> ends_with("Ola Uxía\\n\\n--\\nNoa  Leis\\nRías\\n", "Noa Leis\\nRías"), ends_with("Ola, Noa", "Noa")
    (True, False)
    """
    said, signed = _lines(words), _lines(signature)
    return bool(signed) and said[-len(signed) :] == signed


def carries(quotation: str, signature: str) -> bool:
    """
    >>> carries("O luns, Noa escribiu:\\n> Ola\\n> > Noa Leis\\n> > Rías\\n> Grazas", "Noa Leis\\nRías")
    True
    """
    said, signed = _lines(quotation), _lines(signature)
    places = range(len(said) - len(signed) + 1) if signed else ()
    return any(said[at : at + len(signed)] == signed for at in places)


def _lines(text: str) -> list[str]:
    """Those that say something, without marks of quotation and without the dashes above a signature."""
    bare = (" ".join(CITED.sub("", line).split()).casefold() for line in text.splitlines())
    return [line for line in bare if line.strip("-–—")]
