"""Setting webhooks up, looking at what became of each delivery, and taking deeds back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from atenda.history.models import Event
from atenda.testing import make
from atenda.testing.cast import NOW
from atenda.webhooks.managing import add_endpoint
from atenda.webhooks.models import Delivery, DeliveryState, Endpoint
from atenda.webhooks.tests.receiver import answering

FORM = {"url": "https://93.184.215.14/in", "description": "Tenda", "kinds": ["case.opened", "note.added"]}


def test_a_webhook_is_added_and_its_secret_is_shown_once(acme, visit) -> None:
    page = visit.as_(acme.admin).post(acme.url("settings/webhooks/new/"), FORM)
    endpoint = Endpoint.objects.get()
    secret = page.content.decode().partition('value="whsec_')[2].partition('"')[0]
    assert len(secret) == 44
    assert (endpoint.kinds, endpoint.is_full, endpoint.hears_quiet) == (["case.opened", "note.added"], False, False)
    assert secret not in visit.get(acme.url(f"settings/webhooks/{endpoint.pk}/")).content.decode()
    assert secret not in endpoint.secret
    assert "Tenda" in visit.get(acme.url("settings/webhooks/")).content.decode()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://93.184.215.14/", "debe empezar por https://"),
        ("https://127.0.0.1/", "red privada"),
        ("https://[::ffff:10.0.0.1]/", "red privada"),
        ("https://169.254.169.254/latest/", "red privada"),
        ("https://user:secret@93.184.215.14/", "sin usuario ni contraseña"),
        ("https://2130706433/", "sin usuario ni contraseña"),
        ("javascript:alert(1)", "sin usuario ni contraseña"),
    ],
)
def test_an_address_where_we_do_not_go_is_refused_beside_the_field(acme, visit, url, why) -> None:
    page = visit.as_(acme.admin).post(acme.url("settings/webhooks/new/"), {**FORM, "url": url})
    assert (page.status_code, Endpoint.objects.count()) == (422, 0)
    assert why in page.content.decode()
    assert 'value="note.added" checked' in page.content.decode()


def test_a_change_is_recorded_without_secrets_and_taken_back(acme, visit, endpoint) -> None:
    address = acme.url(f"settings/webhooks/{endpoint.pk}/edit/")
    visit.as_(acme.admin).post(address, {"url": endpoint.url, "kinds": ["case.closed"], "is_full": "1"})
    endpoint.refresh_from_db()
    assert (endpoint.kinds, endpoint.is_full) == (["case.closed"], True)
    event = Event.objects.get(kind="webhook.changed")
    assert "secret" not in str(event.payloads.get().after)
    visit.post(acme.url("deeds/undoing/"), {"deed": event.pk})
    endpoint.refresh_from_db()
    assert (len(endpoint.kinds) > 10, endpoint.is_full) == (True, False)


@pytest.mark.parametrize(("door", "undone"), [("pause", "paused"), ("removal", "removed")])
def test_pausing_and_removing_are_taken_back(acme, visit, endpoint, door, undone) -> None:
    visit.as_(acme.admin).post(acme.url(f"settings/webhooks/{endpoint.pk}/{door}/"))
    endpoint.refresh_from_db()
    assert endpoint.state == "paused" or endpoint.removed_at is not None
    visit.post(acme.url("deeds/undoing/"), {"deed": Event.objects.get(kind=f"webhook.{undone}").pk})
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.removed_at) == ("active", None)


def test_a_new_secret_is_shown_once_and_not_taken_back(acme, visit, endpoint) -> None:
    page = visit.as_(acme.admin).post(acme.url(f"settings/webhooks/{endpoint.pk}/secret/"))
    assert "whsec_" in page.content.decode()
    rotated = Event.objects.get(kind="webhook.rotated")
    assert visit.post(acme.url("deeds/undoing/"), {"deed": rotated.pk}).status_code == 403


def test_a_delivery_shows_what_was_sent_and_what_came_back(acme, visit, receiver, endpoint, rounds) -> None:
    receiver.answer = lambda taken: answering(422, body="<script>non</script>")
    make.case(by=acme.agent)
    rounds(1)
    delivery = Delivery.objects.get()
    page = visit.as_(acme.admin).get(acme.url(f"settings/webhooks/deliveries/{delivery.pk}/")).content.decode()
    assert delivery.message_id in page
    assert "&#34;type&#34;: &#34;case.opened&#34;" in page
    assert "&lt;script&gt;non&lt;/script&gt;" in page
    assert ">422<" in page


def test_the_log_is_filtered(acme, visit, receiver, endpoint, rounds) -> None:
    receiver.answer = lambda taken: answering(400 if taken.said["type"] == "contact.created" else 200)
    make.case(by=acme.agent)
    rounds(1)
    address = acme.url(f"settings/webhooks/{endpoint.pk}/")
    visit.as_(acme.admin)
    shown = {
        query: visit.get(f"{address}{query}").content.decode().count('id="delivery-')
        for query in ("", "?state=delivered", "?state=waiting", "?kind=case.opened", "?kind=note.added", "?state=x")
    }
    assert shown == {
        "": 1,
        "?state=delivered": 1,
        "?state=waiting": 0,
        "?kind=case.opened": 1,
        "?kind=note.added": 0,
        "?state=x": 1,
    }


def test_what_was_given_up_is_sent_again_from_the_page(acme, visit, receiver, endpoint, rounds) -> None:
    for _ in range(3):
        make.case(by=acme.agent)
    rounds()
    Delivery.objects.filter(pk__in=Delivery.objects.values("pk")[:2]).update(state=DeliveryState.FAILED)
    visit.as_(acme.admin).post(acme.url(f"settings/webhooks/{endpoint.pk}/again/"), {"hours": 24})
    rounds()
    assert len(receiver.taken) == 5
    one = Delivery.objects.first()
    visit.post(acme.url(f"settings/webhooks/deliveries/{one.pk}/again/"))
    rounds()
    assert receiver.ids.count(one.message_id) >= 2


def test_a_test_is_sent_and_watched(acme, visit, receiver, endpoint, rounds) -> None:
    page = visit.as_(acme.admin).post(acme.url(f"settings/webhooks/{endpoint.pk}/test/"), follow=True)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    rounds(1)
    assert receiver.taken[0].said["type"] == "webhook.test"
    assert "every 2s" not in visit.get(page.request["PATH_INFO"]).content.decode()


def test_who_does_not_manage_webhooks_sees_none_of_them_in_the_log_of_deeds(acme, endpoint) -> None:
    from atenda.history.sight import in_sight

    added = Event.objects.get(kind="webhook.added")
    assert Event.objects.filter(in_sight(acme.admin), pk=added.pk).exists()
    assert not Event.objects.filter(in_sight(acme.supervisor), pk=added.pk).exists()


def test_another_organization_finds_nothing(acme, other, visit, endpoint) -> None:
    visit.as_(other.admin)
    assert visit.get(other.url(f"settings/webhooks/{endpoint.pk}/")).status_code == 404
    assert visit.get(acme.url(f"settings/webhooks/{endpoint.pk}/")).status_code == 404


def test_erasing_a_case_leaves_nothing_of_it(acme, receiver, rounds) -> None:
    from atenda.webhooks.forgetting import forget_case

    add_endpoint(url=receiver.url, kinds=["case.opened"], is_full=True, by=acme.admin, now=NOW)
    case = make.case("Algo privado", by=acme.agent)
    rounds()
    assert "Algo privado" in Delivery.objects.get().body
    forget_case(case)
    assert not Delivery.objects.exists()


def test_after_thirty_days_deliveries_are_let_go(acme, receiver, endpoint, rounds) -> None:
    from datetime import timedelta

    from atenda.webhooks.forgetting import forget_old

    make.case(by=acme.agent)
    rounds()
    forget_old(timezone.now() + timedelta(days=29))
    assert Delivery.objects.exists()
    forget_old(timezone.now() + timedelta(days=31))
    assert not Delivery.objects.exists()
