"""Measure everything once, from the inside out, and write it down."""

from __future__ import annotations

import argparse
import os
import platform
import time
from typing import Any

import psutil
from django.conf import settings
from django.db import connection, connections

from bench import ground, inside, network, report
from bench.visits import Ground, Visit, look_around, visits


def measure(asked: argparse.Namespace) -> None:
    """Inside the views first, then over HTTP, then memory, weight and starting."""
    there = look_around()
    chosen = [
        visit
        for visit in visits(there)
        if asked.only in f"{visit.group}: {visit.name}" and (visit.is_headline or not asked.few)
    ]
    visitors = {name: inside.Visitor(agent) for name, agent in there.people.items()}
    figures: dict[str, Any] = {
        "machine": _machine(),
        "cases": there.cases,
        "load_before": os.getloadavg()[0],
        "visits": _inside(chosen, visitors, asked),
        "tab_counts": inside.tabs(there, asked.repeat),
        "bars": inside.bars(there, asked.repeat),
    }
    connections.close_all()
    _outside(figures, chosen, visitors, there, asked)
    figures["load_after"] = os.getloadavg()[0]
    if not asked.only:
        figures["start"] = network.second_start(asked.data.parent / "bench-start", ground.free_port())
    report.keep(asked.data / "figures.json", figures)
    report.show(figures)
    if asked.write:
        report.write(figures)


def _inside(
    chosen: list[Visit], visitors: dict[str, inside.Visitor], asked: argparse.Namespace
) -> list[dict[str, Any]]:
    found = []
    for visit in chosen:
        took = inside.measure(visit, visitors[visit.person], asked.repeat)
        print(f"  {visit.group}: {visit.name}: {took['inside']['p50']} ms, {took['statements']} statements", flush=True)
        found.append(
            {
                "group": visit.group,
                "name": visit.name,
                "budget": visit.budget,
                "is_headline": visit.is_headline,
                "person": visit.person,
                **took,
            }
        )
    return found


def _outside(
    figures: dict[str, Any],
    chosen: list[Visit],
    visitors: dict[str, inside.Visitor],
    there: Ground,
    asked: argparse.Namespace,
) -> None:
    port = settings.ENV.port
    with (
        network.served("web", f"http://127.0.0.1:{port}/ready") as web,
        network.served("stream", f"http://127.0.0.1:{settings.ENV.stream_port}/live") as stream,
        network.served("worker") as worker,
    ):
        shown = {(row["group"], row["name"]) for row in report.lines(figures["visits"])}
        for row, visit in zip(figures["visits"], chosen, strict=True):
            if (visit.group, visit.name) in shown:
                browser = network.Browser(port, visitors[visit.person].cookie)
                row["http"] = network.measure(visit, browser, asked.repeat, visitors[visit.person].token)
                print(f"  over HTTP {visit.group}: {visit.name}: {row['http']['p50']} ms", flush=True)
        base = f"/{there.organization.slug}"
        figures["at_once"] = network.a_second(port, visitors["all"].cookie, f"{base}/cases/")
        figures["weight"] = network.weight(network.Browser(port, visitors["all"].cookie), f"{base}/cases/")
        figures["memory"] = {
            "web": network.memory(web),
            "stream": network.memory(stream),
            "worker": network.memory(worker),
        }
        time.sleep(0.5)


def _machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('shared_buffers')")
        version, buffers = cursor.fetchone()
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    return {
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "python": platform.python_version(),
        "postgresql": version,
        "shared_buffers": buffers,
        "database_gb": round(size / 1e9, 1),
    }
