"""Hearing that the process is to end, before the web server waits for its last connection: streams never end."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def told_to_end(tell: Callable[[], None]) -> Iterator[None]:
    """Call `tell` in the event loop at the first signal to end; what listened before, listens on.

    The loop hears signals through a file descriptor that stays as it is; Python's own handler is free for us.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {each: signal.getsignal(each) for each in SIGNALS}

    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(tell)
        previous = before[signal.Signals(number)]
        if callable(previous):
            previous(number, frame)

    for each in SIGNALS:
        signal.signal(each, heard)
        signal.siginterrupt(each, False)
    try:
        yield
    finally:
        for each, previous in before.items():
            signal.signal(each, previous)
