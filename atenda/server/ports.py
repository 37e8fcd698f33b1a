"""Ports: whether one is free, and which one to take instead."""

import socket

from atenda.server.faults import ServerFault


def refuse_if_taken(bind: str, port: int, variable: str) -> None:
    """One clear sentence instead of a server that starts and is never reached."""
    try:
        _listen(bind, port)
    except OSError as error:
        raise ServerFault(
            f"{bind}:{port} cannot be used ({_reason(error)}): set {variable} to another port."
        ) from error


def is_free(bind: str, port: int) -> bool:
    try:
        _listen(bind, port)
    except OSError:
        return False
    return True


def this_or_a_free_one(bind: str, port: int) -> int:
    """The port wished for, or one the system finds."""
    try:
        return _listen(bind, port)
    except OSError:
        return _listen(bind, 0)


def _listen(bind: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((bind, port))
        probe.listen(1)
        number: int = probe.getsockname()[1]
        return number


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
