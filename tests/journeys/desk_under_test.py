"""One whole desk for the browser tests of this worker, and our own hand in its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connections

from atenda.organizations.entering import inside
from atenda.server.database_urls import APPLICATION_ROLE, DATABASE, EMBEDDED_PORT
from atenda.server.environment import socket_folder
from atenda.testing.cast import Cast, make_cast
from atenda.testing.desk import Desk

NUMBERS = count(1)


@contextmanager
def running_desk(folder: Path) -> Iterator[Desk]:
    """`atenda serve` as people run it: pages, stream, worker, database."""
    near = {"ATENDA_OUTBOUND_PRIVATE": "127.0.0.0/8"}  # mail servers of tests are
    desk = Desk(folder, more={**near, "ATENDA_SECRET_KEY": settings.SECRET_KEY})  # sessions of ours are good there
    try:
        desk.start()
        yield desk
    finally:
        desk.stop()


@contextmanager
def hand_in(desk: Desk) -> Iterator[None]:
    """What Django reads and writes in this process is this desk's, as the application role."""
    connection = connections["default"]
    connection.close()
    ours = dict(connection.settings_dict)
    where = {"HOST": str(socket_folder(desk.data)), "PORT": str(EMBEDDED_PORT)}
    connection.settings_dict.update({**where, "NAME": DATABASE, "USER": APPLICATION_ROLE})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(ours)


@dataclass
class Place:
    """An organization of its own on the running desk: tests do not see each other, as tenants do not."""

    desk: Desk
    cast: Cast

    def url(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.desk.port}{self.cast.url(path)}"


@contextmanager
def own_place(desk: Desk) -> Iterator[Place]:
    """Found an organization with its cast, and stand inside it."""
    with hand_in(desk):
        cast = make_cast(f"casa-{next(NUMBERS)}")
        with inside(cast.organization):
            yield Place(desk, cast)
