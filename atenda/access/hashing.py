"""How passwords are kept, and how many may be checked at once.

scrypt with 16 MB (N = 2^14, r = 8, p = 5): 190 ms on a core of ours, within the 100 to 300 ms of 7.08. PBKDF2 at
Django's count takes 320 ms and is cheap to guess on graphics cards; argon2id at Django's setting takes 100 MB a check,
which a web worker of 150 MB does not have, and is a dependency more. scrypt is in Python and lets other threads work.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.contrib.auth.hashers import ScryptPasswordHasher

from atenda.access.limits import HASHES_AT_ONCE, HASHES_WAITING


class TooBusy(Exception):
    """More people sign in at this moment than passwords can be checked: try again in a few seconds."""


_slots = BoundedSemaphore(HASHES_AT_ONCE)
_places = BoundedSemaphore(HASHES_AT_ONCE + HASHES_WAITING)


@contextmanager
def slot() -> Iterator[None]:
    """Wait for one of the few places in this process. TooBusy when too many wait already: threads are for agents."""
    if not _places.acquire(blocking=False):
        raise TooBusy
    try:
        with _slots:
            yield
    finally:
        _places.release()


def pause(seconds: float) -> None:
    """Slow down whoever guesses: time passes in a slot, so that guessing is slowed as a whole."""
    with slot():
        time.sleep(seconds)


class CappedScrypt(ScryptPasswordHasher):
    """Django's scrypt; checking a password encodes it again, so this is where every hash is made."""

    def encode(self, *args: object, **kwargs: object) -> str:
        with slot():
            encoded: str = super().encode(*args, **kwargs)  # type: ignore[arg-type]
            return encoded
