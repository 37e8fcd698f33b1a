"""A desk with something of everything, in a database of its own beside the tests'; and empty places to restore to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from atenda.server import cluster_roles
from atenda.testing import database
from atenda.testing.desk import Desk

ACME = ["--name", "Acme", "--slug", "acme", "--language", "es", "--preset", "b2bgo"]
ACME += ["--admin-name", "Ana", "--email", "ana@acme.example", "--password-stdin"]
FILL = Path(__file__).with_name("filling.py")


@pytest.fixture(scope="module")
def place(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Desk]]:
    """Makes desks whose database is on the tests' server: of a template, or empty."""
    made: list[str] = []

    def make(name: str, *, template: str = "template0") -> Desk:
        known = f"{database.NAME}_{name}"
        with cluster_roles.superuser(database.CLUSTER.socket) as connection:
            connection.execute(database._drop_statement(known))
            cluster_roles.make_database(connection, known, template)
        with cluster_roles.superuser(database.CLUSTER.socket, known) as connection:
            cluster_roles.ensure_extensions(connection)
        made.append(known)
        more = {**database.addresses(known), "ATENDA_OUTBOUND_PRIVATE": "127.0.0.0/8"}
        return Desk(tmp_path_factory.mktemp(name) / "data", more=more)

    yield make
    for name in made:
        database._drop(name)


@pytest.fixture(scope="module")
def source(place: Callable[..., Desk]) -> Desk:
    """Acme: people, cases, notes, files, mails, a job under way, somebody signed in."""
    desk = place("source", template=database._template())
    done = desk.run("init", *ACME, typed="camelia-7-ponte\n")
    assert done.returncode == 0, done.stderr
    fill(desk, "everything")
    return desk


def fill(desk: Desk, *words: str) -> None:
    """Run one of the deeds of `filling.py` on the desk."""
    started(desk, *words).communicate(timeout=120)


def started(desk: Desk, *words: str) -> subprocess.Popen[str]:
    variables = {**desk.variables, "DJANGO_SETTINGS_MODULE": "atenda.settings"}
    return subprocess.Popen([sys.executable, str(FILL), *words], env=variables, text=True)


def rows(desk: Desk, statement: str, *values: Any) -> list[Any]:
    with psycopg.connect(desk.more["ATENDA_OWNER_DATABASE_URL"], autocommit=True) as connection:
        return connection.execute(statement, values).fetchall()  # type: ignore[arg-type]


def everything(desk: Desk) -> dict[str, Any]:
    """Every row of every table, as one digest each."""
    tables = rows(
        desk,
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    )
    digest = "SELECT count(*), md5(coalesce(string_agg(t::text, ' ' ORDER BY t::text), '')) FROM {} t"
    with psycopg.connect(desk.more["ATENDA_OWNER_DATABASE_URL"], autocommit=True) as connection:
        return {
            table: connection.execute(sql.SQL(digest).format(sql.Identifier(table))).fetchone() for (table,) in tables
        }


def only_backup(folder: Path) -> Path:
    (found,) = [path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return found
