"""What the application role may do: change rows, never tables, and never what history has recorded."""

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

APPEND_ONLY = ("history_event", "history_eventpayload", "history_ledgercheck")
READ_ONLY = ("django_migrations",)


def grant() -> None:
    """Set the rights anew after every migration. Nothing to do where one role plays both parts."""
    role = settings.DATABASES["default"]["USER"]
    if role == settings.DATABASES["owner"]["USER"]:
        return
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for statement in _statements(_quoted(role), _present(cursor)):
            cursor.execute(statement)


def excessive_rights() -> list[str]:
    """Append-only and read-only tables the application role may do more with than it should."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            """SELECT table_name FROM information_schema.tables
               WHERE table_schema = 'public' AND (
                 (table_name = ANY(%s) AND has_table_privilege(quote_ident(table_name), 'UPDATE, DELETE, TRUNCATE'))
                 OR (table_name = ANY(%s)
                     AND has_table_privilege(quote_ident(table_name), 'INSERT, UPDATE, DELETE, TRUNCATE')))
               ORDER BY table_name""",
            [list(APPEND_ONLY), list(READ_ONLY)],
        )
        return [row[0] for row in cursor.fetchall()]


def _statements(role: str, present: set[str]) -> list[str]:
    every = [
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ]
    for tables, rights in ((APPEND_ONLY, "SELECT, INSERT"), (READ_ONLY, "SELECT")):
        for table in present.intersection(tables):
            every += [f"REVOKE ALL ON {table} FROM {role}", f"GRANT {rights} ON {table} TO {role}"]
    return every


def _present(cursor: CursorWrapper) -> set[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {row[0] for row in cursor.fetchall()}


def _quoted(role: str) -> str:
    quoted: str = connections["owner"].ops.quote_name(role)
    return quoted
