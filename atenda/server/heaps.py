"""How the C library keeps memory for threads."""

from __future__ import annotations

import ctypes
import sys

M_ARENA_MAX = -8  # glibc, mallopt(3)
HEAPS = 2


def share_heaps() -> None:
    """From now on threads share two heaps. glibc gives each thread one of its own, up to eight for each core, and what
    one of them has freed is of no use to the others: a process that answers pages grows by a twentieth.

    Where there is no glibc, nothing happens.
    """
    if sys.platform == "linux":
        tune = getattr(ctypes.CDLL(None), "mallopt", None)
        if tune is not None:
            tune(M_ARENA_MAX, HEAPS)
