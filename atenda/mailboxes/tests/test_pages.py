"""Mailboxes are added, changed and retired by whoever sets up how the organization writes; errors stand where they
were typed, and nobody learns whose an address is."""

from __future__ import annotations

import pytest
from django.utils import timezone

from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.mailboxes import fetching_from, managing
from atenda.mailboxes.managing import add_mailbox
from atenda.mailboxes.models import ImapDoor, Mailbox, MailboxAddress, Security
from atenda.mailboxes.refusals import ClearWords, ClosedServer, FetchedAlready, NoPassword, SampleFetchesNothing
from atenda.notices.sealed import unsealed
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.testing.cast import NOW

SERVER = {"host": "imap.example.net", "port": 993, "security": Security.TLS, "username": "soporte", "since": NOW.date()}


@pytest.fixture
def known(monkeypatch) -> None:
    """Every name leads to an address that may be called."""
    monkeypatch.setattr("atenda.server.outbound._looked_up", lambda *_: ["93.184.215.14"])


def test_a_mailbox_is_added_with_what_its_cases_begin_with(acme, visit) -> None:
    page = visit.as_(acme.admin).post(
        acme.url("settings/mailboxes/new/"),
        {
            "name": "Reclamacións",
            "address": "Reclama@Acme.example",
            "aliases": "queixas@acme.example\nQUEIXAS@acme.example",
            "language": "gl",
            "team": acme.team.pk,
            "responsible": acme.agent.pk,
            "priority": acme.priority("Alta").pk,
            "trusted": "MX.acme.example",
            "fetched": "1",
        },
    )
    box = Mailbox.objects.get()
    assert (page.status_code, page["Location"]) == (302, acme.url(f"settings/mailboxes/{box.pk}/servers/new/"))
    assert (box.team, box.responsible, box.priority) == (acme.team, acme.agent, acme.priority("Alta"))
    assert (box.trusted, box.language) == (["mx.acme.example"], "gl")
    assert managing.addresses_of(box) == ["reclama@acme.example", "queixas@acme.example"]
    event = Event.objects.get(kind="mailbox.added")
    assert event.actor == acme.admin
    log = visit.get(acme.url("settings/audit/")).content.decode()
    assert "Reclamacións" in log
    assert "reclama@acme.example, queixas@acme.example" in log


def test_an_address_of_anybodys_is_refused_without_naming_them(acme, other, mailbox, visit) -> None:
    with inside(other.organization):
        add_mailbox(name="Privado", address="ventas@acme.example", language="es", by=other.admin, now=NOW)
    form = {"name": "Outra", "address": "outra@acme.example", "language": "es"}
    visit.as_(acme.admin)
    for field, value in (("address", "Ventas@acme.example"), ("aliases", "x@acme.example soporte@acme.example")):
        page = visit.post(acme.url("settings/mailboxes/new/"), {**form, field: value})
        said = page.content.decode()
        assert page.status_code == 422
        assert f'id="id_{field}_error"' in said
        assert "Privado" not in said
        assert "outra@acme.example" in said or field == "address"
    assert Mailbox.objects.count() == 1
    page = visit.post(acme.url("settings/mailboxes/new/"), {**form, "name": "Soporte"})
    assert 'id="id_name_error"' in page.content.decode()


def test_it_is_changed_retired_and_brought_back_and_all_of_it_undone(acme, mailbox, visit) -> None:
    address = acme.url(f"settings/mailboxes/{mailbox.pk}/")
    changed = {"name": "Axuda", "address": "axuda@acme.example", "aliases": "soporte@acme.example", "language": "es"}
    visit.as_(acme.admin).post(f"{address}edit/", changed)
    visit.post(f"{address}retirement/")
    mailbox.refresh_from_db()
    assert (mailbox.name, mailbox.is_active) == ("Axuda", False)
    assert managing.addresses_of(mailbox) == ["axuda@acme.example", "soporte@acme.example"]
    assert [event.kind for event in Event.objects.filter(subject_id=mailbox.pk).order_by("pk")] == [
        "mailbox.added",
        "mailbox.changed",
        "mailbox.retired",
    ]
    for kind in ("mailbox.retired", "mailbox.changed"):
        undo(Event.objects.get(kind=kind), by=acme.admin, now=timezone.now())
    mailbox.refresh_from_db()
    assert (mailbox.name, mailbox.language, mailbox.is_active) == ("Soporte", "gl", True)
    assert list(MailboxAddress.objects.values_list("address", "is_main")) == [("soporte@acme.example", True)]


def test_saving_what_is_there_records_nothing(acme, mailbox) -> None:
    managing.change(mailbox, address="soporte@acme.example", aliases=[], name="Soporte", by=acme.admin)
    managing.resume(mailbox, by=acme.admin, now=NOW)
    assert Event.objects.filter(subject_id=mailbox.pk).count() == 1


def test_a_password_is_sealed_never_shown_and_given_to_no_other_server(acme, mailbox, visit, known) -> None:
    door = fetching_from.add_door(mailbox, secret="segredo-de-ria", by=acme.admin, now=NOW, **SERVER)
    assert "segredo-de-ria" not in door.secret
    assert unsealed(door.secret) == "segredo-de-ria"
    visit.as_(acme.admin)
    for address in (f"settings/mailboxes/{mailbox.pk}/", f"settings/mailboxes/servers/{door.pk}/", "settings/audit/"):
        said = visit.get(acme.url(address)).content.decode()
        assert "segredo-de-ria" not in said
        assert door.secret not in said
    fetching_from.change(door, marks_seen=False, by=acme.admin)
    assert unsealed(door.secret) == "segredo-de-ria"
    with pytest.raises(NoPassword):
        fetching_from.change(door, host="imap.outra.example", by=acme.admin)
    fetching_from.change(door, username="outra", secret="outro", by=acme.admin)
    assert unsealed(door.secret) == "outro"
    fetching_from.end(door, by=acme.admin, now=NOW)
    assert ImapDoor.objects.get().secret == ""


def test_there_is_no_way_into_the_inner_network(acme, mailbox, monkeypatch, settings) -> None:
    monkeypatch.setattr("atenda.server.outbound._looked_up", lambda *_: ["10.0.0.7"])
    with pytest.raises(ClosedServer):
        fetching_from.add_door(mailbox, secret="x", by=acme.admin, now=NOW, **SERVER)
    settings.OUTBOUND_PRIVATE = ["10.0.0.0/8"]
    fetching_from.add_door(mailbox, secret="x", by=acme.admin, now=NOW, **SERVER)
    with pytest.raises(FetchedAlready):
        fetching_from.add_door(mailbox, secret="x", by=acme.admin, now=NOW, **SERVER)


def test_nothing_is_said_in_the_clear_to_a_server_far_away(acme, mailbox, known) -> None:
    with pytest.raises(ClearWords):
        fetching_from.add_door(mailbox, secret="x", by=acme.admin, now=NOW, **{**SERVER, "security": Security.NONE})


def test_a_sample_organization_fetches_nothing(acme, mailbox, known) -> None:
    Organization.objects.filter(pk=acme.organization.pk).update(is_sample=True)
    acme.organization.refresh_from_db()
    with pytest.raises(SampleFetchesNothing):
        fetching_from.add_door(mailbox, secret="x", by=acme.admin, now=NOW, **SERVER)
