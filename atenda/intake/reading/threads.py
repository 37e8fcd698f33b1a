"""How a mail is named, and which mails it names (RFC 5322). Names keep their angle brackets."""

from __future__ import annotations

import re
from email.message import Message

from atenda.intake.reading.shape import MOST_REFERENCES
from atenda.intake.reading.words import decoded, plain, values

LONGEST = 400  # characters of one name
LOOKED_AT = 100_000
_NAME = re.compile(r"<\s*([^<>]{1,800}?)\s*>")


def name_of(message: Message) -> str:
    """The Message-ID; what has no brackets gets them, what cannot be one is none."""
    for raw in values(message, "Message-ID"):
        if found := names(raw) or (names(decoded(raw[:LOOKED_AT])) if "=?" in raw else []):
            return found[0]
        bare = re.sub(r"\s", "", plain(raw[: LONGEST * 2]))
        if bare and len(bare) < LONGEST and bare.isprintable() and not re.search(r"[<>]", bare):
            return f"<{bare}>"
    return ""


def named_by(message: Message, header: str) -> tuple[str, ...]:
    """Each once, in their order; of very many the last."""
    found: list[str] = []
    for raw in values(message, header)[:10]:
        found += names(raw[-LOOKED_AT:])
        if "=?" in raw:  # forbidden there (RFC 2047, 5), and what Python writes for a long one
            found += names(decoded(raw[-LOOKED_AT:]))
    return tuple(reversed(list(dict.fromkeys(reversed(found)))))[-MOST_REFERENCES:]


def names(raw: str) -> list[str]:
    """Blanks inside come from folding and do not belong."""
    tidy = ("".join(plain(one).split()) for one in _NAME.findall(raw))
    return [f"<{one}>" for one in tidy if one and len(one) < LONGEST and one.isprintable()]
