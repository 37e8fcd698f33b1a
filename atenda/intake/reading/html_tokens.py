"""The HTML of a mail cut into tags and text, in one walk from its first sign to its last.

No tree is built and nothing is searched twice, so that 2 MB of unclosed quotes cost what 2 MB of words cost (4.5).
Whoever writes these pieces down again writes down all that this walk saw: what it passes over cannot come back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

# What a browser does not show as text; it goes with everything in it.
OTHERS_HIDDEN = frozenset(["svg", "math", "template", "select", "object", "applet", "audio", "video", "canvas"])
TO_THE_END = frozenset({"script", "style", "title", "iframe", "noembed", "noframes", "xmp"})  # unclosed, they hide all
HIDDEN = OTHERS_HIDDEN | TO_THE_END
MOST_ATTRIBUTES = 100  # what follows in the same tag is passed over

MARK = re.compile(r"<(?=[a-zA-Z/!?])")  # any other «<» is a sign like others
NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*+)")
ATTRIBUTE = re.compile(r"[\s/]*+([^\s/>=][^\s/>=]*+)(\s*+=\s*+)?+")
BARE = re.compile(r"[^\s>]*+")
GAP = re.compile(r"[\s/]*+")
ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE | re.ASCII) for name in HIDDEN}


@dataclass(frozen=True, slots=True)
class Tag:
    name: str  # in lower case
    attributes: dict[str, str]  # by their names in lower case, in words
    closes: bool
    start: int  # where it stands in the HTML
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    raw: str  # as written: entities are still entities
    start: int

    @property
    def text(self) -> str:
        return unescape(self.raw)


Token = Tag | Words


def scan(html: str) -> Iterator[Token]:
    """Every tag and every text between tags. Comments, declarations and what is hidden are passed over."""
    at = 0
    unclosed: set[str] = set()
    while at < len(html):
        mark = MARK.search(html, at)
        opens = len(html) if mark is None else mark.start()
        if opens > at:
            yield Words(html[at:opens], at)
        if mark is None:
            return
        found = NAME.match(html, opens)
        if found is None:
            at = _past_no_tag(html, opens)
            continue
        tag = _tag(html, found)
        if tag is None:
            return
        yield tag
        at = tag.end if tag.closes or tag.name not in HIDDEN else _past_hidden(html, tag, unclosed)


def _past_no_tag(html: str, opens: int) -> int:
    """Where a comment or a declaration ends."""
    if html.startswith("<!--", opens):
        if html.startswith((">", "->"), opens + 4):
            return html.index(">", opens) + 1
        end = html.find("-->", opens + 4)
        return len(html) if end < 0 else end + 3
    end = html.find(">", opens)
    return len(html) if end < 0 else end + 1


def _tag(html: str, found: re.Match[str]) -> Tag | None:
    """The tag that begins here; none where it never ends, as browsers have it."""
    attributes: dict[str, str] = {}
    at, looked = found.end(), 0
    while True:
        at = GAP.match(html, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        if at >= len(html):
            return None
        if looked == MOST_ATTRIBUTES:
            at = html.find(">", at)
            if at < 0:
                return None
        if html[at] == ">":
            return Tag(found[2].lower(), attributes, bool(found[1]), found.start(), at + 1)
        named = ATTRIBUTE.match(html, at)
        if named is None:  # «=» where a name should stand
            at += 1
            continue
        value, at = "", named.end()
        if named[2]:
            cut = _value(html, at)
            if cut is None:
                return None
            value, at = cut
        attributes.setdefault(named[1].lower(), unescape(value))
        looked += 1


def _value(html: str, at: int) -> tuple[str, int] | None:
    quote = html[at : at + 1]
    if quote in ('"', "'") and quote:
        end = html.find(quote, at + 1)
        return None if end < 0 else (html[at + 1 : end], end + 1)
    bare = BARE.match(html, at)
    assert bare is not None
    return bare[0], bare.end()


def _past_hidden(html: str, tag: Tag, unclosed: set[str]) -> int:
    """Where the closing tag of something hidden begins. `unclosed`: those that have none from here on."""
    end = None if tag.name in unclosed else ENDS[tag.name].search(html, tag.end)
    if end is not None:
        return end.start()
    unclosed.add(tag.name)
    return len(html) if tag.name in TO_THE_END else tag.end
