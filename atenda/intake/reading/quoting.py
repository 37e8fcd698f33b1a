"""The new words of an answer apart from what it quotes (B8).

What is not surely a quotation counts as new: too much shown is a nuisance, an answer not shown is a customer unheard.
So answers between quoted lines stay, with the lines they answer; a mail that only passes on another stays whole.
"""

from __future__ import annotations

import re

from atenda.intake.reading import attributions

DEVICE = re.compile(
    r"[-–—\s]*(?:Enviad[oa] (?:desde|dende|do|desde o|dende o|a partir do|desde a|con)\b|Sent (?:from|with|via)\b"
    r"|Obt[eé]n(?:er|ga)? Outlook|Obter o? ?Outlook|Get Outlook|Descargar? Outlook"
    r"|Enviado por .{1,30} para (?:iPhone|Android)"
    r"|Disculpe? (?:la brevedad|mi brevedad)|Desculpe? a brevidade|Please excuse my brevity|Sent securely)"
    r".{0,160}\Z",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"(?:--|__|—)[ \u00a0]?\Z")
LONGEST_SIGNATURE = 15  # lines; what is longer was written to be read
KEPT_BEFORE_AN_ANSWER = 12  # quoted lines that are shown above what answers them

NEW, OLD = True, False


def split(text: str, *, passes_on: bool = False) -> tuple[str, str]:
    """New words and the rest; both together have every line but the empty ones.

    `passes_on`: the subject says so, and a header like «De: … Asunto: …» begins what is passed on, not what is quoted.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    marks = _marked(lines, passes_on=passes_on)
    _keep_what_is_answered(lines, marks)
    _put_away_signatures(lines, marks)
    new = _joined(lines, marks, NEW)
    if not new:
        return _joined(lines, [NEW] * len(lines), NEW), ""
    return new, _joined(lines, marks, OLD)


def _marked(lines: list[str], *, passes_on: bool) -> list[bool]:
    """Of every line whether it is new, before answers and signatures are looked at."""
    marks = [NEW] * len(lines)
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if not line:
            at += 1
        elif line.startswith(">"):
            marks[at] = OLD
            at += 1
        elif len(line) <= attributions.LONGEST_LINE and attributions.FORWARDED.match(line):
            return marks  # whatever is passed on is what the mail says
        elif count := attributions.attribution_at(lines, at):
            marks[at : at + count] = [OLD] * count
            at += count
            if not _next_is_quoted(lines, at):
                return _all_old_from(marks, at)
        elif begins := _rest_begins(lines, at):
            return marks if passes_on else _all_old_from(marks, at - begins + 1)
        else:
            at += 1
    return marks


def _rest_begins(lines: list[str], at: int) -> int:
    """Not 0 where everything from here on was written before: a separator, or the header of an older mail."""
    line = lines[at].strip()
    if attributions.header_at(lines, at):
        return 1
    if len(line) > attributions.LONGEST_LINE:
        return 0
    if attributions.SEPARATOR.match(line) or attributions.ABOVE.match(line):
        return 1
    if attributions.RULE.match(line):
        after = next((i for i in range(at + 1, min(at + 4, len(lines))) if lines[i].strip()), None)
        return int(after is not None and attributions.header_at(lines, after) > 0)
    return 0


def _next_is_quoted(lines: list[str], at: int) -> bool:
    following = next((lines[i].strip() for i in range(at, min(at + 4, len(lines))) if lines[i].strip()), "")
    return following.startswith(">")


def _all_old_from(marks: list[bool], at: int) -> list[bool]:
    marks[at:] = [OLD] * (len(marks) - at)
    return marks


def _keep_what_is_answered(lines: list[str], marks: list[bool]) -> None:
    """Where answers stand between quoted lines, the end of each quotation that is answered is shown with it."""
    blocks = _blocks(lines, marks)
    quoted = [block for block in blocks if block[2] is OLD]
    answers = [i for i, block in enumerate(blocks) if block[2] is NEW and i and blocks[i - 1][2] is OLD]
    if len(quoted) < 2 or not answers:
        return
    for index in answers:
        first, last, _new = blocks[index - 1]
        if _is_only_a_signature(lines, blocks[index]) and index == len(blocks) - 1:
            continue
        for at in range(max(first, last - KEPT_BEFORE_AN_ANSWER), last):
            marks[at] = NEW


def _blocks(lines: list[str], marks: list[bool]) -> list[tuple[int, int, bool]]:
    """Runs of lines of one kind, first and behind the last; empty lines belong to no kind."""
    blocks: list[tuple[int, int, bool]] = []
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        if blocks and blocks[-1][2] is marks[at]:
            blocks[-1] = (blocks[-1][0], at + 1, marks[at])
        else:
            blocks.append((at, at + 1, marks[at]))
    return blocks


def _is_only_a_signature(lines: list[str], block: tuple[int, int, bool]) -> bool:
    first = lines[block[0]].rstrip("\r")
    return bool(SIGNATURE.match(first)) or bool(DEVICE.match(first[:200]))


def is_signature(lines: list[str]) -> bool:
    """Whether these words are no more than a signature, or what a phone says of itself."""
    return len(lines) <= LONGEST_SIGNATURE and bool(SIGNATURE.match(lines[0]) or DEVICE.match(lines[0][:200]))


def _put_away_signatures(lines: list[str], marks: list[bool]) -> None:
    """A signature under «-- », and what phones say of themselves, at the end of what is new."""
    for first, last, _new in [block for block in _blocks(lines, marks) if block[2] is NEW]:
        for at in range(max(first, last - LONGEST_SIGNATURE - 1), last):
            if SIGNATURE.match(lines[at]):
                marks[at:last] = [OLD] * (last - at)
                last = at
                break
        while last > first and (not lines[last - 1].strip() or DEVICE.match(lines[last - 1].strip()[:200])):
            last -= 1
            marks[last] = OLD


def _joined(lines: list[str], marks: list[bool], wanted: bool) -> str:
    joined = "\n".join(line.rstrip() for line, mark in zip(lines, marks, strict=True) if mark is wanted)
    return re.sub(r"\n{3,}", "\n\n", joined).strip("\n")
