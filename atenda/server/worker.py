"""The worker: runs the jobs that deeds leave behind, four at a time, and beside them two that speak to mail servers,
two that make files of lists, and two that file the mails that come in.

Those have lanes of their own: a server that lets us wait half a minute, and a file that takes minutes, hold up nothing
else (6.13, 7.24, 13.06). Companions are threads beside the lanes, that find their work themselves.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from django.utils.module_loading import import_string
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

CONCURRENCY = 4
# queues with workers of their own, and how many jobs each
LANES = {"mail": 2, "exports": 2, "intake": 2}
# by name: the machine knows no packages
COMPANIONS = ("atenda.webhooks.courier.run", "atenda.mailboxes.imap.fetcher.run")
POLITENESS = 5  # as with nice(1)
FAREWELL = 5.0  # seconds for jobs under way; what is cut off runs again


def work() -> None:
    """Run jobs until told to stop. Finished ones are deleted; failed ones stay to be looked at.

    Pages come first: people wait for them.
    """
    os.nice(POLITENESS)
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("Jobs are kept in Django's database.")
    with app.replace_connector(connector.get_worker_connector()) as own:
        asyncio.run(_work(own))


async def _work(own: App) -> None:
    """Every lane until a signal; when one ends by itself all end, and the supervisor begins anew."""
    loop = asyncio.get_running_loop()
    async with own.open_async():
        own.perform_import_paths()  # type: ignore[no-untyped-call]
        lanes = [asyncio.create_task(_lane(own, queues, many)) for queues, many in _lanes(own)]
        is_over = Event()
        companions = [_companion(import_string(name), is_over) for name in COMPANIONS]

        def stop() -> None:
            is_over.set()
            for lane in lanes:
                if not lane.cancelling():  # asked once it finishes what it does, asked twice it does not
                    lane.cancel()

        for word in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(word, stop)
        for lane in lanes:
            lane.add_done_callback(lambda _: stop())
        ended = await asyncio.gather(*lanes, return_exceptions=True)
        for companion in companions:
            await asyncio.to_thread(companion.join, FAREWELL)
    for failure in ended:
        if isinstance(failure, Exception):
            raise failure


def _companion(run: Callable[[Event], None], is_over: Event) -> Thread:
    """One that looks after itself: it logs what fails and goes on until it is over."""
    thread = Thread(target=run, args=(is_over,), daemon=True, name=run.__module__)
    thread.start()
    return thread


def _lanes(own: App) -> list[tuple[list[str], int]]:
    others = {task.queue for task in own.tasks.values()} - set(LANES)
    return [(sorted(others), CONCURRENCY), *(([name], many) for name, many in LANES.items())]


async def _lane(own: App, queues: list[str], many: int) -> Any:
    await own.run_worker_async(
        queues=queues,
        concurrency=many,
        delete_jobs="successful",
        shutdown_graceful_timeout=FAREWELL,
        listen_notify=True,
        install_signal_handlers=False,
    )
