"""A day of work, and which statements the database spent it on.

What people do is drawn by lot, as often as it is done at a desk; they see all, their own, or their teams'. The lot is
the same every time, so that two days can be compared.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, connections

from atenda.cases import catalogue
from atenda.organizations.entering import inside
from atenda.server import cluster_roles
from atenda.server.database_urls import DATABASE
from atenda.server.postgres import embedded
from bench.inside import Visitor
from bench.visits import Ground, look_around

WORDS = (
    "factura",
    "pescada",
    "devolución",
    "albarán pedido",
    "garcía",
    "pedido -factura",
    '"no ha llegado"',
    "restau*",
)
SHOWN = 15
SPENT = """
    SELECT calls, mean_exec_time, total_exec_time, rows, query FROM pg_stat_statements s
    JOIN pg_database d ON d.oid = s.dbid WHERE d.datname = %s AND query NOT LIKE '%%pg_stat%%'
    ORDER BY total_exec_time DESC LIMIT %s
    """


def measure(deeds: int) -> None:
    """Do so many things, one after the other, and print what took the database longest."""
    _watch()
    there = look_around()
    with inside(there.organization):
        day = _Day(there)
    _superuser("SELECT pg_stat_statements_reset()")
    began = time.perf_counter()
    for _ in range(deeds):
        day.go_on()
    took = time.perf_counter() - began
    print(f"{deeds} deeds in {took:.0f} s, {took / deeds * 1000:.1f} ms each; answers that failed: {day.failed}\n")
    print("| calls | mean ms | in all ms | rows | statement |\n|---:|---:|---:|---:|---|")
    for calls, mean, in_all, rows, query in _superuser(SPENT, [DATABASE, SHOWN]):
        print(f"| {calls} | {mean:.2f} | {in_all:.0f} | {rows} | `{_short(query)}` |")


class _Day:
    """What people do, with the weight of each."""

    def __init__(self, there: Ground) -> None:
        self.lot, self.there, self.failed = Random(1), there, 0
        self.base = f"/{there.organization.slug}"
        self.visitors = [Visitor(agent) for agent in there.people.values()]
        self.categories, self.priorities = list(catalogue.categories()), list(catalogue.priorities())
        self.states = [state.id for state in catalogue.states().values()]
        self.people = [agent.pk for agent in there.people.values()]
        self.doings: dict[Callable[[Visitor], int], int] = {
            self.see_the_list: 25,
            self.see_the_figures: 12,
            self.narrow_it: 15,
            self.count_it: 8,
            self.search: 6,
            self.ask_the_palette: 6,
            self.open_a_case: 25,
            self.go_on_to_the_next: 5,
            self.write_a_note: 10,
            self.open_a_new_one: 5,
            self.take_it: 4,
            self.move_it: 6,
            self.see_a_customer: 6,
        }

    def go_on(self) -> None:
        doing = self.lot.choices(list(self.doings), list(self.doings.values()))[0]
        self.failed += doing(self.lot.choice(self.visitors)) >= 500

    def see_the_list(self, visitor: Visitor) -> int:
        return self._see(
            visitor,
            f"/cases/?view={self._view()}&order={self.lot.choice(['-folio', '-folio', '-priority', 'created'])}",
        )

    def see_the_figures(self, visitor: Visitor) -> int:
        return self._see(visitor, "/figures/bar/")

    def narrow_it(self, visitor: Visitor) -> int:
        return self._see(visitor, f"/cases/?{self._question()}")

    def count_it(self, visitor: Visitor) -> int:
        return self._see(visitor, f"/cases/counted/?{self._question()}")

    def search(self, visitor: Visitor) -> int:
        return self._see(visitor, f"/cases/?view={self._view()}&q={self.lot.choice(WORDS)}")

    def ask_the_palette(self, visitor: Visitor) -> int:
        return self._see(visitor, f"/palette/?q={self.lot.choice(WORDS)}")

    def open_a_case(self, visitor: Visitor) -> int:
        return self._see(visitor, f"/cases/{self._folio()}/?from=pending.-folio.{self._folio()}")

    def go_on_to_the_next(self, visitor: Visitor) -> int:
        return self._see(visitor, f"/cases/next/?from=pending.-folio.{self._folio()}")

    def write_a_note(self, visitor: Visitor) -> int:
        form = {"body": "Chamada ao cliente: agarda a mercadoría mañá pola mañá."}
        return visitor.post(f"{self.base}/cases/{self._folio()}/notes/", form)[0]

    def open_a_new_one(self, visitor: Visitor) -> int:
        form = {
            "submission": str(uuid4()),
            "customer": f"contact:{self.there.contact.pk}",
            "reference": "Pedido incompleto: faltan caixas",
            "description": "Faltan 3 caixas de pescada do pedido da mañá.",
            "state": self.states[0],
            "priority": self.lot.choice(self.priorities),
            "category": self.lot.choice(self.categories),
        }
        return visitor.post(f"{self.base}/cases/new/", form)[0]

    def take_it(self, visitor: Visitor) -> int:
        return visitor.post(f"{self.base}/cases/{self._folio()}/assignment/", {})[0]

    def move_it(self, visitor: Visitor) -> int:
        form = {"seen": 10_000, "state": self.lot.choice(self.states), "priority": self.lot.choice(self.priorities)}
        return visitor.post(f"{self.base}/cases/{self._folio()}/standing/", form)[0]

    def see_a_customer(self, visitor: Visitor) -> int:
        return self._see(visitor, f"/contacts/{self.there.contact.pk - self.lot.randrange(1000)}/")

    def _see(self, visitor: Visitor, path: str) -> int:
        return visitor.get(self.base + path)[0]

    def _view(self) -> str:
        return self.lot.choice(["pending", "pending", "pending", "all", "new", "waiting", "closed"])

    def _question(self) -> str:
        filters: list[dict[str, Any]] = [
            {"assignee": "me"},
            {"assignee": self.lot.choice(self.people)},
            {"category": self.lot.choice(self.categories)},
            {"category": self.lot.choice(self.categories), "priority": self.lot.choice(self.priorities)},
            {"assignee": "none"},
            {"created": self.lot.choice(["7d", "30d", "2025-05-01..2025-05-31"])},
            {"team": "none", "priority": self.lot.choice(self.priorities)},
            {"idle": 7},
        ]
        said = {"view": self._view(), **self.lot.choice(filters)}
        return "&".join(f"{name}={value}" for name, value in said.items())

    def _folio(self) -> int:
        """Of the newest mostly."""
        return max(1, self.there.cases - int(self.lot.expovariate(1 / 20_000)))


def _watch() -> None:
    """Have the cluster count its statements."""
    connections.close_all()
    cluster = embedded(settings.ENV)
    local = cluster.folder / "local.conf"
    if "pg_stat_statements" not in local.read_text():
        connection.close_pool()  # a connection kept for later would be dead by then
        cluster.stop()
        local.write_text(f"{local.read_text()}\nshared_preload_libraries = 'pg_stat_statements'\n")
        cluster.start()
    _superuser("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")


def _superuser(sql: str, values: list[Any] | None = None) -> list[Any]:
    with cluster_roles.superuser(settings.ENV.socket_folder, DATABASE) as superuser:
        done = superuser.execute(sql, values)
        return done.fetchall() if done.description else []


def _short(query: str) -> str:
    return re.sub(r"\s+", " ", query).replace("|", "¦").strip()[:220]
