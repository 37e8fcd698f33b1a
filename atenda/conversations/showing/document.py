"""The page that stands in the frame of a mail: white paper, its words, and below, folded, what it quotes.

It has an origin of its own and no script (3.27). What it names of other machines is replaced or left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from atenda.intake.reading.html_tokens import Tag, scan
from atenda.intake.reading.quoting_html import FOLD

# A mail keeps its own white paper by day and by night: its colours were chosen on it.
STYLE = (
    ":root{color-scheme:light}"
    "body{margin:0;padding:12px 16px;background:#fff;color:#1f2328;font:15px/1.5 system-ui,sans-serif;"
    "overflow-wrap:break-word}"
    "img{max-width:100%;height:auto}a{color:#0b57d0}pre{white-space:pre-wrap}"
    "blockquote{margin:0 0 0 4px;padding-left:12px;border-left:3px solid #d0d7de}"
    "details{margin-top:16px}summary{cursor:pointer;color:#57606a;width:max-content}"
    "details>div{margin-top:8px;padding-left:12px;border-left:3px solid #d0d7de}"
)
VOID = frozenset({"br", "hr", "img", "wbr", "col"})


def document(
    html: str,
    *,
    pictures: Mapping[str, str],
    remote: Callable[[str], str] | None,
    title: str,
    fold: str,
    language: str,
) -> str:
    """A whole page of HTML that was made harmless before.

    `pictures`: addresses of the mail's own pictures by their cid, in lower case. `remote`: gives the address by which
    we fetch a picture of another machine; without it none is shown. `fold`: the words that open the quotation.
    """
    new, _mark, rest = html.partition(FOLD)
    body = _shown(new, pictures, remote)
    if rest:
        body += f"<details><summary>{escape(fold)}</summary><div>{_shown(rest, pictures, remote)}</div></details>"
    return (
        f'<!doctype html><html lang="{escape(language or "und")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(title)}</title><base target="_blank"><style>{STYLE}</style></head><body>{body}</body></html>'
    )


def _shown(html: str, pictures: Mapping[str, str], remote: Callable[[str], str] | None) -> str:
    """Written anew with every picture at an address of ours, each element closed that was opened."""
    written: list[str] = []
    opened: list[str] = []
    for token in scan(html):
        if not isinstance(token, Tag):
            written.append(token.raw.replace("<", "&lt;"))
        elif not token.closes:
            written.append(_tag(token, pictures, remote))
            if token.name not in VOID:
                opened.append(token.name)
        elif token.name in opened:
            while (name := opened.pop()) != token.name:
                written.append(f"</{name}>")
            written.append(f"</{token.name}>")
    return "".join(written) + "".join(f"</{name}>" for name in reversed(opened))


def _tag(tag: Tag, pictures: Mapping[str, str], remote: Callable[[str], str] | None) -> str:
    attributes = dict(tag.attributes)
    if tag.name == "img" and (address := attributes.pop("src", "")):
        ours = _our_address(address, pictures, remote)
        if ours:
            attributes |= {"src": ours}
        attributes.setdefault("alt", "")
    written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag.name}{written}>"


def _our_address(address: str, pictures: Mapping[str, str], remote: Callable[[str], str] | None) -> str:
    scheme, _colon, rest = address.partition(":")
    match scheme.lower():
        case "cid":
            return pictures.get(rest.lower(), "")
        case "data":
            return address
        case "http" | "https" if remote is not None:
            return remote(address)
    return ""
