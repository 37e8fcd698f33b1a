"""The two roles and the database of the embedded server. The same statements prepare any other server."""

from pathlib import Path

import psycopg
from psycopg import sql

from atenda.server.database_urls import (
    APPLICATION_ROLE,
    DATABASE,
    EMBEDDED_PORT,
    LONGEST_STATEMENT,
    OWNER_ROLE,
    PATIENCE,
    PLANNING,
)

EXTENSIONS = ("pg_trgm", "btree_gin")


def ensure(socket: Path) -> None:
    """Make what is missing. Safe to repeat; quick when nothing is."""
    with superuser(socket, "postgres") as connection:
        _ensure_roles(connection)
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).rowcount:
            make_database(connection, DATABASE)
    with superuser(socket, DATABASE) as connection:
        ensure_extensions(connection)


def make_database(
    connection: psycopg.Connection, name: str, template: str = "template0", *, by_files: bool = False
) -> None:
    """A database of the owner's, which the application role may enter and nobody else.

    Copied `by_files` it takes two checkpoints and no log, which is quicker where nothing waits for the disk.
    """
    database, owner, application = map(sql.Identifier, (name, OWNER_ROLE, APPLICATION_ROLE))
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY {}").format(
            database, owner, sql.Identifier(template), sql.Identifier("file_copy" if by_files else "wal_log")
        )
    )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, application))


def ensure_extensions(connection: psycopg.Connection) -> None:
    for extension in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))


def superuser(socket: Path, database: str = "postgres") -> psycopg.Connection:
    """A connection of the embedded server's own superuser, outside any transaction."""
    return psycopg.connect(host=str(socket), port=EMBEDDED_PORT, user="postgres", dbname=database, autocommit=True)


def _ensure_roles(connection: psycopg.Connection) -> None:
    present = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    for role in (OWNER_ROLE, APPLICATION_ROLE):
        if role not in present:
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    for name, value in {**PLANNING, **PATIENCE, "statement_timeout": LONGEST_STATEMENT}.items():
        connection.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(
                sql.Identifier(APPLICATION_ROLE), sql.Identifier(name), sql.Literal(value)
            )
        )
