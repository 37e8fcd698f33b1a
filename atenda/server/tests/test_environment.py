"""What the environment may say, and what is refused before a page is served."""

import stat
from pathlib import Path

import pytest

from atenda.server.environment import Environment, environment
from atenda.server.faults import Misconfigured


def read(tmp_path: Path, **values: str) -> Environment:
    return environment({"ATENDA_DATA": str(tmp_path), **values})


def test_nothing_given_means_this_machine_alone_with_its_own_database(tmp_path: Path) -> None:
    read_ = read(tmp_path)
    assert (read_.bind, read_.port, read_.stream_port, read_.stream_url) == ("127.0.0.1", 8000, 8001, ":8001/events")
    assert read_.public_url == "http://127.0.0.1:8000"
    assert read_.allowed_hosts == ["127.0.0.1", "localhost", "[::1]"]
    assert (read_.is_https, read_.is_public, read_.is_embedded) == (False, False, True)
    assert read_.application_database["HOST"] == read_.owner_database["HOST"] == str(tmp_path / "run")
    assert (read_.application_database["USER"], read_.owner_database["USER"]) == ("atenda_app", "atenda_owner")


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 60
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert first.secret_key not in repr(first)


def test_a_public_address_makes_cookies_secure_and_hosts_exact(tmp_path: Path) -> None:
    read_ = read(tmp_path, ATENDA_BIND="0.0.0.0", ATENDA_PUBLIC_URL="https://Desk.Example/")
    assert (read_.public_url, read_.is_https, read_.is_public) == ("https://desk.example", True, True)
    assert read_.allowed_hosts == ["desk.example"]
    assert read_.trusted_origins == ["https://desk.example"]


def test_a_front_server_makes_us_public_too(tmp_path: Path) -> None:
    assert read(tmp_path, ATENDA_PUBLIC_URL="https://desk.example").is_public
    assert not read(tmp_path, ATENDA_PUBLIC_URL="http://localhost:8000").is_public


def test_a_private_network_may_do_without_https(tmp_path: Path) -> None:
    read_ = read(tmp_path, ATENDA_BIND="192.168.1.5")
    assert read_.public_url == "http://192.168.1.5:8000"
    assert "192.168.1.5" in read_.allowed_hosts


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"ATENDA_BIND": "0.0.0.0"}, "ATENDA_PUBLIC_URL"),
        ({"ATENDA_BIND": "8.8.8.8"}, "public address"),
        ({"ATENDA_PUBLIC_URL": "http://desk.example"}, "https://"),
        ({"ATENDA_PUBLIC_URL": "https://desk.example/help"}, "without a path"),
        ({"ATENDA_PUBLIC_URL": "https://me:x@desk.example"}, "without a path"),
        ({"ATENDA_PUBLIC_URL": "desk.example"}, "without a path"),
        ({"ATENDA_SECRET_KEY": "short"}, "too weak"),
        ({"ATENDA_SECRET_KEY": "a" * 64}, "too weak"),
        ({"PORT": "eighty"}, "PORT is a number"),
        ({"PORT": "70000"}, "PORT is a number"),
        ({"ATENDA_DATABASE_URL": "mysql://localhost/atenda"}, "PostgreSQL only"),
        ({"ATENDA_DATABASE_URL": "postgresql://localhost"}, "name of the database"),
        ({"ATENDA_TRUSTED_PROXIES": "front"}, "list of addresses"),
        ({"ATENDA_OUTBOUND_PRIVATE": "inside"}, "ATENDA_OUTBOUND_PRIVATE is a list of addresses"),
        ({"ATENDA_SMTP_URL": "smtp://mail.example"}, "ATENDA_SMTP_URL is like"),
        ({"ATENDA_SMTP_URL": "http://mail.example?from=a@b.example"}, "ATENDA_SMTP_URL is like"),
        ({"ATENDA_SMTP_URL": "smtp://mail.example:99999?from=a@b.example"}, "ATENDA_SMTP_URL is like"),
        ({"ATENDA_PROCESS": "mail"}, "ATENDA_PROCESS"),
        ({"ATENDA_LOG_LEVEL": "loud"}, "ATENDA_LOG_LEVEL"),
    ],
)
def test_what_cannot_run_is_refused_in_a_sentence(tmp_path: Path, values: dict[str, str], sentence: str) -> None:
    with pytest.raises(Misconfigured, match=sentence):
        read(tmp_path, **values)


def test_a_database_of_ones_own(tmp_path: Path) -> None:
    read_ = read(
        tmp_path,
        ATENDA_DATABASE_URL="postgresql://app:p%40ss@db.example:5433/desk?sslmode=verify-full",
        ATENDA_OWNER_DATABASE_URL="postgresql://owner:x@db.example:5433/desk",
    )
    database = read_.application_database
    assert not read_.is_embedded
    assert [database[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD")] == [
        "db.example", "5433", "desk", "app", "p@ss",
    ]  # fmt: skip
    assert database["OPTIONS"]["sslmode"] == "verify-full"
    assert read_.owner_database["USER"] == "owner"


@pytest.mark.parametrize("name", ["ATENDA_DATABASE_URL", "ATENDA_OWNER_DATABASE_URL"])
def test_one_address_alone_stands_for_both_roles(tmp_path: Path, name: str) -> None:
    read_ = read(tmp_path, **{name: "postgresql://one@db.example/desk"})
    assert read_.application_database["USER"] == read_.owner_database["USER"] == "one"


@pytest.mark.parametrize(("process", "patience"), [("web", "15s"), ("stream", "15s"), ("worker", "300s")])
def test_each_process_has_its_patience(tmp_path: Path, process: str, patience: str) -> None:
    database = read(tmp_path, ATENDA_PROCESS=process).application_database
    assert f"-c statement_timeout={patience}" in database["OPTIONS"]["options"]
    assert ("pool" in database["OPTIONS"]) == (process == "web")


def test_the_owner_may_take_its_time(tmp_path: Path) -> None:
    assert "-c statement_timeout=0" in read(tmp_path).owner_database["OPTIONS"]["options"]


def test_a_deep_folder_gets_a_short_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 20) / "data"
    read_ = environment({"ATENDA_DATA": str(deep)})
    assert len(f"{read_.socket_folder}/.s.PGSQL.5432") <= 107
    assert read_.socket_folder == environment({"ATENDA_DATA": str(deep)}).socket_folder
