"""The two web servers: pages over WSGI, the live stream over ASGI."""

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.log import LogLevels

from atenda.server.environment import Environment
from atenda.server.heaps import share_heaps
from atenda.server.offspring import children_die_with_us
from atenda.server.ports import refuse_if_taken

PAGE_WORKERS = 2
THREADS = 8
WAITING_CONNECTIONS = 2048
# More than atenda/live/browsers.py lets in, so that whoever is one too many gets an answer.
OPEN_STREAMS = 12_000
# Seconds a worker has for the requests it is answering; open streams would keep it for ever.
FAREWELL = 4


def serve_pages(environment: Environment) -> None:
    """Answer requests until told to stop. A worker that dies is replaced."""
    refuse_if_taken(environment.bind, environment.port, "PORT")
    children_die_with_us()
    share_heaps()
    Granian(
        "atenda.wsgi:application",
        address=environment.bind,
        port=environment.port,
        interface=Interfaces.WSGI,
        workers=PAGE_WORKERS,
        blocking_threads=THREADS,
        backlog=WAITING_CONNECTIONS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=FAREWELL,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()


def serve_stream(environment: Environment) -> None:
    """Hold the browsers' streams until told to stop."""
    refuse_if_taken(environment.bind, environment.stream_port, "ATENDA_STREAM_PORT")
    children_die_with_us()
    Granian(
        "atenda.asgi:application",
        address=environment.bind,
        port=environment.stream_port,
        interface=Interfaces.ASGI,
        workers=1,
        loop=Loops.asyncio,
        http=HTTPModes.http1,  # 16 kB a browser; able to speak HTTP/2 as well it were 28
        backlog=WAITING_CONNECTIONS,
        backpressure=OPEN_STREAMS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=FAREWELL,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()
