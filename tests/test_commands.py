"""The `atenda` command: it helps, it refuses in a sentence, its exit codes can be relied on."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from atenda.cli import atenda
from atenda.testing.desk import Desk

COMMANDS = ["serve", "web", "stream", "worker", "migrate", "init", "demo", "doctor", "reset", "verify", "backup"]
COMMANDS += ["restore", "release", "import", "export", "archive", "token", "mail-in"]
NOBODY = "postgresql://atenda_app@127.0.0.1:9/atenda"


def test_every_command_exists() -> None:
    shown = [name for name, command in atenda.commands.items() if not command.hidden]
    assert sorted(shown) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_says_what_it_is_for(name: str) -> None:
    answer = CliRunner().invoke(atenda, [name, "--help"])
    assert answer.exit_code == 0
    command = atenda.commands[name]
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize("name", ["web", "migrate"])
def test_an_unreachable_database_is_one_sentence(name: str, tmp_path: Path) -> None:
    done = Desk(tmp_path, more={"ATENDA_DATABASE_URL": NOBODY}).run(name)
    assert done.returncode == 1
    assert done.stderr.startswith("atenda: The database cannot be used:")
    assert done.stderr.count("\n") == 1


def test_the_doctor_finds_an_unreachable_database_and_ends_with_1(tmp_path: Path) -> None:
    done = Desk(tmp_path, more={"ATENDA_DATABASE_URL": NOBODY}).run("doctor")
    assert done.returncode == 1
    assert "- The database cannot be used:" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_one_sentence(tmp_path: Path) -> None:
    done = Desk(tmp_path, more={"ATENDA_BIND": "0.0.0.0"}).run("serve")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("atenda: ATENDA_BIND opens Atenda to the network")


def test_the_sample_is_refused_where_others_reach_it(tmp_path: Path) -> None:
    public = {"ATENDA_BIND": "192.168.1.5", "ATENDA_DATABASE_URL": NOBODY}
    done = Desk(tmp_path, more=public).run("demo")
    assert done.returncode == 1
    assert "known passwords" in done.stderr
