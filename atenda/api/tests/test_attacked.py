"""What a token was tried with to get more than it is good for, or to cost more than it may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from atenda.api import limits
from atenda.api.limits import Limit
from atenda.api.models import ApiToken, KeptAnswer, Scope
from atenda.api.tokens import revoke
from atenda.exporting.models import Export, Form, Stage, What
from atenda.history.models import Event
from atenda.intake.tests.mails import a_mailbox
from atenda.mailboxes import managing as mailboxes
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import Program, program_of
from atenda.webhooks.composing import bodies
from atenda.webhooks.managing import add_endpoint, pause
from atenda.webhooks.models import Delivery, Endpoint
from atenda.webhooks.published import KINDS

IN_SIGHT = [each for each in Scope if each.endswith(":read")]


@pytest.fixture
def few_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHANGES", Limit("changes", 2, timedelta(minutes=10)))


@pytest.mark.parametrize("address", ["cases/{}/", "cases/{}", "cases/0{}/", "cases/000{}", "cases/%30{}/hearing"])
def test_no_other_spelling_of_a_case_is_counted_anew(acme: Cast, few_changes: None, address: str) -> None:
    case, program = make.case(by=acme.agent), program_of(acme.agent)
    for _each in range(2):
        assert program.ask("PATCH", f"cases/{case.folio}/", {"reference": "Outra"}).status_code == 200
    refused = program.ask("PATCH", address.format(case.folio), {"reference": "E outra"})
    assert (refused.status_code, refused.json()["code"]) == (429, "limit")


def test_a_batch_changes_a_case_no_oftener(acme: Cast, few_changes: None) -> None:
    case, other, program = make.case(by=acme.agent), make.case(by=acme.agent), program_of(acme.agent)
    rows = [{"folio": folio, "reference": f"{n}"} for n in range(3) for folio in (case.folio, other.folio)]
    answer = program.ask("POST", "cases/batch/", {"items": rows}, Idempotency_Key="k").json()
    assert [row["status"] for row in answer["items"]] == [200, 200, 200, 200, 429, 429]
    assert KeptAnswer.objects.count() == 4  # what was not tried may be sent again


@pytest.mark.parametrize("folio", ["9" * 11, "9" * 300, "٣" * 90])
def test_a_folio_of_any_length_is_no_fault_of_ours(acme: Cast, folio: str) -> None:
    assert program_of(acme.agent).ask("PATCH", f"cases/{folio}/", {"reference": "x"}).status_code == 404


def test_an_object_of_very_many_fields_is_told_in_few_words(acme: Cast) -> None:
    program = program_of(acme.agent)
    answer = program.ask("POST", "cases/", {f"f{n}": 1 for n in range(60_000)})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "too-many")
    rows = [{f"f{n}": 1 for n in range(900)} for _each in range(3)]
    answer = program.ask("POST", "cases/batch/", {"items": rows})
    assert [len(row["body"]["errors"]) for row in answer.json()["items"]] == [100, 100, 100]


def test_undoing_needs_the_scope_of_what_is_undone(acme: Cast) -> None:
    """Else whoever may change cases could set a webhook going that somebody paused, or part customers."""
    endpoint = add_endpoint(url="https://shop.example/in", kinds=list(KINDS), by=acme.admin, now=NOW)[0]
    pause(endpoint, by=acme.admin, now=timezone.now())
    program_of(acme.admin).ask("PATCH", f"contacts/{acme.customer.pk}/", {"name": "Outra"})
    tag = program_of(acme.admin).ask("POST", "views/", {"name": "Vista", "asked": {}})
    assert tag.status_code == 201
    mailboxes.retire(a_mailbox(), by=acme.admin, now=timezone.now())
    program = program_of(acme.admin, [Scope.CASES_WRITE, *IN_SIGHT])
    for kind, scope in (
        ("webhook.paused", "webhooks:write"),
        ("contact.edited", "customers:write"),
        ("view.saved", "settings:write"),
        ("mailbox.retired", "notices:write"),
    ):
        event = Event.objects.filter(kind=kind).latest("pk")
        refused = program.ask("POST", "undoing/", {"deed": str(event.pk)})
        assert (refused.status_code, refused.json()["code"]) == (403, "scope")
        assert scope in refused["WWW-Authenticate"]
        both = program_of(acme.admin, [Scope.CASES_WRITE, scope])
        assert both.ask("POST", "undoing/", {"deed": str(event.pk)}).status_code == 200
    assert Endpoint.objects.get().state == "active"
    case = make.case(by=acme.admin, now=timezone.now())
    opened = Event.objects.get(case=case)
    refused = program_of(acme.admin, [Scope.SETTINGS_WRITE]).ask("POST", "undoing/", {"deed": str(opened.pk)})
    assert (refused.status_code, refused.json()["code"]) == (403, "scope")


def test_an_archive_is_taken_by_no_narrower_token(acme: Cast, tmp_path: Any, settings: Any) -> None:
    """It holds mail, people and settings beside cases and customers."""
    settings.FILES_ROOT = str(tmp_path / "files")
    now = timezone.now()
    export = Export.objects.create(
        by=acme.admin,
        key=uuid4(),
        what=What.ARCHIVE,
        form=Form.ZIP,
        title="Acme",
        asked_at=now,
        stage=Stage.READY,
        file="1.1.zip",
        ended_at=now,
        expires_at=now + timedelta(days=1),
    )
    folder = tmp_path / "files" / "exports" / str(acme.organization.pk)
    folder.mkdir(parents=True)
    (folder / "1.1.zip").write_bytes(b"PK")
    address = f"exports/{export.pk}/content/"
    narrow: Program = program_of(acme.admin, [Scope.CASES_WRITE, Scope.CUSTOMERS_WRITE])
    refused = narrow.ask("GET", address)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope")
    assert program_of(acme.admin).ask("GET", address).getvalue() == b"PK"


def test_a_case_file_says_how_to_reach_its_customer(acme: Cast) -> None:
    case = make.case(by=acme.agent)
    narrow = program_of(acme.agent, [Scope.CASES_READ])
    refused = narrow.ask("GET", f"cases/{case.folio}/casefile/?form=json")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope")
    assert (
        b"uxia@cliente.example" in program_of(acme.agent).ask("GET", f"cases/{case.folio}/casefile/?form=json").content
    )


def test_case_files_are_drawn_so_often_and_no_oftener(acme: Cast) -> None:
    case, program = make.case(by=acme.agent), program_of(acme.agent)
    answers = [program.ask("GET", f"cases/{case.folio}/casefile/?form=json").status_code for _each in range(12)]
    assert answers == [200] * 10 + [429] * 2
    other = program_of(acme.colleague)
    assert other.ask("GET", f"cases/{case.folio}/casefile/?form=json").status_code == 200


def test_a_cursor_leads_nobody_to_anothers_rows(acme: Cast, other: Cast) -> None:
    """It says where a page ended, and every row is looked up among one's own: by whomever it was signed."""
    for number in range(4):
        make.case(f"Nosa {number}", by=acme.agent)
    with inside(other.organization):
        for number in range(4):
            make.case(f"Deles {number}", by=other.agent)
    theirs = program_of(other.admin).ask("GET", "cases/?limit=2&order=-created").json()["next"]
    ours = program_of(acme.admin)
    answer = ours.ask("GET", theirs.removeprefix("/api/v1/"))
    assert "Deles" not in answer.content.decode()
    cursor = theirs.partition("cursor=")[2]
    for path in ("cases/?order=folio&", "contacts/?", "outbox/?", "exports/?", "cases/many/?", "imports/?"):
        assert ours.ask("GET", f"{path}cursor={cursor}").status_code == 422, path


def test_a_token_revoked_between_two_requests_of_one_line_opens_nothing(acme: Cast) -> None:
    program = program_of(acme.agent)
    assert program.ask("GET", "cases/").status_code == 200
    revoke(ApiToken.objects.get(), by=acme.agent, now=NOW)
    assert program.ask("GET", "cases/").status_code == 401


def test_the_token_stands_in_no_log_no_history_and_no_kept_answer(acme: Cast, caplog: Any) -> None:
    """Nor anything by which it could be made again (3.63)."""
    program = program_of(acme.agent)
    body = {"reference": program.token[:199], "contact": acme.customer.pk}
    with caplog.at_level("DEBUG"):
        program.ask("POST", "cases/", {"contact": program.token}, Idempotency_Key="k")
        program.ask("GET", f"nothing/?access_token={program.token}")
        program.ask("POST", "cases/", body, Idempotency_Key=program.token)
    secret = program.token[12:-6]
    assert secret not in caplog.text
    assert not any(secret in str(event.payloads.first()) for event in Event.objects.filter(kind="token.made"))
    token = ApiToken.objects.get()
    assert secret not in repr(vars(token))


def test_a_webhook_that_is_told_everything_is_set_up_by_no_narrower_token(acme: Cast) -> None:
    """Else whoever may only look after webhooks would have every case and customer sent to them."""
    narrow, wide = program_of(acme.admin, [Scope.WEBHOOKS_WRITE, Scope.WEBHOOKS_READ]), program_of(acme.admin)
    shop = {"url": "https://93.184.215.14/in", "kinds": ["case.opened"]}
    for subject in ("cases", "customers"):
        token = program_of(acme.admin, [each for each in Scope if not each.startswith(subject)])
        refused = token.ask("POST", "webhooks/", {**shop, "is_full": True})
        assert (refused.status_code, refused.json()["code"]) == (403, "scope")
    thin = narrow.ask("POST", "webhooks/", shop)
    assert thin.status_code == 201
    address = thin["Location"].removeprefix("/api/v1/")
    assert narrow.ask("PATCH", address, {"is_full": True}).status_code == 403
    assert narrow.ask("PATCH", address, {"description": "Tenda"}).status_code == 200
    assert wide.ask("PATCH", address, {"is_full": True}).status_code == 200
    assert narrow.ask("PATCH", address, {"url": "https://93.184.215.15/in"}).status_code == 403
    diverted = {"url": "https://93.184.215.15/in", "is_full": False}  # what waits is written already
    assert narrow.ask("PATCH", address, diverted).status_code == 403


def test_what_a_full_delivery_said_is_read_by_no_narrower_token(acme: Cast) -> None:
    endpoint = add_endpoint(url="https://shop.example/in", kinds=list(KINDS), by=acme.admin, now=NOW, is_full=True)[0]
    make.case("Segredo", by=acme.admin, now=timezone.now())
    event = Event.objects.filter(kind="case.opened").latest("pk")
    said = {"event_id": event.pk, "kind": event.kind, "case": event.case, "stream": "case", "stream_id": event.case_id}
    sent = Delivery.objects.create(endpoint=endpoint, created_at=NOW, due_at=NOW, **said)
    sent.body = bodies([sent], is_full=True, known={})[sent.pk]
    sent.save(update_fields=["body"])
    assert "Segredo" in sent.body
    path = f"webhooks/deliveries/{sent.pk}/"
    assert program_of(acme.admin, [Scope.WEBHOOKS_READ]).ask("GET", path).status_code == 403
    assert "Segredo" in program_of(acme.admin).ask("GET", path).content.decode()
    sent.body = ""
    sent.body = bodies([sent], is_full=False, known={})[sent.pk]
    sent.save(update_fields=["body"])
    assert program_of(acme.admin, [Scope.WEBHOOKS_READ]).ask("GET", path).status_code == 200
