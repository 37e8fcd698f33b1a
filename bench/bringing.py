# ruff: noqa: E501  a table of a file reads best in its lines
"""Bring a file of contacts and one of cases in, and say how many rows a second and how much memory.

.venv/bin/python -m bench.bringing --data /somewhere --contacts 50000 --cases 200000
"""

from __future__ import annotations

import argparse
import csv
import resource
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import uuid4

from bench import ground

SLUG = "traida"
WORDS = [
    "pedido",
    "caixa",
    "almacén",
    "factura",
    "entrega",
    "camión",
    "pescada",
    "conserva",
    "prezo",
    "retraso",
    "rotura",
    "etiqueta",
    "cliente",
    "porto",
]
STATES = ("Cerrado",) * 9 + ("Abierto",)


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--data", type=Path, required=True)
    said.add_argument("--contacts", type=int, default=50_000)
    said.add_argument("--cases", type=int, default=200_000)
    said.add_argument("--xlsx", action="store_true", help="The contacts as a spreadsheet.")
    asked = said.parse_args()
    ground.settle(asked.data)
    ground.require_room(asked.data, asked.cases)
    with ground.database():
        contacts, cases = asked.data / "contactos.csv", asked.data / "casos.csv"
        _contacts(contacts, asked.contacts)
        _cases(cases, asked.cases, asked.contacts)
        _bring(_as_xlsx(contacts) if asked.xlsx else contacts, "contacts")
        _bring(cases, "cases")


def _contacts(path: Path, number: int) -> None:
    random = Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Código", "Nombre", "Correo electrónico", "Teléfono", "Empresa", "Población"])
        for n in range(number):
            name = f"{random.choice(WORDS).title()} {random.choice(WORDS).title()} {n}"
            rows.writerow([f"C{n}", name, f"p{n}@x.example", f"9{n % 100_000_000:08}", f"Empresa {n % 5000}", "Vigo"])


def _cases(path: Path, number: int, contacts: int) -> None:
    random, first = Random(2), datetime(2022, 1, 3, 9, tzinfo=UTC)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(
            [
                "Folio",
                "Asunto",
                "Descripción",
                "Correo electrónico",
                "Estado",
                "Prioridad",
                "Categoría",
                "Fecha",
                "Cierre",
                "Nota",
            ]
        )
        for n in range(number):
            at = first + timedelta(minutes=n * 9)
            text = " ".join(random.choices(WORDS, k=45))
            closed = at + timedelta(hours=random.randint(1, 90))
            rows.writerow(
                [f"K{n}", text[:60], text, f"p{random.randrange(contacts)}@x.example", random.choice(STATES), "Normal",
                 f"Tema {n % 12}", f"{at:%d/%m/%Y %H:%M}", f"{closed:%d/%m/%Y %H:%M}", " ".join(random.choices(WORDS, k=12))]
            )  # fmt: skip


def _as_xlsx(path: Path) -> Path:
    import openpyxl  # noqa: PLC0415  only where asked for

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter=";"):
            sheet.append(row)
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def _bring(path: Path, what: str) -> None:
    from django.utils import timezone  # noqa: PLC0415  the settings are read by now

    from atenda.cases.founding import found  # noqa: PLC0415
    from atenda.cases.presets import PresetName  # noqa: PLC0415
    from atenda.files.storage import Incoming  # noqa: PLC0415
    from atenda.importing import receiving, running  # noqa: PLC0415
    from atenda.organizations.entering import inside  # noqa: PLC0415
    from atenda.organizations.models import Organization  # noqa: PLC0415
    from atenda.staff.models import Agent  # noqa: PLC0415

    now = timezone.now()
    if not Organization.objects.filter(slug=SLUG).exists():
        found(
            name="Traída", slug=SLUG, language="gl", preset=PresetName.B2BGO, administrator_name="Antía",
            administrator_email="antia@traida.example", now=now, password=uuid4().hex,
        )  # fmt: skip
    with inside(Organization.objects.get(slug=SLUG)):
        by = Agent.objects.select_related("role").first()
        incoming = Incoming()
        with path.open("rb") as file:
            while some := file.read(1_000_000):
                incoming.write(some)
        incoming.finish()
        began = time.perf_counter()
        bringing = receiving.receive(
            incoming.path, name=path.name, what=what, source="spreadsheet", key=uuid4(), by=by, now=now
        )
        receiving.read(bringing, is_waking=False)
        read, busy = time.perf_counter(), time.process_time()
        running.begin(bringing, by=by, now=timezone.now(), is_waking=False)
        longest = 0.0
        while True:
            batch = time.perf_counter()
            more = running.advance(bringing, now=timezone.now())
            longest = max(longest, time.perf_counter() - batch)
            if not more:
                break
        ended, busy = time.perf_counter(), time.process_time() - busy
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{path.name}: {bringing.total:,} rows read in {read - began:.1f} s, brought in {ended - read:.1f} s "
            f"({bringing.total / (ended - read):,.0f} a second, {bringing.total / busy:,.0f} a second of the processor; the longest batch {longest:.2f} s), {memory} MB at most; "
            f"{bringing.figures}",
            flush=True,
        )


if __name__ == "__main__":
    main()
