"""Bytes of files stay on the disk while a backup is being made: it has seen the rows that name them."""

from __future__ import annotations

from django.db import connection

LEAVE_BYTES = 7_304_120  # any number, the same on every machine that uses this database


def may_be_taken_away() -> bool:
    """Whether no backup is being made, and none begins before this transaction ends. Asked inside one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [LEAVE_BYTES])
        row = cursor.fetchone()
    return bool(row and row[0])
