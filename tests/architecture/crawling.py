"""Going from page to page as a person could, by every link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from tests.architecture.routes import doors
from tests.architecture.stage import Stage

LINK = re.compile(r'(?:href|src|hx-get|data-url|data-create|action|formaction)="([^"#]+)')
MOST_PAGES = 700
SAME_CASES = re.compile(r"(^|&)order=")  # in another order, of a list that is looked at already
MOST_ALIKE = 6  # with the same path: lists and figures say in their query what one could ask for without end


def crawl(visit: Any, stage: Stage, *more: str) -> Iterator[tuple[str, Any]]:
    """The answers to a GET of every door, of `more`, and of all they link to; each address once."""
    waiting = [*addresses(stage), *more]
    seen, alike = set(waiting), Counter(urlsplit(address).path for address in waiting)
    for address in waiting:
        answer = visit.get(address)
        yield address, answer
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            for found in _linked(address, answer.content.decode()):
                path = urlsplit(found).path
                if found not in seen and len(seen) < MOST_PAGES and alike[path] < MOST_ALIKE:
                    seen.add(found)
                    alike[path] += 1
                    waiting.append(found)


def addresses(stage: Stage, *kinds: str) -> list[str]:
    """Every door that answers GET, for everything it could name; or only for what is `own`, `foreign`…"""
    return [
        stage.address(door.route, door.thing, whose)
        for door in doors()
        if door.method == "GET" and door.route != "account_logout"
        for whose in (stage.things[door.thing] if door.thing else ["own"])
        if not kinds or whose in kinds
    ]


def sent(answer: Any) -> str:
    """Every word of an answer, of one that is sent bit by bit, too."""
    body: bytes = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


def _linked(address: str, page: str) -> Iterator[str]:
    for match in LINK.finditer(page):
        target = urlsplit(urljoin(f"http://testserver{address}", unescape(match[1])))
        if SAME_CASES.search(target.query):
            continue
        if target.netloc == "testserver" and not target.path.startswith(("/static/", "/accounts/logout/")):
            yield target.path + (f"?{target.query}" if target.query else "")
