"""The children that read mails for this process: begun with the first mail, ended with the process."""

from __future__ import annotations

import atexit
from functools import cache

from atenda.intake.reading.pool import Pool

CHILDREN = 2


@cache
def pool() -> Pool:
    """One for the whole process, whatever asks."""
    readers = Pool(CHILDREN)
    atexit.register(readers.close)
    return readers
