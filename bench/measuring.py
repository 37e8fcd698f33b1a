"""Measure everything once, from the inside out, and write it down."""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

import psutil
from django.conf import settings
from django.db import connection, connections
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.test.utils import setup_test_environment

from bench import ground, inside, network, report
from bench.visits import Ground, Visit, look_around, visits


def measure(asked: argparse.Namespace) -> None:
    """Inside the views first, then over HTTP, then memory, weight and starting."""
    setup_test_environment(debug=False)
    there = look_around()
    chosen = [
        visit
        for visit in visits(there)
        if asked.only in f"{visit.group}: {visit.name}" and (visit.is_headline or not asked.few)
    ]
    clients = {name: inside.signed_in(agent) for name, agent in there.people.items()}
    figures: dict[str, Any] = {
        "machine": _machine(),
        "cases": there.cases,
        "load_before": os.getloadavg()[0],
        "visits": _inside(chosen, clients, asked),
        "tab_counts": inside.tabs(there, asked.repeat),
    }
    connections.close_all()
    _outside(figures, chosen, clients, there, asked)
    figures["load_after"] = os.getloadavg()[0]
    if not asked.only:
        figures["start"] = network.second_start(asked.data.parent / "bench-start", ground.free_port())
    report.keep(asked.data / "figures.json", figures)
    report.show(figures)
    if asked.write:
        report.write(figures)


def _inside(chosen: list[Visit], clients: dict[str, Client], asked: argparse.Namespace) -> list[dict[str, Any]]:
    found = []
    for visit in chosen:
        took = inside.measure(visit, clients[visit.person], asked.repeat)
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
    clients: dict[str, Client],
    there: Ground,
    asked: argparse.Namespace,
) -> None:
    port = settings.ENV.port
    token = _csrf()
    cookies = {
        name: f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}; "
        f"{settings.CSRF_COOKIE_NAME}={token}"
        for name, client in clients.items()
    }
    with (
        network.served("web", f"http://127.0.0.1:{port}/ready") as web,
        network.served("stream", f"http://127.0.0.1:{settings.ENV.stream_port}/live") as stream,
        network.served("worker") as worker,
    ):
        shown = {(row["group"], row["name"]) for row in report.lines(figures["visits"])}
        for row, visit in zip(figures["visits"], chosen, strict=True):
            if (visit.group, visit.name) in shown:
                browser = network.Browser(port, cookies[visit.person])
                row["http"] = network.measure(visit, browser, asked.repeat, token)
                print(f"  over HTTP {visit.group}: {visit.name}: {row['http']['p50']} ms", flush=True)
        base = f"/{there.organization.slug}"
        figures["at_once"] = network.a_second(port, cookies["all"], f"{base}/cases/")
        figures["weight"] = network.weight(network.Browser(port, cookies["all"]), f"{base}/cases/")
        figures["memory"] = {
            "web": network.memory(web),
            "stream": network.memory(stream),
            "worker": network.memory(worker),
        }
        time.sleep(0.5)


def _csrf() -> str:
    request = RequestFactory().get("/")
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def _machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('shared_buffers')")
        version, buffers = cursor.fetchone()
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    return {
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "postgresql": version,
        "shared_buffers": buffers,
        "database_gb": round(size / 1e9, 1),
    }
