"""Write the figures down: as JSON for machines, as tables for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.ground import CHECKOUT

PAGE = CHECKOUT / "docs" / "running" / "performance.md"
BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"


def keep(file: Path, figures: dict[str, Any]) -> None:
    file.write_text(json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), **figures}, indent=1))


def show(figures: dict[str, Any]) -> None:
    print(table(figures))


def write(figures: dict[str, Any]) -> None:
    """Put the tables between their marks in the page about performance."""
    before, _, rest = PAGE.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}\n\n{table(figures)}\n{END}{after}")


def table(figures: dict[str, Any]) -> str:
    return "\n".join([*_setting(figures), "", *_pages(figures["visits"]), "", *_rest(figures)])


def _setting(figures: dict[str, Any]) -> Iterator[str]:
    machine = figures["machine"]
    yield (
        f"{datetime.now(UTC):%d/%m/%Y}, {figures['cases']:,} cases in the organization, {machine['database_gb']} GB of "
        f"data in all; {machine['cores']} cores and {machine['memory_gb']} GB of memory for database, server and "
        f"client together; Python {machine['python']}, PostgreSQL {machine['postgresql']} with "
        f"shared_buffers {machine['shared_buffers']}. "
        f"Load of the machine before and after: {figures['load_before']:.1f}, {figures['load_after']:.1f}."
    )


def _pages(rows: list[dict[str, Any]]) -> Iterator[str]:
    yield "| page | inside p50 | p95 | HTTP p50 | p95 | SQL bare | statements | CPU Python + database | budget p95 |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for row in lines(rows):
        budget = " / ".join(map(str, row["budget"])) if row["budget"] else ""
        if row["budget"] and _is_over(row):
            budget = f"**{budget}**"
        cells = [
            f"{row['group']}: {_name(row)}",
            *_two(row["inside"]),
            *_two(row.get("http")),
            _one(row["sql"] and row["sql"]["p50"]),
            str(row["statements"]),
            f"{_one(row['inside']['cpu'])} + {_one(row['inside']['database_cpu'])}",
            budget,
        ]
        yield f"| {' | '.join(cells)} |"


def _name(row: dict[str, Any]) -> str:
    is_one_of_many = row["group"].startswith("list") and not row["is_headline"]
    return f"{row['name']} (slowest of its orders)" if is_one_of_many else str(row["name"])


def lines(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One line a page, but of the many orders of each list only the slowest."""
    worst: dict[str, dict[str, Any]] = {}
    for row in rows:
        if not row["group"].startswith("list") or row["is_headline"]:
            continue
        view = f"{row['group']}: {row['name'].split()[0]}"
        if view not in worst or row["inside"]["p95"] > worst[view]["inside"]["p95"]:
            worst[view] = row
    shown = {id(row) for row in worst.values()}
    for row in rows:
        if id(row) in shown or not row["group"].startswith("list") or row["is_headline"]:
            yield row


def _rest(figures: dict[str, Any]) -> Iterator[str]:
    once, weight, memory = figures["at_once"], figures["weight"], figures["memory"]
    counts = figures["tab_counts"]
    yield "| | measured | budget |"
    yield "|---|---:|---:|"
    yield f"| list pages a second, 8 browsers at once | {once['a_second']} (p95 {_one(once['p95'])} ms) | ≥ 150 |"
    for name, took in counts.items():
        yield f"| counts of the tabs, who sees {name}, p95 in ms | {_one(took['p95'])} | ≤ 2 |"
    for name, took in figures["bars"].items():
        yield f"| figures of the analysis bar, 30 days, who sees {name}, p95 in ms | {_one(took['p95'])} | ≤ 2 |"
    yield f"| memory of a web worker, MB | {memory['web'][0]} | ≤ 150 |"
    yield f"| memory of the stream without browsers, MB | {memory['stream'][0]} | ≤ 120 with 2 000 |"
    yield f"| memory of the worker, MB | {memory['worker'][0]} | ≤ 150 |"
    yield f"| first visit of the list, kB over the wire | {weight['first_visit'] / 1000:.0f} | ≤ 250 |"
    yield f"| later visits, kB over the wire | {weight['page'] / 1000:.0f} | ≤ 30 |"
    if "start" in figures:
        yield f"| first start with the sample organization, seconds | {figures['start']['first']} | |"
        yield f"| second start to the first page, seconds | {figures['start']['second']} | ≤ 5 |"


def _is_over(row: dict[str, Any]) -> bool:
    inside, http = row["budget"]
    return bool(row["inside"]["p95"] > inside or ("http" in row and row["http"]["p95"] > http))


def _two(took: dict[str, float] | None) -> list[str]:
    return [_one(took["p50"]), _one(took["p95"])] if took else ["", ""]


def _one(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
