"""Mails a second that are read in children: `python -m bench.reading [children] [mails]`. Needs no data."""

from __future__ import annotations

import os
import queue
import sys
import tempfile
import threading
import time
from pathlib import Path

from atenda.intake.reading.pool import Pool
from atenda.intake.tests.writing import mail, many, mixed, part

QUOTED = "\nEl lun, 1 nov 2026 a las 9:00, Mesa (<mesa@rias.example>) escribió:\n" + "> Unha liña do de antes.\n" * 20
PAGE = "<p style='color: red'>Ola, <b>non</b> vai <a href='http://mar.example'>isto</a>.</p>" * 60
FACES = many("alternative", part("text/plain", "Ola, non vai.\n" * 20), part("text/html", PAGE), boundary="a")
KINDS = {  # how many of each in twenty
    "plain": (12, mail(body="Bos días, a caldeira non vai desde onte.\n" + QUOTED)),
    "page": (6, mixed(FACES, part("image/png; name=a.png", os.urandom(30_000), "Content-ID: <a>", pack=True))),
    "photo": (1, mixed(part("text/plain", "Vai a foto."), part("image/jpeg", os.urandom(1_000_000), pack=True))),
    "bounce": (1, mail("Return-Path: <>", body="could not be delivered\n\n<ana@mar.example>:\n550 5.1.1 no\n")),
}


def main(children: int, mails: int) -> None:
    raws = [raw for often, raw in KINDS.values() for _ in range(often)]
    with tempfile.TemporaryDirectory() as made, Pool(children) as pool:
        paths = [Path(made) / f"{number}.eml" for number in range(len(raws))]
        for path, raw in zip(paths, raws, strict=True):
            path.write_bytes(raw)
        waiting: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(mails):
            waiting.put(paths[number % len(paths)])
        for _ in range(children):  # warm
            pool.read(paths[0], Path(made), [])
        began = time.monotonic()
        readers = [threading.Thread(target=_read_all, args=(pool, waiting)) for _ in range(children)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        print(f"{children} children: {mails / (time.monotonic() - began):.0f} mails a second")


def _read_all(pool: Pool, waiting: queue.SimpleQueue[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        while True:
            try:
                path = waiting.get_nowait()
            except queue.Empty:
                return
            pool.read(path, Path(folder), ["mx.rias.example"])


if __name__ == "__main__":
    main(*[*map(int, sys.argv[1:]), *(1, 400)[len(sys.argv) - 1 :]])
