"""What others on this machine can do to our folders, and see in them."""

import os
import stat
from pathlib import Path

import pytest

from atenda.server.binaries import Programs, programs
from atenda.server.child import Child
from atenda.server.cluster_settings import configuration
from atenda.server.faults import ServerFault
from atenda.server.postgres import Cluster
from atenda.server.system_user import database_user


def test_a_link_in_place_of_the_sockets_folder_is_not_followed(tmp_path: Path) -> None:
    """Where data lies deep the folder is in /tmp, under a name that anybody can work out."""
    theirs = tmp_path / "theirs"
    theirs.mkdir(mode=0o750)
    before = theirs.stat()
    (tmp_path / "run").symlink_to(theirs)
    with pytest.raises(ServerFault, match="somebody else"):
        Cluster(tmp_path / "data", tmp_path / "run")._prepare_folders(programs(None), database_user())
    after = theirs.stat()
    assert (after.st_uid, after.st_mode) == (before.st_uid, before.st_mode)


def test_a_link_in_place_of_the_configuration_is_not_written_through(tmp_path: Path) -> None:
    cluster, theirs = Cluster(tmp_path, tmp_path / "run"), tmp_path / "theirs"
    theirs.write_text("untouched")
    cluster.folder.mkdir()
    (cluster.folder / "atenda.conf").symlink_to(theirs)
    cluster._write_configuration(programs(None), database_user())
    assert theirs.read_text() == "untouched"
    assert theirs.stat().st_uid == os.geteuid()
    assert "listen_addresses = ''" in (cluster.folder / "atenda.conf").read_text()


def test_only_we_may_look_into_the_logs(tmp_path: Path) -> None:
    child = Child("web", {}, tmp_path / "log")
    opened = child._log()
    assert opened is not None
    opened.close()
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700


def test_the_databases_log_repeats_no_values(tmp_path: Path) -> None:
    written = configuration(tmp_path, 18)
    for line in ("log_error_verbosity = 'terse'", "log_min_error_statement = 'panic'"):
        assert line in written.splitlines()


def test_why_no_database_could_be_made_is_said_and_not_what_failed_after_it(tmp_path: Path) -> None:
    script = tmp_path / "initdb"
    complaints = ["FATAL:  no space left", "initdb: error: failed to remove contents"]
    script.write_text("#!/bin/sh\n" + "".join(f"echo '{each}' >&2\n" for each in complaints) + "exit 1\n")
    script.chmod(0o755)
    with pytest.raises(ServerFault, match="could not make its files: FATAL:  no space left"):
        Cluster(tmp_path, tmp_path / "run")._initialise(Programs(tmp_path, 18), None)
