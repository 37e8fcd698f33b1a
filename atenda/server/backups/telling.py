"""How far a long deed is, in a line now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

EVERY = 5.0  # seconds between two lines

Say = Callable[[str], None]


@dataclass
class Progress:
    """Says a sentence no more often than every few seconds."""

    say: Say
    last: float = field(default_factory=time.monotonic)

    def tell(self, sentence: str) -> None:
        if time.monotonic() - self.last >= EVERY:
            self.last = time.monotonic()
            self.say(sentence)


def in_words(size: float) -> str:
    """
    >>> in_words(1_234), in_words(5_600_000), in_words(7_890_000_000)
    ('1 kB', '5.6 MB', '7.89 GB')
    """
    if size >= 1e9:
        return f"{size / 1e9:.2f} GB"
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"
