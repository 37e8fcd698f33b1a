"""What we wrote with form, as part of a page: made harmless once more, with its pictures where they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

import nh3
from markupsafe import Markup

from atenda.conversations.rich import ATTRIBUTES, TAGS
from atenda.intake.reading.quoting_html import FOLD

CID = re.compile(r'src="cid:([^"]*)"')


def own_words(html: str, pictures: Mapping[str, str]) -> Markup:
    """Without what it quotes. `pictures`: addresses of its own by their cid; any other has none, and is not shown."""
    new = html.partition(FOLD)[0]
    harmless = nh3.clean(
        new,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}, "img": {"loading": "lazy"}},
    )
    return Markup(CID.sub(lambda found: f'src="{escape(pictures.get(found[1], ""))}"', harmless))  # noqa: S704
