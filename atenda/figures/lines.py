"""A small line over time, drawn on the server: numbers → points of an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 120, 32, 2


@dataclass(frozen=True)
class Line:
    """Two stretches that meet, as `points` of polylines: the period before, and this one."""

    before: str
    now: str


def line(values: Sequence[float | None], split: int) -> Line | None:
    """The first `split` values are of the period before. What is not known is passed over; one value is no line."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = min(0.0, *known), max(known)
    step, height = (WIDTH - 2 * EDGE) / (len(values) - 1), (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    points = [
        (place, f"{_short(EDGE + place * step)},{_short(HEIGHT - EDGE - (value - low) * height)}")
        for place, value in enumerate(values)
        if value is not None
    ]
    before = [point for place, point in points if place < split]
    now = [point for place, point in points if place >= split]
    return Line(" ".join([*before, *now[:1]]), " ".join(now))


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
