"""Expected faults of a machine or its set-up: people read the sentence, never a traceback."""

import psycopg
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import OperationalError


class Misconfigured(ImproperlyConfigured):
    """The environment says something Atenda cannot run with."""


class ServerFault(Exception):
    """Something on this machine keeps Atenda from running; the message says what, in one sentence."""


def foreseen(error: BaseException) -> str | None:
    """The sentence to show for a fault we expect; None for one that is a bug of ours."""
    if isinstance(error, (ServerFault, ImproperlyConfigured)):
        return str(error)
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
        return f"The database does not allow it: {error.__cause__.diag.message_primary}."
    if isinstance(error, (OperationalError, psycopg.OperationalError)):
        return f"The database cannot be used: {str(error).strip().splitlines()[-1]}"
    return None
