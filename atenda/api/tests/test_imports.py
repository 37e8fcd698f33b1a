"""Files brought in through the API."""

from __future__ import annotations

from atenda.api.models import Scope
from atenda.customers.models import Contact
from atenda.importing import running, undoing
from atenda.importing.models import Import
from atenda.testing.cast import Cast
from atenda.testing.machine import program_of

FILE = "Nombre;Correo\nUxía Peña;uxia@souto.example\nBea;isto non é un correo\n".encode()


def test_a_file_is_sent_understood_brought_in_and_taken_back(acme: Cast) -> None:
    boss = program_of(acme.admin)
    sent = boss.ask("POST", "imports/files/?name=xente.csv&what=contacts", FILE, Idempotency_Key="x")
    assert (sent.status_code, sent.json()["stage"], sent.json()["total"]) == (201, "ready", 2)
    again = boss.ask("POST", "imports/files/?name=xente.csv&what=contacts", FILE, Idempotency_Key="x")
    assert again.json()["id"] == sent.json()["id"]
    address = sent["Location"].removeprefix("/api/v1/")
    assert boss.ask("PUT", f"{address}mapping/", {"columns": ["name"]}).status_code == 422
    assert boss.ask("PUT", f"{address}mapping/", {"columns": ["colour", ""]}).status_code == 422
    mapped = boss.ask("PUT", f"{address}mapping/", {"columns": ["name", "email"]})
    assert mapped.json()["mapping"]["columns"] == ["name", "email"]
    assert boss.ask("POST", f"{address}starting/", {}).json()["stage"] == "running"
    running.carry_on(Import.objects.get(), until_done=True)
    done = boss.ask("GET", address).json()
    assert (done["stage"], done["figures"]["made"], done["figures"]["refused"]) == ("done", 1, 1)
    assert "isto non é un correo" in boss.ask("GET", f"{address}refused/").getvalue().decode()
    assert boss.ask("POST", f"{address}undoing/", {}).json()["stage"] == "undoing"
    undoing.carry_on(Import.objects.get(), until_done=True)
    assert not Contact.objects.filter(name="Uxía Peña").exists()


def test_whoever_may_not_import_sends_and_sees_nothing(acme: Cast) -> None:
    for program in (program_of(acme.supervisor), program_of(acme.admin, [Scope.CASES_WRITE, Scope.CUSTOMERS_WRITE])):
        assert program.ask("POST", "imports/files/?name=a.csv&what=contacts", FILE).status_code == 403
        assert program.ask("GET", "imports/").status_code == 403
    assert not Import.objects.exists()


def test_what_is_wrong_with_a_mapping_is_named_by_its_column_or_value(acme: Cast) -> None:
    boss = program_of(acme.admin)
    sent = boss.ask("POST", "imports/files/?name=xente.csv&what=contacts", FILE)
    address = sent["Location"].removeprefix("/api/v1/")
    refused = boss.ask("PUT", f"{address}mapping/", {"columns": ["name", "colour"]})
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/columns/1"]


def test_the_first_rows_are_foretold_and_nothing_stays(acme: Cast) -> None:
    boss, before = program_of(acme.admin), Contact.objects.count()
    sent = boss.ask("POST", "imports/files/?name=xente.csv&what=contacts", FILE)
    found = boss.ask("GET", sent["Location"].removeprefix("/api/v1/") + "preview/").json()
    assert found["columns"] == ["Nombre", "Correo"]
    assert [(row["line"], row["outcome"]) for row in found["items"]] == [(2, "made"), (3, "refused")]
    assert [cell["text"] for cell in found["items"][0]["cells"]] == ["Uxía Peña", "uxia@souto.example"]
    assert found["items"][1]["cells"][1]["says"]
    assert Contact.objects.count() == before


def test_a_file_is_read_again_in_another_way(acme: Cast) -> None:
    boss = program_of(acme.admin)
    text = "Nombre|Correo\nUxía|uxia@souto.example\n".encode("cp1252")
    sent = boss.ask("POST", "imports/files/?name=xente.csv&what=contacts", text)
    address = sent["Location"].removeprefix("/api/v1/")
    again = boss.ask("PUT", f"{address}reading/", {"separator": ";", "encoding": "cp1252"})
    assert (again.status_code, again.json()["columns"]) == (200, ["Nombre|Correo"])
    again = boss.ask("PUT", f"{address}reading/", {"separator": "|", "encoding": "cp1252"}).json()
    assert (again["columns"], again["reading"]["separator"]) == (["Nombre", "Correo"], "|")
    refused = boss.ask("PUT", f"{address}reading/", {"separator": "zz", "sheet": "Folla1"})
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/separator", "/sheet"]
