"""Who wrote first what a mail passes on: by the lines mail programs put above it, or in the mail attached to it."""

from __future__ import annotations

import re

from atenda.intake.reading import addresses
from atenda.intake.reading.shape import Address

FORWARD_PREFIX = re.compile(r"\s*(?:fwd?|rv|rvio|reenv(?:iado|ío|io)?|enc|tr|wg)\s*:", re.I)
MARK = re.compile(
    r"^[ \t>*]*(?:[-–—_=]{2,}\s*)?(?:begin forwarded message|forwarded message|forwarded by|original message"
    r"|forwarded mail"
    r"|inicio del mensaje reenviado|mensaje reenviado|mensaje original|mensaje adelantado|reenviado por"
    r"|inicio da mensaxe reenviada|mensaxe reenviada|mensaxe reencamiñada|mensaxe encamiñada|mensaxe orixinal"
    r"|in[ií]cio da mensagem (?:re)?encaminhada|mensagem (?:re)?encaminhada|mensagem original"
    r"|início da mensagem reencaminhada"
    r")\b.{0,60}$",
    re.I | re.M,
)
ORIGINAL = re.compile(r"original|orixinal", re.I)  # of these words answers are made too
FROM = re.compile(r"^[ \t>*]*(?:from|de|remitente|remetente|von|da)[ \t*]*:[ \t*]*(.{3,300})$", re.I | re.M)
BESIDE = re.compile(
    r"^[ \t>*]*(?:date|sent|to|subject|cc|reply-to|fecha|enviado(?: el)?|enviada(?: em)?|para|asunto|data"
    r"|enviado o|assunto|a)[ \t*]*:",
    re.I | re.M,
)
FURTHEST = 600  # characters from the mark to the sender
LOOKED_AT = 50_000


def passes_on(subject: str) -> bool:
    """Whether its subject says that it was written by somebody else."""
    return bool(FORWARD_PREFIX.match(subject))


def first_author(subject: str, text: str, attached: Address | None) -> Address | None:
    """None where nothing is passed on. An attached mail counts where the mail itself says that it passes it on, or
    says next to nothing."""
    text = text[:LOOKED_AT]
    marks = [mark for mark in MARK.finditer(text) if passes_on(subject) or not ORIGINAL.search(mark[0])]
    for mark in marks:
        if (author := _author(text[mark.end() : mark.end() + FURTHEST * 2])) is not None:
            return author
    if attached is not None and (passes_on(subject) or len(text.strip()) < FURTHEST):
        return attached
    return _author(text) if passes_on(subject) else None


def _author(text: str) -> Address | None:
    """The From of the first block of headers there is: at least one other line of it stands beside."""
    for found in FROM.finditer(text):
        around = text[max(0, found.start() - FURTHEST // 2) : found.end() + FURTHEST]
        if BESIDE.search(around) is None:
            continue
        said = re.sub(r"\[mailto:([^\]\s]{3,254})\]", r"<\1>", found[1].replace("*", ""))
        said = re.sub(r"<mailto:([^>\s]{3,254})>", r"", said) if said.count("<") > 1 else said.replace("<mailto:", "<")
        return next(addresses.read(said), None)
    return None
