"""Words with form, as an agent writes them: bold, links, lists, headings, quotations and pictures, and nothing else.

What comes from the editor is made harmless here, before anything is kept of it; a page that shows it does it again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape

import nh3

from atenda.conversations.wording_html import as_html
from atenda.intake.reading.html import LINK, clean
from atenda.intake.reading.html_text import text_of

LONGEST = 200_000  # signs of HTML: more than 50,000 of words need
TAGS = frozenset(
    "a b blockquote br code del div em h1 h2 h3 i img li ol p pre s strike strong u ul".split()  # noqa: SIM905
)
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}}
SCHEMES = {"http", "https", "mailto", "tel"}
PICTURE = re.compile(r'<img\b[^<>]{0,2000}?\bsrc="[^"<>]{0,500}?/replies/pictures/(\d{1,18})/"[^<>]{0,2000}>')
OWN = re.compile(r"cid:[\w.@-]{1,200}\Z")
ANCHOR = re.compile(r'<a href="([^"]*)">(.*?)</a>', re.DOTALL)
IMAGE = re.compile(r'<img src="cid:[^"]*"(?: alt="([^"]*)")?>')


@dataclass(frozen=True)
class Picture:
    """One that was put into the words: named by `cid` where the mail shows it (RFC 2392)."""

    cid: str
    name: str


def pictures_in(html: str) -> list[int]:
    """The numbers of the uploads that it shows, in their order, each once."""
    return list(dict.fromkeys(int(number) for number in PICTURE.findall(html)))


def tidy(html: str, pictures: Mapping[int, Picture] | None = None) -> str:
    """What may be kept and sent of it. `pictures`: those of its uploads that are there; no other is shown.

    >>> tidy('<div onclick="x()">Ola <strong>Uxía</strong><script>x()</script><img src="https://a.example/x.png"></div>')
    '<div>Ola <strong>Uxía</strong></div>'
    """
    known = pictures or {}

    def own(found: re.Match[str]) -> str:
        picture = known.get(int(found[1]))
        return f'<img src="cid:{picture.cid}" alt="{escape(picture.name)}">' if picture else ""

    bounded = clean(PICTURE.sub(own, html[:LONGEST]), passes_on=True)  # no deeper and no more than can be read in time
    if bounded.problems:
        return as_html(bounded.text)
    return nh3.clean(
        bounded.html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_safe,
        clean_content_tags={"script", "style", "figcaption"},
        url_schemes={*SCHEMES, "cid"},
        url_relative="deny",
        link_rel=None,
    ).replace("<img>", "")


def without_pictures(html: str) -> str:
    """Of HTML that was made tidy: its words with their form, and no picture of anybody.

    >>> without_pictures('<div>Ola<img src="cid:a@b" alt="a>b"> <strong>Uxía</strong></div>')
    '<div>Ola <strong>Uxía</strong></div>'
    """
    attributes = {"a": ATTRIBUTES["a"]}
    return nh3.clean(html, tags=set(TAGS - {"img"}), attributes=attributes, link_rel=None, url_schemes=SCHEMES)


def words_of(html: str) -> str:
    """The same as plain text, of HTML that was made tidy: a link says where it leads, a picture what it is called."""
    with_addresses = ANCHOR.sub(_with_address, html)
    with_names = IMAGE.sub(lambda found: f"[{found[1]}]" if found[1] else "", with_addresses)
    return text_of(with_names)


def says_something(html: str) -> bool:
    return bool(words_of(html).strip())


def _safe(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if LINK.match(value) else None
    if name == "src":
        return value if OWN.match(value) else None
    return value[:200]


def _with_address(found: re.Match[str]) -> str:
    address, words = found[1], found[2]
    shown = text_of(words).strip()
    plain = unescape(address)
    return words if not shown or shown in (plain, plain.removeprefix("mailto:")) else f"{words} ({address})"
