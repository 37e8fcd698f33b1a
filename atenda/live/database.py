"""How live processes reach the database: by psycopg alone, each statement its own transaction."""

from typing import Any

# A connection that only listens finds out within a minute that the other end is gone.
KEEP_ALIVE = {"keepalives": 1, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}


def parameters(database: dict[str, Any], name: str) -> dict[str, Any]:
    """What psycopg is told, from one entry of settings.DATABASES. `name` is shown in pg_stat_activity."""
    address = {
        "dbname": database["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
    }
    options = {key: value for key, value in database["OPTIONS"].items() if key != "pool"}
    given = {key: value for key, value in (address | options).items() if value not in ("", None)}
    return KEEP_ALIVE | given | {"application_name": name, "autocommit": True, "prepare_threshold": None}
