"""Log lines: one JSON object each, control characters escaped, without secrets and without people's data."""

import logging
import logging.config
import re
import traceback
from collections.abc import MutableMapping
from typing import Any

import psycopg
import structlog
from django.db import DatabaseError
from structlog.typing import ExcInfo, Processor

SECRETS = re.compile(r"password|passwd|secret|token|authorization|cookie|session|api_key", re.IGNORECASE)
# One-time links and session keys are long words; a log has no use for them.
LONG_WORD = re.compile(r"[A-Za-z0-9_\-]{32,}")
QUIET = {
    "django.server": "WARNING",
    "mail.log": "WARNING",  # of aiosmtpd: who writes to whom is nobody's business here
    "procrastinate": "WARNING",
    "psycopg.pool": "ERROR",
    "_granian": "WARNING",
}


def configure(config: dict[str, Any]) -> None:
    """Django calls this with settings.LOGGING; both the standard library and structlog end in one handler."""
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": before,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.ExceptionRenderer(without_values),
            without_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["lines"], "level": config["level"]},
            "loggers": {name: {"level": level} for name, level in QUIET.items()},
        }
    )


def without_values(exc_info: ExcInfo) -> str:
    """The traceback; of what the database said only the first line, for the others repeat values of the row."""
    text = "".join(traceback.format_exception(*exc_info)).rstrip("\n")
    for said in sorted(_said_by_the_database(exc_info[1]), key=len, reverse=True):
        text = text.replace(said, said.splitlines()[0])
    return text


def _said_by_the_database(error: BaseException | None) -> set[str]:
    """What the errors that led to this one say, where they come from the database."""
    said: set[str] = set()
    seen: set[int] = set()
    left = [error]
    while left:
        one = left.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        left += [one.__cause__, one.__context__, *getattr(one, "exceptions", ())]
        if isinstance(one, (psycopg.Error, DatabaseError)) and str(one).strip():
            said.add(str(one))
    return said


def without_secrets(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank what is called a secret, and long words wherever they stand but in a traceback."""
    for key, value in line.items():
        if SECRETS.search(key):
            line[key] = "…"
        elif isinstance(value, str) and key != "exception":
            line[key] = LONG_WORD.sub("…", value)
    return line
