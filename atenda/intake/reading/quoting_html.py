"""The new part of an answer in HTML apart from what it quotes (B8), by the marks that mail programs leave.

Asked before the HTML is made harmless, since the marks are classes and names, which do not stay. As in plain text, a
quotation is folded only when nothing new is written behind it; what is passed on is no quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from atenda.intake.reading.attributions import FORWARDED, SEPARATOR, is_attribution
from atenda.intake.reading.html_text import is_cited
from atenda.intake.reading.html_tokens import Tag, Token, Words, scan
from atenda.intake.reading.quoting import is_signature

FOLD = '<hr title="atenda:quoted">'  # between the new part and the rest, in HTML that was made harmless

# They hold a quotation from their beginning to their end, its first line included.
_HOLDERS = """
gmail_quote gmail_quote_container gmail_extra yahoo_quoted ymail_quoted protonmail_quote tutanota_quote zmail_extra
"""
HOLDERS = frozenset(_HOLDERS.split())
# Behind them everything is older.
_STARTS = """
divrplyfwdmsg x_divrplyfwdmsg appendonsend x_appendonsend stopspelling zwchr quoted_header
mail-editor-reference-message-container orimsghtmlseperator
"""
STARTS = frozenset(_STARTS.split())
LEADS = frozenset(["moz-cite-prefix", "gmail_attr", "reply-intro", "yahoo_quoted_attribution"])
OUTLOOK = re.compile(r"border-top:\s*solid #(?:e1e1e1|b5c4df) 1(?:\.0)?pt", re.IGNORECASE)
FROM = re.compile(r"(?:De|From|Von|Da)\s*:", re.IGNORECASE)
VOID = frozenset(["br", "hr", "img", "meta", "link", "input", "wbr", "col", "area", "base", "embed", "source", "param"])
LOOKED_AHEAD = 12  # tokens with words behind a mark
MOST_TOKENS = 50_000  # more than may be shown at all


@dataclass(slots=True)
class _Place:
    """Where a quotation may begin."""

    start: int
    index: int  # of its token
    to_the_end: bool


def split_html(html: str, *, passes_on: bool = False) -> tuple[str, str]:
    """The new part and the rest, to be made harmless each by itself; the rest is empty where nothing is quoted."""
    new, fold, rest = html.partition(FOLD)
    if fold:
        return new, rest
    if passes_on:
        return html, ""
    tokens = list(islice(scan(html), MOST_TOKENS))
    if len(tokens) == MOST_TOKENS:
        return html, ""
    for place in _places(tokens):
        if _is_forwarded(tokens, place.index):
            return html, ""
        if not place.to_the_end and _is_answered(tokens, place.index):
            continue
        start, index = _with_its_lead(tokens, place)
        return (html[:start], html[start:]) if _says_something(tokens[:index]) else (html, "")
    return html, ""


def _places(tokens: Sequence[Token]) -> list[_Place]:
    found = []
    depth = 0  # of cited blockquotes: what is inside one begins no quotation of its own
    open_quotes: list[bool] = []
    for index, token in enumerate(tokens):
        if isinstance(token, Words):
            if not depth and "--" in token.raw and SEPARATOR.match(" ".join(token.text.split())[:400]):
                found.append(_Place(token.start, index, True))
            continue
        if token.name == "blockquote":
            if token.closes:
                depth -= open_quotes.pop() if open_quotes else 0
            else:
                cited = is_cited(token)
                if cited and not depth:
                    found.append(_Place(token.start, index, False))
                open_quotes.append(cited)
                depth += cited
        elif not token.closes and not depth:
            if _names(token) & HOLDERS:
                found.append(_Place(token.start, index, False))
            elif _names(token) & STARTS or _is_outlooks(tokens, index):
                found.append(_Place(token.start, index, True))
    return found


def _names(tag: Tag) -> set[str]:
    classes = tag.attributes.get("class", "").lower().split()
    return {*classes[:20], tag.attributes.get("id", "").lower(), tag.attributes.get("name", "").lower()}


def _is_outlooks(tokens: Sequence[Token], index: int) -> bool:
    """The box above «De: … Enviado: …», which has no name."""
    tag = tokens[index]
    return (
        isinstance(tag, Tag)
        and bool(OUTLOOK.search(tag.attributes.get("style", "")[:500]))
        and bool(FROM.match(_words_behind(tokens, index, 2)))
    )


def _is_forwarded(tokens: Sequence[Token], index: int) -> bool:
    words = [token.text.strip() for token in tokens[index : index + 30] if isinstance(token, Words)]
    return any(FORWARDED.match(text[:400]) for text in words[:4] if text)


def _is_answered(tokens: Sequence[Token], index: int) -> bool:
    """Whether somebody wrote on behind the quotation that begins here, or between its parts."""
    quotes: list[bool] = []
    depth, was_quoted, written = 0, False, []
    for token in tokens[index:]:
        if isinstance(token, Words):
            if was_quoted and not depth and token.text.strip():
                written.append(token.text.strip())
        elif token.name == "blockquote" and not token.closes:
            quotes.append(is_cited(token) or not was_quoted)
            depth += quotes[-1]
            was_quoted = True
        elif token.name == "blockquote" and quotes:
            depth -= quotes.pop()
    return (
        bool(written)
        and not is_signature([line for text in written for line in text.splitlines()])
        and not is_attribution(" ".join(written)[:400])
    )


def _with_its_lead(tokens: Sequence[Token], place: _Place) -> tuple[int, int]:
    """Where the line before, that says who wrote it, begins."""
    words: list[str] = []
    for index in range(place.index - 1, max(-1, place.index - 40), -1):
        token = tokens[index]
        if isinstance(token, Words):
            words.insert(0, token.text.strip())
        elif token.closes or token.name in VOID:
            continue
        elif _names(token) & LEADS or (any(words) and is_attribution(" ".join(" ".join(words).split())[:400])):
            return token.start, index
        elif any(words):
            break
    return place.start, place.index


def _words_behind(tokens: Sequence[Token], index: int, count: int) -> str:
    words = [token.text.strip() for token in tokens[index : index + LOOKED_AHEAD] if isinstance(token, Words)]
    return " ".join([text for text in words if text][:count])


def _says_something(tokens: Sequence[Token]) -> bool:
    return any(token.text.strip() if isinstance(token, Words) else token.name == "img" for token in tokens)
