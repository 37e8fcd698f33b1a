"""The HTML of a mail made harmless: first cut to size by a walk of ours, then parsed and written anew by nh3 (7.17).

The walk writes down only elements and attributes that it knows, so nh3, whose time grows with the square of the depth
and which nothing can stop (4.5), never sees a deep tree, a comment, a raw text or a foreign element. Nh3 reads as
browsers do, and has the last word. What is not the same when it is cleaned again is shown as plain text only (3.19).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

import nh3

from atenda.intake.reading.html_styles import safe_colour, safe_style
from atenda.intake.reading.html_text import text_of
from atenda.intake.reading.html_tokens import Tag, scan
from atenda.intake.reading.quoting_html import FOLD, split_html

MOST_BYTES = 2_000_000
DEEPEST = 256
MOST_TAGS = 20_000
MOST_LINKS = 5_000
MOST_ENTITIES = 100_000  # 400,000 of them take nh3 more than a second
ROUNDS = 5  # after which HTML that changes each time it is read is given up

VOID = frozenset({"br", "hr", "img", "wbr", "col"})
CLOSED_BY_THE_NEXT = frozenset(
    ["p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup"]
)  # no deeper
OTHERS = """
    a abbr address article aside b bdi bdo big blockquote caption center cite code del dfn div dl em figcaption figure
    font footer h1 h2 h3 h4 h5 h6 header i ins kbd main mark ol pre q s samp section small span strike strong sub sup
    table time tt u ul var
"""
TAGS = VOID | CLOSED_BY_THE_NEXT | frozenset(OTHERS.split())
SIZE = re.compile(r"\d{1,4}(?:\.\d{1,3})?(?:%|px)?\Z", re.ASCII)
WORD = re.compile(r"[a-zA-Z-]{1,20}\Z")
LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\x00-\x20]*\Z", re.IGNORECASE)
REMOTE = re.compile(r"https?://[^\x00-\x20]+\Z", re.IGNORECASE)
OWN = re.compile(r"cid:[^\x00-\x20]{1,300}\Z", re.IGNORECASE)
DRAWN = re.compile(r"data:image/(?:png|gif|jpe?g|webp);base64,[A-Za-z0-9+/=]+\Z", re.IGNORECASE)
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SIZES = frozenset({"width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "size", "start"})
NAMES = frozenset({"align", "valign", "dir", "lang"})
EVERYWHERE = {"style", "title", "align", "valign", "dir", "lang", "width", "height", "bgcolor"}
ATTRIBUTES = {
    "*": EVERYWHERE,
    "a": {"href"},
    "img": {"src", "alt", "border"},
    "font": {"color", "face", "size"},
    "table": {"border", "cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}


@dataclass(frozen=True, slots=True)
class Cleaned:
    html: str  # harmless; own pictures as cid:…, remote ones as they stand. Empty where only the text can be shown
    text: str
    has_remote_images: bool = False
    problems: tuple[str, ...] = ()  # html-too-large, html-too-deep, html-too-many-tags, -links, html-unstable


class _TooMuch(Exception):
    """One of the limits is passed; its argument says which."""


def clean(html: str, *, passes_on: bool = False) -> Cleaned:
    """What may be shown of it, new part and quotation parted by FOLD. Never raises, in time linear to the length.

    `passes_on`: the subject says so, and nothing of it is a quotation.
    """
    if len(html) > MOST_BYTES or len(html.encode(errors="replace")) > MOST_BYTES:
        return Cleaned("", text_of(UNSEEN.sub("", html[:MOST_BYTES])), problems=("html-too-large",))
    html = UNSEEN.sub("", html)
    text = text_of(html)
    try:
        harmless = _until_stable(html, passes_on=passes_on)
    except _TooMuch as limit:
        return Cleaned("", text, problems=(str(limit),))
    has_remote = any(isinstance(it, Tag) and bool(REMOTE.match(it.attributes.get("src", ""))) for it in scan(harmless))
    return Cleaned(harmless, text, has_remote)


def _until_stable(html: str, *, passes_on: bool) -> str:
    before = _folded(html, passes_on=passes_on)
    for _round in range(ROUNDS):
        after = _folded(before, passes_on=passes_on)
        if after == before:
            return after
        before = after
    raise _TooMuch("html-unstable")


def _folded(html: str, *, passes_on: bool) -> str:
    new, rest = split_html(html, passes_on=passes_on)
    return f"{_once(new)}{FOLD}{_once(rest)}" if rest else _once(new)


def _once(html: str) -> str:
    return nh3.clean(
        _cut(html),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=safe_attribute,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        clean_content_tags=set(),
    )


def _cut(html: str) -> str:
    """The same with nothing but what may stay, and not too much of it."""
    written: list[str] = []
    opened: dict[str, int] = {}
    depth = tags = links = 0
    for token in scan(html):
        if not isinstance(token, Tag):
            written.append(escape(token.text, quote=False))
            continue
        tags += 1
        if tags > MOST_TAGS:
            raise _TooMuch("html-too-many-tags")
        name = "div" if token.name == "body" else token.name
        if name not in TAGS:
            continue
        if token.closes:
            if opened.get(name):
                opened[name] -= 1
                depth -= name not in CLOSED_BY_THE_NEXT
                written.append(f"</{name}>")
            continue
        links += name == "a"
        if links > MOST_LINKS:
            raise _TooMuch("html-too-many-links")
        written.append(_written(name, token.attributes))
        if name not in VOID:
            opened[name] = opened.get(name, 0) + 1
            depth += name not in CLOSED_BY_THE_NEXT
            if depth > DEEPEST:
                raise _TooMuch("html-too-deep")
    cut = "".join(written)
    if len(cut.encode(errors="replace")) > MOST_BYTES or cut.count("&") + cut.count("\u00a0") > MOST_ENTITIES:
        raise _TooMuch("html-too-large")
    return cut


def _written(name: str, attributes: dict[str, str]) -> str:
    known = EVERYWHERE | ATTRIBUTES.get(name, set())
    kept = ((key, safe_attribute(name, key, attributes[key])) for key in attributes if key in known)
    written = "".join(f' {key}="{escape(value)}"' for key, value in kept if value is not None)
    return f"<{name}{written}>"


def safe_attribute(tag: str, name: str, value: str) -> str | None:
    """The value as it may stay, or none. Asked of its own answer, it answers the same."""
    if name == "style":
        return safe_style(value) or None
    if name == "href":
        return _address(value, LINK)
    if name == "src":
        found = _address(value, REMOTE)
        return found or (value.strip() if OWN.match(value.strip()) or DRAWN.match(value.strip()) else None)
    if name in ("bgcolor", "color"):
        return safe_colour(value) or None
    if name in SIZES:
        return value.strip() if SIZE.match(value.strip()) else None
    if name in NAMES:
        return value.strip() if WORD.match(value.strip()) else None
    if name == "face":
        return value if re.fullmatch(r"[\w ,'-]{1,200}", value) else None
    return value[:1000] if name in ("alt", "title") else None if name != "rel" else value


def _address(value: str, allowed: re.Pattern[str]) -> str | None:
    """Without the blanks and controls that browsers pass over; spaces inside are written as they are sent."""
    address = re.sub(r"[\t\r\n]", "", value).strip("\x00\x20\u00a0\x01\x02\x03").replace(" ", "%20")
    if address.startswith("//"):
        address = f"https:{address}"
    return address if allowed.match(address) else None
