"""No child is left over, whenever its parent is killed: while it is being born, too."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

# The child kills its parent at the worst moment, and tells if it comes to its own program after all.
PARENT = """
import os, signal, subprocess, sys, time
from atenda.server.offspring import dies_with_us

signal.signal(signal.SIGTERM, lambda *_: None)
dying = dies_with_us(signal.SIGTERM)

def kill_the_parent():
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(0.5)

def born():
    {order}

subprocess.Popen([sys.executable, "-c", "open({told!r}, 'w')"], preexec_fn=born)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of the death of their parent")
@pytest.mark.parametrize("order", ["kill_the_parent(); dying()", "dying(); kill_the_parent()"])
def test_a_child_whose_parent_is_killed_while_it_is_born_never_begins(tmp_path: Path, order: str) -> None:
    told = tmp_path / "told"
    program = PARENT.format(order=order, told=str(told))
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=50).returncode == -9
    time.sleep(1.5)  # half a second it waits, and then it would begin
    assert not told.exists()
