"""The words of a delivery: {type, timestamp, data} (1.19), written when it is first brought and the same ever after.

`data` is thin unless the endpoint asks for all: which case or customer, which fields changed, who did it, and where to
look; ids and names of fields, nothing a person said. Full, it also says what was there before and after, and all of the
case or customer as it is now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings

from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.history.models import Event
from atenda.organizations.entering import current_organization
from atenda.organizations.links import link
from atenda.webhooks.models import Delivery
from atenda.webhooks.published import VERSION
from atenda.webhooks.shapes import cases_shaped, customers_shaped, moment

OBJECTS = {
    "cases.case": "case",
    "conversations.note": "note",
    "files.attachment": "file",
    "customers.account": "account",
    "customers.contact": "contact",
}
WITH_FIELDS = ("case", "account", "contact")
CUSTOMERS: dict[str, type[Account] | type[Contact]] = {"account": Account, "contact": Contact}


def bodies(deliveries: Sequence[Delivery], *, is_full: bool) -> dict[int, str]:
    """By key of the delivery. What was written before is not written anew."""
    new = [delivery for delivery in deliveries if not delivery.body]
    events = _events(delivery.event_id for delivery in new if delivery.event_id)
    folios = _folios(events.values())
    shapes = _shapes(events.values()) if is_full else {}
    written = {delivery.pk: delivery.body for delivery in deliveries if delivery.body}
    for delivery in new:
        event = events.get(delivery.event_id or 0)
        data = _data(event, folios, shapes if is_full else None) if event else _of_test()
        at = moment(event.at if event else delivery.created_at)
        written[delivery.pk] = json.dumps(
            {"type": delivery.kind, "timestamp": at, "data": data}, ensure_ascii=False, separators=(",", ":")
        )
    return written


def _data(event: Event, folios: Mapping[int, int], shapes: Mapping[tuple[str, int], Any] | None) -> dict[str, Any]:
    what = OBJECTS.get(event.subject_type, event.subject_type)
    data: dict[str, Any] = {
        "version": VERSION,
        "organization": current_organization().slug,
        "event": event.pk,
        "sequence": event.seq,
        "actor": {"type": "agent", "id": event.actor_id} if event.actor_id else {"type": "system"},
        "object": {"type": what, "id": event.subject_id},
    }
    if event.case_id is not None and event.case_id in folios:
        folio = folios[event.case_id]
        address = f"{settings.PUBLIC_URL}{link('cases:case', number=folio)}"
        data["case"] = {"id": event.case_id, "folio": folio, "url": address}
    elif what in CUSTOMERS:
        data[what] = {
            "id": event.subject_id,
            "url": f"{settings.PUBLIC_URL}{link(f'customers:{what}', pk=event.subject_id)}",
        }
    payload = next(iter(event.payloads.all()), None)
    before, after = (payload.before, payload.after) if payload else (None, None)
    if what in WITH_FIELDS:
        data["changed"] = sorted({*_names(before), *_names(after)})
    if shapes is not None:
        data |= {"before": before, "after": after}
        for key, pk in (("case", event.case_id or 0), (what, event.subject_id)):
            if (key, pk) in shapes and key in data:
                data[key] |= shapes[key, pk]
    return data


def _of_test() -> dict[str, Any]:
    return {"version": VERSION, "organization": current_organization().slug, "actor": {"type": "system"}}


def _events(ids: Iterable[int]) -> dict[int, Event]:
    found = Event.objects.filter(pk__in=set(ids)).prefetch_related("payloads")
    return {event.pk: event for event in found}


def _folios(events: Iterable[Event]) -> dict[int, int]:
    ids = {event.case_id for event in events if event.case_id is not None}
    return dict(Case.objects.filter(pk__in=ids).values_list("pk", "folio")) if ids else {}


def _shapes(events: Iterable[Event]) -> dict[tuple[str, int], Any]:
    """All of each case and customer the events are of, as they are now."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        if event.case_id is not None:
            wanted.setdefault("case", set()).add(event.case_id)
        elif (what := OBJECTS.get(event.subject_type, "")) in CUSTOMERS:
            wanted.setdefault(what, set()).add(event.subject_id)
    found = {("case", pk): shape for pk, shape in cases_shaped(wanted.pop("case", ())).items()}
    for what, ids in wanted.items():
        found |= {(what, pk): shape for pk, shape in customers_shaped(CUSTOMERS[what], ids).items()}
    return found


def _names(said: Any) -> Iterable[str]:
    return said if isinstance(said, dict) else ()
