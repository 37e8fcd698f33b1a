"""`atenda export`: as somebody sees it, whole or not at all, and written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from atenda.exporting import by_command, events
from atenda.history.models import Event
from atenda.server.faults import ServerFault
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.worklists.saving import save


def silent(done: int, of: int) -> None:
    """Nobody listens."""


def exported(cast: Cast, target: Path, view: str = "all", what: str = "cases", form: str = "csv", **given: str) -> int:
    email = given.get("email", cast.supervisor.identity.email)
    return by_command.export(
        cast.organization, what=what, view=view, form=form, email=email, target=target, report=silent
    )


@pytest.mark.parametrize("view", ["all", "view=all&order=folio", "?view=all", "Todos eles"])
def test_a_view_by_name_or_by_address(view: str, acme: Cast, tmp_path: Path) -> None:
    save(name="Todos eles", reach="all", asked={"view": "all"}, by=acme.admin)
    make.case()
    assert exported(acme, tmp_path / "it.csv", view) == 1
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["it.csv"]
    event = Event.objects.get(kind=events.MADE.name)
    assert (event.actor, event.payloads.get().after["rows"]) == (acme.supervisor, 1)


def test_customers_and_workbooks(acme: Cast, tmp_path: Path) -> None:
    assert exported(acme, tmp_path / "it.xlsx", "", "contacts", "xlsx") == 1
    assert (tmp_path / "it.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    ("view", "email", "says"),
    [("Ningunha", "", "no view"), ("all", "ninguen@example.com", "Nobody"), ("all", "agent", "takes no such lists")],
)
def test_what_cannot_be_is_said_and_leaves_nothing(
    view: str, email: str, says: str, acme: Cast, tmp_path: Path
) -> None:
    who = {"agent": acme.agent.identity.email, "": acme.supervisor.identity.email}.get(email, email)
    with pytest.raises(ServerFault, match=says):
        exported(acme, tmp_path / "it.csv", view, email=who)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
    assert not Event.objects.filter(kind=events.MADE.name).exists()


def test_a_folder_that_is_not_there_is_said(acme: Cast, tmp_path: Path) -> None:
    with pytest.raises(ServerFault, match="cannot be written"):
        exported(acme, tmp_path / "none" / "it.csv")


def test_an_organization_that_is_not_there_is_said(db: None) -> None:
    with pytest.raises(ServerFault, match="no organization at"):
        by_command.organization_called("ningures")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_nobody_else_on_the_machine_reads_it_nor_chooses_where_it_goes(acme: Cast, tmp_path: Path, form: str) -> None:
    """A name somebody put there beforehand leads nowhere."""
    victim, target = tmp_path / "victim", tmp_path / f"it.{form}"
    victim.write_text("Ola")
    (tmp_path / f".it.{form}.part{'.xlsx' if form == 'xlsx' else ''}").symlink_to(victim)
    exported(acme, target, form=form)
    assert (victim.read_text(), target.stat().st_mode & 0o777, target.is_symlink()) == ("Ola", 0o600, False)
