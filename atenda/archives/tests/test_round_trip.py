"""Written, read back as another organization, written again: the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from atenda.access.models import Identity
from atenda.archives import reading
from atenda.archives.checking import opened
from atenda.archives.form import MANIFEST, Refused
from atenda.archives.reading import read
from atenda.archives.tables import SINCE, tables
from atenda.archives.tests.test_hostile import packed, rewritten
from atenda.archives.writing import write
from atenda.cases.assignment import assign
from atenda.cases.binning import bin_case
from atenda.cases.counts import counts_in_sight
from atenda.cases.editing import edit
from atenda.cases.founding import found
from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.conversations.noting import note
from atenda.customers import tags
from atenda.customers.merging import merge
from atenda.customers.opening import open_account
from atenda.files import storage
from atenda.files.models import Content
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.intake import keeping
from atenda.intake.ledger import breaks
from atenda.intake.models import End, RawMail
from atenda.intake.taking_in import take_in
from atenda.intake.tests.mails import a_mailbox
from atenda.intake.tests.test_taking_in import a_mail, came
from atenda.notices.announcing import tell_case
from atenda.notices.models import MailServer
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.server import cluster_roles, holding
from atenda.staff.models import Agent
from atenda.testing import database, make
from atenda.testing.cast import NOW, Cast
from atenda.worklists.saving import save

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
PICTURE = b"\x89PNG\r\n\x1a\n and some more"


def silent(done: int, of: int) -> None:
    """Nobody listens."""


def furnish(cast: Cast) -> None:
    """Of nearly every kind something, with letters and signs that are easily torn."""
    case = make.case("Non arranca «a cámara» \u2028 ñ 😀", description='"\\n', responsible=cast.agent, by=cast.agent)
    note(case, body="Chamou; di que 1.0 = 1", by=cast.agent, now=NOW)
    make.file(case, PICTURE, "foto.png", by=cast.agent)
    make.file(case, b"Ola", by=cast.agent)
    edit(case, due_at=NOW + timedelta(days=3, microseconds=7), by=cast.agent, now=NOW)
    second = make.case("Outro", by=cast.admin)
    assign(second, responsible=cast.colleague, by=cast.admin, now=NOW)
    close(second, solution="Xa", by=cast.colleague, now=NOW + timedelta(hours=3))
    bin_case(make.case("Lixo"), by=cast.admin, now=NOW)
    tell_case(case.pk, now=timezone.now())
    tags.ids_of(["VIP", "Moroso"])
    save(name="Urxentes", reach="all", asked={"view": "all"}, by=cast.admin)
    first = open_account(name="Conservas Ñandu", by=cast.agent, now=NOW)
    merge(cast.account, first, by=cast.admin, now=NOW)
    MailServer.objects.create(host="smtp.example", port=587, password="sealed:abc", from_address="a@example.com")


def send_mails(cast: Cast) -> None:
    """One filed, one held for a person, one that nobody has looked at yet."""
    support = a_mailbox()
    stranger = a_mail("E o meu?\n")
    stranger.replace_header("From", "outra@outra.example")
    stranger.replace_header("Subject", "Re: Caso 1")
    for mail in (a_mail(), stranger):
        take_in(came(support, mail).pk, now=NOW)
    came(support, a_mail("E agora?\n"))
    assert set(RawMail.objects.values_list("end", flat=True)) == {End.FILED, End.HELD, End.RECEIVED}


def members(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def same(one: Path, other: Path) -> None:
    first, second = members(one), members(other)
    said, told = json.loads(first.pop(MANIFEST)), json.loads(second.pop(MANIFEST))
    assert first.keys() == second.keys()
    for name, content in first.items():
        assert content == second[name], name
    for different in ("written_at", "slug"):
        said.pop(different), told.pop(different)
    assert said == told


@pytest.fixture
def archived(acme: Cast, tmp_path: Path) -> Path:
    furnish(acme)
    send_mails(acme)
    write(tmp_path / "one.zip", now=NOW, report=silent)
    return tmp_path / "one.zip"


def test_read_back_beside_the_first_it_is_the_same(acme: Cast, archived: Path, tmp_path: Path) -> None:
    result = read(archived, slug="acme-outra", now=NOW, report=silent)
    with inside(result.organization):
        assert list(verify()) == []
        write(tmp_path / "two.zip", now=NOW, report=silent)
        counted = counts_in_sight(Agent.objects.select_related("role").get(name=acme.admin.name))
    same(archived, tmp_path / "two.zip")
    assert counted == counts_in_sight(acme.admin)
    empty = [table.name for table in tables() if not members(archived)[table.member]]
    assert not {"cases.case", "history.event", "files.content", "notices.mail", "worklists.savedview"} & set(empty)
    assert not {"intake.rawmail", "conversations.message", "mailboxes.mailbox"} & set(empty)


def test_it_goes_on_where_it_was(acme: Cast, archived: Path) -> None:
    last = Case.objects.order_by("-folio").values_list("folio", flat=True)[0]
    result = read(archived, slug="acme-outra", now=NOW, report=silent)
    with inside(result.organization):
        agent = Agent.objects.select_related("role").get(name=acme.agent.name)
        case = make.case("Nova", by=agent)
        assert case.folio == last + 1
        assert not Case.objects.filter(pk=case.pk).exclude(folio=case.folio).exists()
        edit(Case.objects.get(folio=1), reference="Cambiado", by=agent, now=NOW)
        assert list(verify()) == []
        assert Event.objects.filter(case__folio=1).count() > 3
    assert Case.objects.get(folio=1).reference != "Cambiado"


def test_files_come_back_byte_by_byte(acme: Cast, archived: Path) -> None:
    result = read(archived, slug="acme-outra", now=NOW, report=silent)
    with inside(result.organization):
        contents = {storage.path_of(content).read_bytes() for content in Content.objects.all()}
    assert contents == {PICTURE, b"Ola"}
    assert not list(storage.root().glob(f"*/{reading.MARK}"))


def test_mails_come_back_byte_by_byte_and_the_sums_over_them_are_nought(acme: Cast, archived: Path) -> None:
    def bytes_of_all() -> dict[str, bytes]:
        rows = RawMail.objects.all()
        return {bytes(raw.digest).hex(): b"".join(keeping.chunks(raw.organization_id, raw.digest)) for raw in rows}

    before = bytes_of_all()
    result = read(archived, slug="acme-outra", now=NOW, report=silent)
    with inside(result.organization):
        assert bytes_of_all() == before
        assert list(breaks(NOW)) == []
        waiting = RawMail.objects.get(end=End.RECEIVED)
        assert take_in(waiting.pk, now=NOW) == End.FILED


def test_a_mail_the_disk_has_lost_is_named(acme: Cast, tmp_path: Path) -> None:
    send_mails(acme)
    raw = RawMail.objects.get(end=End.RECEIVED)
    keeping.path_of(raw.organization_id, raw.digest).unlink()
    write(tmp_path / "one.zip", now=NOW, report=silent)
    said = json.loads(members(tmp_path / "one.zip")[MANIFEST])["mails"]
    assert (said["number"], said["missing"]) == (2, [bytes(raw.digest).hex()])
    result = read(tmp_path / "one.zip", slug="acme-outra", now=NOW, report=silent)
    with inside(result.organization):
        assert RawMail.objects.count() == 3


def test_an_archive_of_before_there_were_mails_is_read(acme: Cast, tmp_path: Path) -> None:
    furnish(acme)
    write(tmp_path / "one.zip", now=NOW, report=silent)
    content = {name: said for name, said in members(tmp_path / "one.zip").items() if name[7:-6] not in SINCE}
    manifest = json.loads(content[MANIFEST]) | {"version": 1}
    manifest["tables"] = {name: said for name, said in manifest["tables"].items() if name not in SINCE}
    del manifest["mails"]
    path = packed(tmp_path / "one.zip", {**content, MANIFEST: json.dumps(manifest).encode()})
    result = read(path, slug="acme-outra", now=NOW, report=silent)
    with inside(result.organization):
        assert Case.objects.filter(folio=1).exists()


def test_no_secret_goes_along_and_nobody_is_in_before_being_invited(acme: Cast, archived: Path) -> None:
    text = b"".join(members(archived).values())
    for secret in ("sealed:abc", acme.admin.identity.password):
        assert secret.encode() not in text
    result = read(archived, slug="acme-outra", now=NOW, report=silent)
    with inside(result.organization):
        assert all(Agent.objects.values_list("is_invited", flat=True))
        assert MailServer.objects.get().password == ""
    assert result.token
    assert result.administrator is not None
    assert result.administrator.name == acme.admin.name


def test_whoever_nobody_knows_here_has_no_password(acme: Cast, archived: Path) -> None:
    Identity.objects.filter(pk=acme.agent.identity_id).update(email="outro@example.com")
    email = acme.agent.identity.email
    read(archived, slug="acme-outra", now=NOW, report=silent)
    assert not Identity.objects.get(email=email).has_usable_password()


def test_it_begins_held_and_nobody_else_with_it(acme: Cast, other: Cast, archived: Path) -> None:
    """6.35"""
    result = read(archived, slug="acme-outra", now=NOW, report=silent)
    assert not holding.is_held()  # acme is entered
    with inside(other.organization):
        assert not holding.is_held()
    with inside(result.organization):
        assert holding.is_held()
        holding.let_go(result.organization, now=NOW)
        assert not holding.is_held()


def test_whoever_is_founded_meanwhile_is_not_held(acme: Cast, archived: Path) -> None:
    read(archived, slug="acme-outra", now=NOW, report=silent)
    founded = found(
        name="Nova",
        slug="nova",
        language="gl",
        preset="b2bgo",
        administrator_name="Ana",
        administrator_email="ana@example.com",
        now=NOW,
    )
    with inside(founded.organization):
        assert not holding.is_held()


def test_a_file_the_disk_has_lost_is_named(acme: Cast, tmp_path: Path) -> None:
    furnish(acme)
    content = Content.objects.get(size=3)
    storage.path_of(content).unlink()
    write(tmp_path / "one.zip", now=NOW, report=silent)
    said = json.loads(members(tmp_path / "one.zip")[MANIFEST])
    assert said["files"]["missing"] == [bytes(content.digest).hex()]
    with opened(tmp_path / "one.zip"):
        pass


def test_a_wrong_address_is_refused_before_anything_is_made(acme: Cast, archived: Path) -> None:
    for slug in ("acme", "api", "Con Espazos"):
        with pytest.raises(ValidationError):
            read(archived, slug=slug, now=NOW, report=silent)
    assert Organization.objects.count() == 1


def test_what_breaks_off_in_the_middle_leaves_nothing(
    acme: Cast, archived: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Any:
        raise OSError("the disk is gone")

    monkeypatch.setattr(reading, "count_anew", broken)
    before = sorted(files.rglob("*"))
    with pytest.raises(OSError, match="the disk is gone"):
        read(archived, slug="acme-outra", now=NOW, report=silent)
    assert Organization.objects.count() == 1
    assert [path for path in sorted(files.rglob("*")) if path.parent.name != "files"] == [
        path for path in before if path.parent.name != "files"
    ]


def test_a_chain_that_does_not_hold_is_refused(acme: Cast, tmp_path: Path) -> None:
    furnish(acme)
    write(tmp_path / "one.zip", now=NOW, report=silent)

    def altered(lines: list[bytes]) -> list[bytes]:
        return [lines[0].replace(b'"kind":"', b'"kind":"x'), *lines[1:]]

    path = rewritten(tmp_path / "one.zip", "tables/history.event.jsonl", altered)
    with pytest.raises(Refused, match="does not hold"):
        read(path, slug="acme-outra", now=NOW, report=silent)


@pytest.mark.slow
def test_read_back_into_an_empty_installation_it_is_the_same(archived: Path, tmp_path: Path) -> None:
    name = f"{database.NAME}_empty"
    environment = {**os.environ, **database.addresses(name), "ATENDA_DATA": str(tmp_path / "empty")}
    with cluster_roles.superuser(database.CLUSTER.socket) as superuser:
        cluster_roles.make_database(superuser, name, database._template())

    def run(*words: str) -> None:
        command = [sys.executable, "-m", "atenda.cli", "archive", *words]
        done = subprocess.run(command, env=environment, cwd=database.CHECKOUT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    try:
        run("read", str(archived), "--slug", "acme")
        run("write", str(tmp_path / "two.zip"), "--organization", "acme")
    finally:
        with cluster_roles.superuser(database.CLUSTER.socket) as superuser:
            superuser.execute(database._drop_statement(name))
    same(archived, tmp_path / "two.zip")
