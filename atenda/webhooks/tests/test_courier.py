"""What is brought, how it is signed, and who is told what (1.19, I12, 6.39)."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from atenda.api.shapes.cases import whole
from atenda.cases.editing import edit
from atenda.cases.lifecycle import close
from atenda.conversations.noting import note
from atenda.history.models import Event
from atenda.server import holding
from atenda.testing import make
from atenda.testing.cast import NOW, make_customer
from atenda.webhooks import managing, redelivering
from atenda.webhooks.forgetting import forget_old
from atenda.webhooks.managing import add_endpoint
from atenda.webhooks.models import Delivery, Endpoint, Owed
from atenda.webhooks.published import KINDS
from atenda.webhooks.tests.receiver import answering, receiving


def test_what_happens_to_a_case_is_told_in_order_thin(acme, receiver, endpoint, rounds) -> None:
    case = make.case("Gotea", description="Polo lado", by=acme.agent)
    edit(case, priority=acme.priority("Alta"), by=acme.supervisor, now=NOW)
    note(case, body="Chamar a Uxía", by=acme.agent, now=NOW)
    rounds()
    assert [one.said["type"] for one in receiver.taken] == ["case.opened", "case.edited", "note.added"]
    assert [one.said["data"]["sequence"] for one in receiver.taken] == [1, 2, 3]
    event = Event.objects.get(case=case, seq=2)
    assert receiver.taken[1].said == {
        "type": "case.edited",
        "timestamp": "2026-11-02T09:30:00Z",
        "data": {
            "version": 1,
            "organization": "acme",
            "event": event.pk,
            "sequence": 2,
            "actor": {"type": "agent", "id": acme.supervisor.pk},
            "object": {"type": "case", "id": case.pk},
            "case": {
                "id": case.pk,
                "folio": case.folio,
                "url": f"http://127.0.0.1:8000/acme/cases/{case.folio}/",
                "api": f"http://127.0.0.1:8000/api/v1/cases/{case.folio}/",
            },
            "changed": ["priority"],
        },
    }
    said = b"".join(one.body for one in receiver.taken).decode()
    assert not any(word in said for word in ("Gotea", "Polo lado", "Uxía", "Sabela", "Ñandú"))
    assert Owed.objects.count() == 0
    assert set(Delivery.objects.values_list("state", "status")) == {("delivered", 200)}


def test_an_endpoint_may_ask_for_all(acme, receiver, rounds) -> None:
    kinds = ["case.edited", "note.added", "contact.edited"]
    add_endpoint(url=receiver.url, kinds=kinds, is_full=True, by=acme.admin, now=NOW)
    case = make.case("Gotea", description="Polo lado", responsible=acme.agent, by=acme.agent)
    edit(case, priority=acme.priority("Alta"), by=acme.supervisor, now=NOW)
    note(case, body="Chamar a Uxía", by=acme.agent, now=NOW)
    rounds()
    edited, noted = (one.said["data"] for one in receiver.taken)
    assert (edited["before"]["priority"][1], edited["after"]["priority"][1]) == ("Normal", "Alta")
    assert edited["case"]["reference"] == "Gotea"
    assert edited["case"]["contact"] == {"id": acme.customer.pk, "name": "Uxía Cliente"}
    assert edited["case"]["priority"]["name"] == "Alta"
    assert edited["case"]["assignees"] == [{"id": acme.agent.pk, "name": "Xoán Axente"}]
    assert noted["after"]["body"] == "Chamar a Uxía"
    received = without_address(edited["case"])
    assert received == {**json.loads(json.dumps(whole(case, 4), cls=DjangoJSONEncoder)), "id": case.pk}


def without_address(said):
    return {name: value for name, value in said.items() if name not in ("url", "api", "version")} | {"version": 4}


def test_an_endpoint_that_asks_for_all_hears_all_of_a_customer(acme, receiver, rounds) -> None:
    kinds = ["contact.created", "account.created"]
    add_endpoint(url=receiver.url, kinds=kinds, is_full=True, by=acme.admin, now=NOW)
    account, contact = make_customer("Breixo", "Fretes do Sil")
    rounds()
    said = {one.said["type"]: one.said["data"] for one in receiver.taken}
    assert (said["contact.created"]["contact"]["name"], said["contact.created"]["contact"]["id"]) == (
        "Breixo",
        contact.pk,
    )
    assert said["contact.created"]["contact"]["emails"][0]["address"] == "uxia@cliente.example"
    assert said["account.created"]["account"]["api"].endswith(f"/api/v1/accounts/{account.pk}/")


def test_signed_as_standard_webhooks_says_with_both_secrets_for_a_day(acme, receiver, rounds) -> None:
    endpoint, secret = add_endpoint(url=receiver.url, kinds=["case.opened"], by=acme.admin, now=NOW)
    newer = managing.rotate(endpoint, by=acme.admin, now=timezone.now())
    make.case(by=acme.agent)
    rounds()
    managing.Endpoint.objects.update(former_until=timezone.now())
    make.case(by=acme.agent)
    rounds()
    first, second = receiver.taken
    assert signed(first, newer) + " " + signed(first, secret) == first.headers["webhook-signature"]
    assert signed(second, newer) == second.headers["webhook-signature"]
    assert first.headers["content-type"] == "application/json"
    assert abs(int(first.headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    forget_old(timezone.now())
    assert Endpoint.objects.get().former_secret == ""
    assert secret not in str(Endpoint.objects.values()) + str(Event.objects.values("payloads__after"))


def signed(taken, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"{taken.id}.{taken.headers['webhook-timestamp']}.".encode() + taken.body
    return "v1," + base64.b64encode(hmac.new(key, content, "sha256").digest()).decode()


def test_nothing_is_owed_where_nobody_is_told(acme, django_assert_num_queries) -> None:
    make.case(by=acme.agent)
    assert Owed.objects.count() == 0
    managing.add_endpoint(url="https://93.184.215.14/", kinds=["note.added"], by=acme.admin, now=NOW)
    case = make.case(by=acme.agent)
    assert Owed.objects.count() == 0
    note(case, body="Ola", by=acme.agent, now=NOW)
    assert list(Owed.objects.values_list("event_ids", flat=True)) == [[Event.objects.latest("pk").pk]]


def test_what_was_saved_quietly_is_told_only_to_who_asked(acme, receiver, endpoint, rounds) -> None:
    from atenda.history.deeds import one_deed

    with receiving() as all_ears:
        add_endpoint(url=all_ears.url, kinds=list(KINDS), hears_quiet=True, by=acme.admin, now=NOW)
        with one_deed() as doing:
            doing.is_quiet = True
            make.case("Traído doutro programa", by=acme.agent)
        rounds()
        assert (receiver.taken, [one.said["type"] for one in all_ears.taken]) == ([], ["case.opened"])
    assert redelivering.tell_since(endpoint, since=NOW - timedelta(days=1), now=NOW) < Event.objects.count()
    rounds()
    assert "case.opened" not in [one.said["type"] for one in receiver.taken]


def test_nothing_leaves_a_held_copy_nor_a_sample(acme, receiver, endpoint, rounds) -> None:
    make.case(by=acme.agent)
    holding.begin(backup_at=NOW, now=NOW)
    rounds()
    assert receiver.lines == 0
    holding.let_go(acme.organization, now=NOW)
    acme.organization.is_sample = True
    acme.organization.save()
    rounds()
    assert receiver.lines == 0
    acme.organization.is_sample = False
    acme.organization.save()
    rounds()
    assert len(receiver.taken) == 1


def test_what_was_sealed_with_another_key_leaves_nothing_unsigned(acme, receiver, endpoint, rounds) -> None:
    Endpoint.objects.update(secret="gAAAAAnothing")
    make.case(by=acme.agent)
    rounds()
    assert receiver.taken == []
    assert Delivery.objects.get().attempts[0][2] == "secret"


def test_organizations_do_not_mix(acme, other, receiver, endpoint, rounds) -> None:
    from atenda.organizations.entering import inside

    with inside(other.organization):
        make.case(by=other.agent)
    rounds()
    assert receiver.taken == []


@pytest.mark.parametrize("kind", ["case.closed"])
def test_only_the_kinds_chosen_are_told(acme, receiver, rounds, kind) -> None:
    add_endpoint(url=receiver.url, kinds=[kind], by=acme.admin, now=NOW)
    case = make.case(by=acme.agent)
    close(case, to=acme.state("Cerrado"), by=acme.agent, now=NOW)
    rounds()
    assert [one.said["type"] for one in receiver.taken] == [kind]


def test_a_test_goes_out_before_all_that_waits(acme, receiver, endpoint, rounds) -> None:
    receiver.answer = lambda taken: answering(503)
    for _ in range(3):
        make.case(by=acme.agent)
    rounds()
    receiver.taken.clear()
    redelivering.send_test(endpoint, now=timezone.now())
    rounds(1)
    assert receiver.taken[0].said["type"] == "webhook.test"
