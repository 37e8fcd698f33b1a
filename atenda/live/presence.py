"""What a page says of its person: still looking at the case, writing, or writing no more. Read with suspicion."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs

from atenda.live.admission import SESSION_KEY, NotAdmitted
from atenda.live.answers import Receive
from atenda.live.browsers import House
from atenda.live.circles import Circle
from atenda.live.watching import NotYours, Watch, watch_of

FORM = "application/x-www-form-urlencoded"
LONGEST = 1000  # bytes; a token has some eighty
PATIENCE = 5.0  # seconds a page may take to say so little
DEEDS: dict[str, Callable[[Circle, int], None]] = {
    "looking": Circle.looks,
    "writing": Circle.writes,
    "resting": Circle.rests,
}


@dataclass(frozen=True, slots=True)
class Presence:
    """Of whom a page speaks, at which case, and what they do there."""

    watch: Watch
    deed: str


async def read_presence(headers: dict[str, str], receive: Receive) -> Presence:
    """What the body of a POST says. Raises NotAdmitted for anything that our pages do not say."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise NotAdmitted(415)
    try:
        async with asyncio.timeout(PATIENCE):
            body = await _body(receive)
    except TimeoutError as error:
        raise NotAdmitted(408) from error
    try:
        form = {name: values[-1] for name, values in parse_qs(body.decode("ascii"), max_num_fields=8).items()}
        watch = watch_of(form.get("watch", ""))
    except ValueError as error:
        raise NotAdmitted(400) from error
    except NotYours as error:
        raise NotAdmitted(403) from error
    if form.get("deed") not in DEEDS:
        raise NotAdmitted(400)
    return Presence(watch, form["deed"])


def take_presence(house: House, session_key: str, said: Presence) -> None:
    """Believe it of somebody who listens to that very case: their session was looked at then, and is ever since.

    So nothing is asked of the database, and nothing is kept of anyone who is not here. Raises NotAdmitted.
    """
    if not SESSION_KEY.match(session_key):
        raise NotAdmitted(401)
    room = house.room(said.watch.organization_id)
    circle = room.circles.get(said.watch.case_id) if room else None
    agent = said.watch.agent_id
    if room is None or circle is None or not _is_around(circle, session_key, agent):
        raise NotAdmitted(404)
    if not room.may_speak(agent):
        raise NotAdmitted(429)
    DEEDS[said.deed](circle, agent)


def _is_around(circle: Circle, session_key: str, agent: int) -> bool:
    return any(
        (each.admission.session_key, each.admission.agent_id) == (session_key, agent) for each in circle.browsers
    )


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise NotAdmitted(400)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LONGEST:
            raise NotAdmitted(413)
    return body
