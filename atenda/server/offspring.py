"""Child processes that never outlive us."""

import ctypes
import multiprocessing
import os
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
    library, word, parent = _C, int(last_word), os.getpid()

    def ask_the_kernel() -> None:
        if last_word != signal.SIGKILL:
            signal.signal(last_word, signal.SIG_DFL)  # what we would do at it is not for the child to do
        library.prctl(PR_SET_PDEATHSIG, word)
        if os.getppid() != parent:  # it went before we asked
            os._exit(1)

    return ask_the_kernel


def children_die_with_us() -> None:
    """From now on, what this process forks is killed when it is gone: a worker must not keep its server's port."""
    if _C is None:
        return
    library, parent = _C, os.getpid()

    def ask_the_kernel() -> None:
        library.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
        if os.getppid() != parent:  # it went while we asked
            os._exit(1)

    multiprocessing.set_start_method("fork", force=True)
    os.register_at_fork(after_in_child=ask_the_kernel)
