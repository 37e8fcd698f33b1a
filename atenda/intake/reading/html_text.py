"""What the HTML of a mail says, as plain text; quotations get the «> » they have in plain mails."""

from __future__ import annotations

import re

from atenda.intake.reading.html_tokens import Tag, scan

NAMES_OF_BLOCKS = """
    address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr li main nav ol option p pre section table tbody tfoot thead tr ul
"""
BLOCKS = frozenset(NAMES_OF_BLOCKS.split())
APART = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table"])  # an empty line around
SPACE = re.compile(r"[ \t\r\n\f\u00a0\u200b\u200c\ufeff]+")
RULE = "_" * 32
DEEPEST_QUOTE = 20
INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x034F])  # what preheaders are padded with


def text_of(html: str) -> str:
    """The words, a line for each block. Whatever the HTML is: deep, broken or hostile, it is walked once."""
    page = _Page()
    for token in scan(html):
        if isinstance(token, Tag):
            page.tag(token)
        else:
            page.write(token.text)
    page.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(page.lines)).strip("\n")


def is_cited(tag: Tag) -> bool:
    """A blockquote that holds what somebody else wrote, and not only a paragraph moved to the right."""
    return tag.name == "blockquote" and (
        tag.attributes.get("type", "").lower() == "cite"
        or "gmail_quote" in tag.attributes.get("class", "")
        or "cite" in tag.attributes
    )


class _Page:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._line: list[str] = []
        self._quotes: list[bool] = []  # of each open blockquote, whether it cites
        self._depth = 0
        self._pre = 0

    def tag(self, tag: Tag) -> None:
        if tag.name == "br":
            self.end_line(always=True)
        elif tag.name == "hr":
            self.end_line()
            self.lines.append(RULE)
        elif tag.name in ("td", "th"):
            if not tag.closes and self._line:
                self._line.append(" ")
        elif tag.name in BLOCKS:
            self.end_line()
            if tag.name == "blockquote" and tag.closes:
                self._quote(tag)
            if tag.name in APART:
                self._apart()
            if tag.name == "blockquote" and not tag.closes:
                self._quote(tag)
            elif tag.name == "pre":
                self._pre = max(0, self._pre + (-1 if tag.closes else 1))
            elif tag.name == "li" and not tag.closes:
                self._line.append("- ")

    def write(self, text: str) -> None:
        if self._pre:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self._line.append(first)
            for other in others:
                self.end_line(always=True)
                self._line.append(other)
        else:
            self._line.append(text)

    def end_line(self, *, always: bool = False) -> None:
        line = "".join(self._line).translate(INVISIBLE)
        line = line.rstrip() if self._pre else SPACE.sub(" ", line).strip()
        self._line.clear()
        if line or always:
            self.lines.append(f"{'> ' * self._depth}{line}".rstrip() if self._depth else line)

    def _apart(self) -> None:
        if not self.lines:
            return
        empty = ("> " * self._depth).rstrip()
        if self.lines[-1].strip("> "):
            self.lines.append(empty)
        else:
            self.lines[-1] = min(self.lines[-1], empty, key=len)

    def _quote(self, tag: Tag) -> None:
        if not tag.closes:
            cites = is_cited(tag) and self._depth < DEEPEST_QUOTE
            self._quotes.append(cites)
            self._depth += cites
        elif self._quotes:
            self._depth -= self._quotes.pop()
