"""Child processes that never outlive us."""

import ctypes
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_C = ctypes.CDLL(None) if sys.platform == "linux" else None


def dies_with_us(last_word: signal.Signals) -> Callable[[], None] | None:
    """What a child runs first: the kernel sends it `last_word` when we are gone, however we went.

    Only Linux can do that; elsewhere the next start finds and ends what was left."""
    if _C is None:
        return None
    library, word = _C, int(last_word)

    def ask_the_kernel() -> None:
        library.prctl(PR_SET_PDEATHSIG, word)

    return ask_the_kernel


def die_with_parent() -> None:
    """The same, asked for by the child: a server's workers must not keep its port when it was killed."""
    ask = dies_with_us(signal.SIGKILL)
    if ask is not None:
        ask()
