"""The owner's way to the database for programs of PostgreSQL: what they need is the same, said in other words."""

from __future__ import annotations

import os
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

NOT_FOR_PROGRAMS = {"prepare_threshold", "pool"}  # psycopg's own
UNHURRIED = "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0"


def address(database: dict[str, Any], *, more: str = "") -> str:
    """Where it is, without its password: everybody on a machine can read the words a program was started with."""
    given = {name: value for name, value in database["OPTIONS"].items() if name not in NOT_FOR_PROGRAMS}
    options = f"{given.pop('options', '')} {UNHURRIED} {more}".strip()
    places = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    known = {name: database[key] for name, key in places.items() if database[key]}
    return make_conninfo(**given, **known, options=options)


def surroundings(database: dict[str, Any]) -> dict[str, str]:
    """The environment of such a program: nothing of ours, but the password."""
    plain = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}
    if database["PASSWORD"]:
        plain["PGPASSWORD"] = database["PASSWORD"]
    if "HOME" in os.environ:
        plain["HOME"] = os.environ["HOME"]  # certificates and .pgpass
    return plain


def connect(database: dict[str, Any]) -> psycopg.Connection:
    """A connection outside any transaction."""
    return psycopg.connect(address(database), password=database["PASSWORD"] or None, autocommit=True)
