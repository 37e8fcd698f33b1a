"""An import whose process is killed in the middle loses nothing and doubles nothing."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

from atenda.server.child import command
from atenda.testing import ready_cluster
from atenda.testing.desk import Desk

pytestmark = pytest.mark.slow
ROWS = 3_000
STATES = ("Abierto", "Cerrado", "En espera")
INIT = "init --name Rías --slug rias --language gl --preset b2bgo --admin-name Antía --email antia@rias.example"


def a_file(folder: Path) -> Path:
    lines = ["Folio;Fecha;Cliente;Referencia;Estado;Categoría;Descripción;Nota"]
    lines += [
        f"K-{n};{n % 28 + 1:02}/03/2024;Cliente {n % 700};Pedido {n};{STATES[n % 3]};Envíos;Faltan {n};Vai {n}"
        for n in range(ROWS)
    ]
    path = folder / "casos.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_what_a_killed_import_left_is_brought_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "data")
    ready_cluster.put_into(desk.data)
    _run(desk, *INIT.split())
    path = a_file(tmp_path)
    words = ("import", str(path), "--organization", "rias", "--kind", "cases", "--source", "b2bgo")
    with subprocess.Popen(command(*words), env=desk.variables, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("  900 of"):
                os.kill(process.pid, signal.SIGKILL)
                break
    again = _figures(desk, *words)
    assert again["new"] + again["as they were"] == ROWS
    assert again["as they were"] >= 900
    assert again["new"] > 0
    assert _figures(desk, *words) == {"new": 0, "updated": 0, "as they were": ROWS, "left": 0, "refused": 0}
    assert "rias" not in _run(desk, "doctor", "--reconcile", "--ledger")


def _figures(desk: Desk, *words: str) -> dict[str, int]:
    said = _run(desk, *words)
    line = next((line for line in said.splitlines() if " refused." in line), said)
    return {name: int(number) for number, name in re.findall(r"(\d+) ([a-z ]+)", line)}


def _run(desk: Desk, *words: str) -> str:
    """One command, with more patience than a desk under test has."""
    said = subprocess.run(command(*words), env=desk.variables, capture_output=True, text=True, check=False, timeout=400)
    return said.stdout + said.stderr
