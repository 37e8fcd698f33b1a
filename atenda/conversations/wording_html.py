"""Plain words as the HTML of a mail: nothing of them becomes code, addresses become links."""

from __future__ import annotations

import re
from html import escape

ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")


def as_html(text: str) -> str:
    """Paragraphs where an empty line stands, lines where a line ends.

    >>> as_html("Ola <b>\\n\\nmire https://a.example/x.")
    '<p>Ola &lt;b&gt;</p><p>mire <a href="https://a.example/x">https://a.example/x</a>.</p>'
    """
    paragraphs = re.split(r"\n[ \t]*\n\s*", text.replace("\r\n", "\n").strip("\n"))
    return "".join(f"<p>{_with_links(each)}</p>" for each in paragraphs if each)


def _with_links(text: str) -> str:
    done, last = [], 0
    for found in ADDRESS.finditer(text):
        address = escape(found[0])
        done += [_lines(text[last : found.start()]), f'<a href="{address}">{address}</a>']
        last = found.end()
    return "".join([*done, _lines(text[last:])])


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
