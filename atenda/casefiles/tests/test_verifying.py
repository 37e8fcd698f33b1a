"""What the verifier of a case file sees, without Atenda and without network (N5)."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connections

from atenda.casefiles.tests.opened import entries, full_case, rewritten, verdict, zip_of
from atenda.conversations.amending import remove_note
from atenda.conversations.models import Note
from atenda.history.models import Event
from atenda.testing.cast import NOW, Cast


@pytest.fixture
def zipped(acme: Cast, tmp_path: Path) -> Path:
    return zip_of(full_case(acme), acme, tmp_path)


def forged(path: Path, change: Any) -> Path:
    """As a forger does it who mends the manifest, too."""
    contents = entries(path)
    case = json.loads(contents["case.json"])
    change(case)
    contents["case.json"] = json.dumps(case, ensure_ascii=False).encode()
    manifest = json.loads(contents["manifest.json"])
    manifest["files"]["case.json"] = hashlib.sha256(contents["case.json"]).hexdigest()
    contents["manifest.json"] = json.dumps(manifest).encode()
    return rewritten(path, contents)


def test_a_case_file_as_it_was_made_is_right(zipped: Path) -> None:
    code, said = verdict(zipped)
    assert (code, "THE CASE FILE IS RIGHT" in said, "4 events" in said) == (0, True, True)
    assert Event.objects.order_by("-seq").values_list("hash", flat=True)[0].hex() in said


def test_it_runs_alone_from_the_folder_it_was_unpacked_into(zipped: Path, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    ZipFile(zipped).extractall(folder)
    alone = [sys.executable, "-I", "-S", "verify.py"]
    right = subprocess.run(alone, cwd=folder, env={"LANG": "gl_ES.UTF-8"}, capture_output=True, check=False)
    assert (right.returncode, "a cadea está enteira" in right.stdout.decode()) == (0, True)
    (folder / "files" / "albarán.txt").write_bytes(b"Outro albar\xc3\xa1n")
    wrong = subprocess.run(alone, cwd=folder, env={"LANG": "es_ES.UTF-8"}, capture_output=True, check=False)
    assert (wrong.returncode, "se ha alterado" in wrong.stdout.decode()) == (1, True)


@pytest.mark.parametrize("name", ["case.pdf", "case.json", "files/albarán.txt", "verify.py", "LEEME.txt"])
def test_another_byte_in_any_file_is_seen(zipped: Path, name: str) -> None:
    contents = entries(zipped)
    contents[name] = contents[name][:-1] + bytes([contents[name][-1] ^ 1])
    if name == "case.json":  # still JSON: a space more
        contents[name] = entries(zipped)[name] + b" "
    code, said = verdict(rewritten(zipped, contents))
    assert (code, f"WRONG  {name}: was altered" in said) == (1, True)


def test_a_byte_turned_over_inside_the_zip_is_seen(zipped: Path) -> None:
    whole = bytearray(zipped.read_bytes())
    at = whole.rindex("Un albarán".encode())
    whole[at] ^= 1
    zipped.write_bytes(whole)
    assert verdict(zipped)[0] == 1


def test_a_file_taken_out_or_put_in_is_seen(zipped: Path) -> None:
    contents = entries(zipped)
    del contents["files/albarán.txt"]
    contents["files/outro.txt"] = b"Ola"
    code, said = verdict(rewritten(zipped, contents))
    assert (code, "albarán.txt: is missing" in said, "outro.txt: was added" in said) == (1, True, True)


def _say_something_else(case: Any) -> None:
    case["events"][1]["after"]["body"] = "Chamou contenta."


def _say_another_did_it(case: Any) -> None:
    case["events"][3]["actor"] += 1


def _take_one_out(case: Any) -> None:
    del case["events"][1]


def _take_the_last_out(case: Any) -> None:
    del case["events"][-1]
    case["chain"]["events"] -= 1


def _put_one_twice(case: Any) -> None:
    case["events"].insert(1, case["events"][1])


def _speak_under_cover(case: Any) -> None:
    case["events"][1]["withheld"] = "internal note"
    case["events"][1]["after"] = {"body": "Nada"}


FORGERIES = {
    _say_something_else: "event 2: what it says was changed",
    _say_another_did_it: "event 4: who, what or when was changed",
    _take_one_out: "event 3: one is missing before it",
    _take_the_last_out: "the last hash is not the one",
    _put_one_twice: "event 2: one is missing before it, or it is out of place",
    _speak_under_cover: "event 2: what it says was changed",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_history_is_seen_even_with_the_manifest_mended(zipped: Path, forgery: Any) -> None:
    code, said = verdict(forged(zipped, forgery))
    assert (code, FORGERIES[forgery] in said) == (1, True), said


def test_without_notes_the_chain_holds_and_what_is_left_out_is_said(acme: Cast, tmp_path: Path) -> None:
    path = zip_of(full_case(acme), acme, tmp_path, with_notes=False)
    contents = entries(path)
    assert not any(b"enfadada" in content for content in contents.values())
    assert json.loads(contents["case.json"])["left_out"] == ["notes"]
    assert json.loads(contents["case.json"])["events"][1]["withheld"] == "internal note"
    code, said = verdict(path)
    assert (code, "What 1 events say is not included" in said) == (0, True)


def test_the_words_of_a_removed_note_stay_here(acme: Cast, tmp_path: Path) -> None:
    case = full_case(acme)
    remove_note(Note.objects.get(), by=acme.colleague, now=NOW)
    path = zip_of(case, acme, tmp_path)
    assert b"enfadada" not in entries(path)["case.json"]
    assert verdict(path)[0] == 0


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_was_erased_by_law_leaves_its_digest(acme: Cast, tmp_path: Path) -> None:
    case = full_case(acme)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE history_eventpayload SET before = NULL, after = NULL")
    path = zip_of(case, acme, tmp_path)
    assert {event["withheld"] for event in json.loads(entries(path)["case.json"])["events"]} == {"erased"}
    assert verdict(path)[0] == 0


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_was_rewritten_in_the_database_is_seen_in_the_file(acme: Cast, tmp_path: Path) -> None:
    case = full_case(acme)
    with connections["owner"].cursor() as cursor:
        cursor.execute("""UPDATE history_eventpayload SET after = '{"body": "Nada"}' WHERE after ? 'body'""")
    code, said = verdict(zip_of(case, acme, tmp_path))
    assert (code, "event 2: what it says was changed" in said) == (1, True)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zip",
        b"PK\x03\x04 half a zip",
        b"{",
    ],
)
def test_what_is_no_case_file_is_said_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(content)
    code, said = verdict(path, "es")
    assert (code, "No se puede leer como expediente" in said, "Traceback" in said) == (2, True, False)


@pytest.mark.parametrize(
    ("case", "manifest"),
    [("[]", "{}"), ("{}", "[]"), ('{"format":"atenda-case-file/9"}', "{}"), ("[" * 100_000, "{}"), ("1e999", "1")],
)
def test_nonsense_inside_is_said_in_a_sentence(tmp_path: Path, case: str, manifest: str) -> None:
    path = rewritten(tmp_path / "x.zip", {"case.json": case.encode(), "manifest.json": manifest.encode()})
    assert verdict(path)[0] == 2


def test_a_name_that_leads_out_of_the_folder_is_not_followed(zipped: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"Segredo")
    folder = tmp_path / "unpacked"
    ZipFile(zipped).extractall(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["../secret"] = hashlib.sha256(b"Segredo").hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert verdict(folder)[0] == 1


def test_the_verifier_says_all_in_three_languages() -> None:
    from atenda.casefiles.verify import WORDS

    assert {tuple(sorted(said)) for said in WORDS.values()} == {("en", "es", "gl")}
