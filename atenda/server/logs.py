"""Log lines: one JSON object each, control characters escaped, without secrets."""

import logging
import logging.config
import re
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

SECRETS = re.compile(r"password|passwd|secret|token|authorization|cookie|session|api_key", re.IGNORECASE)
# One-time links and session keys are long words; a log has no use for them.
LONG_WORD = re.compile(r"[A-Za-z0-9_\-]{32,}")
QUIET = {"django.server": "WARNING", "procrastinate": "WARNING", "psycopg.pool": "ERROR", "_granian": "WARNING"}


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
            structlog.processors.format_exc_info,
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


def without_secrets(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank what is called a secret, and long words wherever they stand but in a traceback."""
    for key, value in line.items():
        if SECRETS.search(key):
            line[key] = "…"
        elif isinstance(value, str) and key != "exception":
            line[key] = LONG_WORD.sub("…", value)
    return line
