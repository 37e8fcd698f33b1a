"""What the stream answers: events, or one plain word why not."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any

from atenda.live.browsers import STILL_HERE
from atenda.live.circles import PEOPLE

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

HEADERS = [
    (b"cache-control", b"no-store, no-transform"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"vary", b"Origin, Cookie"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
EVENTS = [*HEADERS, (b"content-type", b"text/event-stream")]
PLAIN = [*HEADERS, (b"content-type", b"text/plain; charset=utf-8")]
PICTURE = [
    (b"cache-control", b"private, no-store"),
    (b"content-disposition", b"inline"),
    (b"content-security-policy", b"sandbox; default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
LATER = (b"retry-after", b"5")
REASONS = {
    400: b"not understood",
    401: b"sign in",
    403: b"refused",
    404: b"not found",
    405: b"not so",
    408: b"too slow",
    413: b"too long",
    415: b"not a form",
    429: b"too many",
    503: b"later",
}


async def begin(send: Send, shared: Headers) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [*EVENTS, *shared]})


async def say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def end(send: Send) -> None:
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def answer(send: Send, status: int, text: bytes, shared: Collection[tuple[bytes, bytes]] = ()) -> None:
    """A whole answer: one plain word."""
    headers = [*PLAIN, *shared, *([LATER] if status in (429, 503) else [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})


async def picture(send: Send, kind: str, body: bytes) -> None:
    """A picture of a mail. The frame it is for has no origin: its seal is what opened it."""
    headers = [*PICTURE, (b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def greeting() -> str:
    """When to come back if the connection breaks: not everybody at the same moment."""
    return f"retry: {random.randint(1000, 5000)}\n\n"  # noqa: S311  spreads, protects nothing


def written(words: list[str], people: str = "") -> str:
    """Events without content: that something changed, not what. A colon alone is a comment.

    Who else is around the watched case is said in numbers of agents: it is nowhere else to be fetched from.
    """
    return "".join(_event(word, people) for word in words)


def _event(word: str, people: str) -> str:
    if word == STILL_HERE:
        return ":\n\n"
    return f"event: {word}\ndata: {people if word == PEOPLE else 1}\n\n"


def sharing(origin: str | None, origins: Collection[str]) -> Headers:
    """Lets a page of ours, and no other, read the answer across ports, cookie included."""
    if origin is None or origin not in origins:
        return []
    return [
        (b"access-control-allow-origin", origin.encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
    ]
