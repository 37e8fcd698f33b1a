"""The embedded server's own configuration: PostgreSQL's defaults are made for very small machines."""

import contextlib
from pathlib import Path

import psutil

MEGABYTE = 1024 * 1024
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
HOST_BASED_ACCESS = "# Only through the socket, whose folder only its owner may enter.\nlocal all all trust\n"


def configuration(socket: Path, version: int, *, for_tests: bool = False) -> str:
    """The text of the configuration, sized for this machine's memory."""
    settings = {**_connections(socket), **_memory(_megabytes()), **_planning(), **_safety(), **_logging()}
    if for_tests:
        settings |= _nothing_to_lose(version)
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def _connections(socket: Path) -> dict[str, str]:
    return {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "timezone": "UTC",
    }


def _memory(total: int) -> dict[str, str]:
    """An eighth of the memory for PostgreSQL's own cache, within reason; the system caches the rest."""
    return {
        "shared_buffers": f"{min(max(total // 8, 64), 2048)}MB",
        "effective_cache_size": f"{max(total // 2, 256)}MB",
        "maintenance_work_mem": f"{min(max(total // 32, 64), 512)}MB",
        "work_mem": "8MB",
        "max_wal_size": "2GB",
        "min_wal_size": "160MB",
    }


def _planning() -> dict[str, str]:
    return {"random_page_cost": "1.1", "jit": "off", "autovacuum_vacuum_scale_factor": "0.05"}


def _safety() -> dict[str, str]:
    """Written out although they are the defaults: `atenda doctor` reads them back."""
    return {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "restart_after_crash": "on"}


def _logging() -> dict[str, str]:
    """A week of logs, without the statements themselves: they carry people's data."""
    return {
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgresql-%a.log",
        "log_rotation_age": "1d",
        "log_truncate_on_rotation": "on",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
    }


def _nothing_to_lose(version: int) -> dict[str, str]:
    """For tests: as quick as can be, since the data may vanish with the machine."""
    settings = {
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "autovacuum": "off",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "shared_buffers": "128MB",
        "logging_collector": "off",
    }
    return settings | ({"io_method": "sync"} if version >= 18 else {})


def _megabytes() -> int:
    """Memory of the machine, or of the container when that has less."""
    total = int(psutil.virtual_memory().total)
    with contextlib.suppress(OSError, ValueError):
        total = min(total, int(CGROUP_LIMIT.read_text()))
    return total // MEGABYTE


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
