"""What is not taken is tried again, for as long as it has sense."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from atenda.cases.editing import edit
from atenda.notices.models import Mail, Notice
from atenda.testing import make
from atenda.testing.cast import NOW
from atenda.webhooks import managing, redelivering
from atenda.webhooks.managing import add_endpoint
from atenda.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState, PauseReason
from atenda.webhooks.published import KINDS
from atenda.webhooks.tests.receiver import OK, answering, receiving


def test_what_is_refused_is_tried_again_with_the_same_id_and_words_for_three_days(
    acme, receiver, endpoint, rounds
) -> None:
    receiver.answer = lambda taken: answering(422, body="o que?")
    make.case(by=acme.agent)
    began = now = timezone.now()
    for _ in range(10):
        rounds(1, now=now)
        delivery = Delivery.objects.get()
        Endpoint.objects.update(retry_at=None, tries=0)  # whose turn it is, not whether the endpoint serves
        now = max(now, delivery.due_at)
    assert (delivery.state, delivery.tries, delivery.status) == (DeliveryState.FAILED, 10, 422)
    assert timedelta(days=2.8) < now - began < timedelta(days=3.5)
    assert (len(receiver.taken), len(set(receiver.ids)), len({one.body for one in receiver.taken})) == (10, 1, 1)
    assert [attempt[1] for attempt in delivery.attempts] == [422] * 10
    assert delivery.attempts[0][4] == "o que?"
    receiver.answer = lambda taken: OK
    assert redelivering.again(delivery, now=now)
    rounds(now=now)
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    assert len(set(receiver.ids)) == 1


def test_a_later_event_of_a_case_waits_for_the_earlier_one_and_other_cases_go_on(
    acme, receiver, endpoint, rounds
) -> None:
    first, other = make.case("A", by=acme.agent), make.case("B", by=acme.agent)
    edit(first, reference="A!", by=acme.agent, now=NOW)
    edit(other, reference="B!", by=acme.agent, now=NOW)
    receiver.answer = lambda taken: answering(500) if taken.said["data"]["case"]["id"] == first.pk else OK
    now = timezone.now()
    rounds(5, now=now)
    told = [(one.said["data"]["case"]["folio"], one.said["type"]) for one in receiver.taken]
    assert told == [(1, "case.opened"), (2, "case.opened"), (2, "case.edited")] or told == [
        (2, "case.opened"),
        (2, "case.edited"),
        (1, "case.opened"),
    ]
    receiver.answer = lambda taken: OK
    rounds(5, now=now + timedelta(seconds=10))
    told = [(one.said["data"]["case"]["folio"], one.said["type"]) for one in receiver.taken[3:]]
    assert told == [(1, "case.opened"), (1, "case.edited")]


def test_what_was_given_up_lets_the_later_ones_go(acme, receiver, endpoint, rounds) -> None:
    case = make.case("A", by=acme.agent)
    edit(case, reference="A!", by=acme.agent, now=NOW)
    receiver.answer = lambda taken: answering(400) if taken.said["type"] == "case.opened" else OK
    rounds(1)
    Delivery.objects.filter(kind="case.opened").update(tries=9, due_at=timezone.now())
    rounds(2)
    assert dict(Delivery.objects.values_list("kind", "state")) == {"case.opened": "failed", "case.edited": "delivered"}


def test_an_endpoint_that_is_down_for_a_day_gets_all_in_order_when_it_is_back(acme, settings, rounds) -> None:
    settings.WEBHOOKS_PRIVATE = ["127.0.0.0/8"]
    with receiving() as gone:
        endpoint, _ = add_endpoint(url=gone.url, kinds=list(KINDS), by=acme.admin, now=NOW)
        port = gone.port
    now = timezone.now()
    cases = [make.case(str(number), by=acme.agent) for number in range(3)]
    for hour in range(24):
        edit(cases[hour % 3], reference=f"{hour}!", by=acme.agent, now=NOW)
        for quarter in range(4):
            rounds(1, now=now + timedelta(hours=hour, minutes=15 * quarter))
    endpoint.refresh_from_db()
    endpoint.refresh_from_db()
    assert Delivery.objects.filter(state=DeliveryState.WAITING).count() == 27
    assert endpoint.failing_since is not None
    assert max(len(one.attempts) for one in Delivery.objects.all()) <= 20
    with receiving(port) as back:
        for minutes in (0, 10, 17):
            rounds(3, now=now + timedelta(hours=24, minutes=minutes))
        assert Delivery.objects.filter(state=DeliveryState.DELIVERED).count() == 27
        assert (len(back.ids), len(set(back.ids))) == (27, 27)
        for case in cases:
            mine = [one.said["data"]["sequence"] for one in back.taken if one.said["data"]["case"]["id"] == case.pk]
            assert mine == sorted(mine) == list(range(1, 10))
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.tries, endpoint.retry_at) == (None, 0, None)


def test_an_endpoint_dead_for_five_days_is_paused_and_administrators_hear_of_it(
    acme, receiver, endpoint, rounds
) -> None:
    receiver.answer = lambda taken: answering(503)
    now = timezone.now()
    make.case(by=acme.agent)
    Mail.objects.all().delete()
    for hours in range(0, 24 * 5 + 4, 2):
        rounds(1, now=now + timedelta(hours=hours))
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.reason) == (EndpointState.PAUSED, PauseReason.DEAD)
    mail = Mail.objects.get(kind="webhook")
    assert (mail.agent, mail.subject) == (acme.admin, f"El webhook «{endpoint.url}» está en pausa")
    assert f"/acme/settings/webhooks/{endpoint.pk}/" in mail.text
    line = Notice.objects.get(agent=acme.admin, case=None)
    assert (line.told[0][0], line.leads_to) == ("webhook.dead", "webhooks:endpoints")
    tried = len(receiver.taken)
    rounds(3, now=now + timedelta(days=6))
    assert len(receiver.taken) == tried
    assert Delivery.objects.get().state == DeliveryState.WAITING
    missed = make.case("Mentres tanto", by=acme.agent)
    receiver.answer = lambda taken: OK
    managing.resume(endpoint, by=acme.admin, now=now + timedelta(days=7))
    assert redelivering.tell_since(endpoint, since=NOW - timedelta(days=1), now=now + timedelta(days=7)) >= 1
    rounds(3, now=now + timedelta(days=7))
    assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists()
    assert any(one.said["data"].get("case", {}).get("id") == missed.pk for one in receiver.taken)
    assert redelivering.tell_since(endpoint, since=NOW - timedelta(days=1), now=now + timedelta(days=7)) == 0


def test_gone_for_good_pauses_at_once(acme, receiver, endpoint, rounds) -> None:
    receiver.answer = lambda taken: answering(410)
    make.case(by=acme.agent)
    rounds()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.reason, len(receiver.taken)) == ("paused", "gone", 1)


def test_an_endpoint_that_asks_for_time_gets_it_but_not_for_ever(acme, receiver, endpoint, rounds) -> None:
    receiver.answer = lambda taken: answering(429, "Retry-After: 1800")
    make.case(by=acme.agent)
    now = timezone.now()
    rounds(5, now=now)
    rounds(5, now=now + timedelta(minutes=29))
    assert len(receiver.taken) == 1
    receiver.answer = lambda taken: answering(503, "Retry-After: Fri, 31 Dec 2027 23:59:59 GMT")
    rounds(5, now=now + timedelta(minutes=31))
    assert len(receiver.taken) == 2
    receiver.answer = lambda taken: OK
    rounds(5, now=now + timedelta(minutes=92))
    assert Delivery.objects.get().state == DeliveryState.DELIVERED


def test_redirects_are_answers_and_lead_nowhere(acme, receiver, endpoint, rounds) -> None:
    with receiving() as elsewhere:
        receiver.answer = lambda taken: answering(307, f"Location: {elsewhere.url}")
        make.case(by=acme.agent)
        rounds()
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.status, elsewhere.taken) == ("waiting", 307, [])
        assert delivery.attempts[0][4].startswith(f"→ {elsewhere.url}")
