"""Time against size, as a picture: the same pages in organizations of more and more cases."""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from bench.ground import CHECKOUT

PICTURE = CHECKOUT / "docs" / "running" / "images" / "time-against-size.svg"
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 420, 56, 250, 24, 48
COLOURS = (
    *("#3451d1", "#c2410c", "#0f766e", "#a21caf", "#b45309", "#4d7c0f", "#be123c", "#475569", "#0369a1"),
    *("#7c3aed", "#15803d", "#92400e", "#111827"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.curves", description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+", help="cases in the organization, a run for each")
    parser.add_argument("--measured", type=Path, nargs="*", default=[], help="figures.json of runs there are already")
    asked = parser.parse_args()
    files = [*asked.measured]
    for size in asked.sizes:
        data = CHECKOUT / "var" / f"bench-{size}"
        command = [
            sys.executable,
            "-m",
            "bench",
            "--cases",
            str(size),
            "--small",
            "1",
            "--data",
            str(data),
            "--few",
            "--alone",
        ]
        subprocess.run(command, check=True)
        files.append(data / "figures.json")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(picture([json.loads(file.read_text()) for file in files]))


def picture(runs: list[dict[str, Any]]) -> str:
    """A line for each page: the number of cases, each step tenfold, against half of its visits, in milliseconds."""
    runs = sorted(runs, key=lambda run: run["cases"])
    lines: dict[str, list[tuple[int, float]]] = {}
    for run in runs:
        for row in run["visits"]:
            if row["is_headline"]:
                name = f"{row['group']}: {row['name']}"
                lines.setdefault(name, []).append((run["cases"], row["inside"]["p50"]))
    most = math.ceil(max(y for line in lines.values() for _, y in line) / 5) * 5
    first, last = runs[0]["cases"], runs[-1]["cases"]

    def place(cases: int, ms: float) -> tuple[float, float]:
        across = math.log(cases / first) / math.log(last / first) if last > first else 0
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - ms / most * (HEIGHT - TOP - BOTTOM)

    drawn = "\n".join([*_grid(runs, most, place), *_lines(lines, place)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        f' font-size="12">'
        f"<title>Time inside the view, half of the visits, against the number of cases</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n{drawn}\n</svg>\n'
    )


def _grid(runs: list[dict[str, Any]], most: int, place: Any) -> Iterator[str]:
    for ms in range(0, most + 1, 5):
        x, y = place(runs[0]["cases"], ms)
        yield f'<path d="M{x:.0f} {y:.1f}H{WIDTH - RIGHT}" stroke="#d8dbe2"/>'
        yield f'<text x="{x - 8:.0f}" y="{y + 4:.1f}" text-anchor="end" fill="#475569">{ms}</text>'
    for run in runs:
        x, y = place(run["cases"], 0)
        yield f'<text x="{x:.0f}" y="{y + 20:.0f}" text-anchor="middle" fill="#475569">{run["cases"]:,}</text>'
    yield f'<text x="8" y="{TOP - 8}" fill="#475569">ms</text>'


def _lines(lines: dict[str, list[tuple[int, float]]], place: Any) -> Iterator[str]:
    by_last = sorted(lines.items(), key=lambda line: -line[1][-1][1])
    at = TOP + 4.0
    for n, (name, points) in enumerate(by_last):
        colour = COLOURS[n % len(COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in points))
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        x, y = place(*points[-1])
        at = max(at + 15, y)
        lead = f"M{x:.1f} {y:.1f}L{WIDTH - RIGHT + 12} {at:.1f}"
        yield f'<path d="{lead}" stroke="{colour}" stroke-dasharray="2 3" fill="none"/>'
        yield f'<text x="{WIDTH - RIGHT + 16}" y="{at + 4:.1f}" fill="{colour}">{escape(name[:36])}</text>'


if __name__ == "__main__":
    main()
