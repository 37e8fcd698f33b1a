"""The words of a delivery: {type, timestamp, data} (1.19), written when it is first brought and the same ever after.

`data` is thin unless the endpoint asks for all: which case or customer, which fields changed, who did it, and where to
look; ids and names of fields, nothing a person said. Full, it also says what was there before and after, and all of the
case or customer as it is now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F

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
API = f"{settings.PUBLIC_URL}/api/v1/"
WITH_FIELDS = ("case", "account", "contact")
Known = dict[tuple[int, bool], str]  # words of events, thin or full: the same for every endpoint
CUSTOMERS: dict[str, type[Account] | type[Contact]] = {"account": Account, "contact": Contact}


def bodies(deliveries: Sequence[Delivery], *, is_full: bool, known: Known) -> dict[int, str]:
    """By key of the delivery. What was written before, for it or in `known` for another one, is not written anew."""
    new = {one.event_id for one in deliveries if not one.body and one.event_id and (one.event_id, is_full) not in known}
    if new:
        known |= {(pk, is_full): words for pk, words in _written(new, is_full=is_full).items()}
    return {one.pk: one.body or (known[one.event_id, is_full] if one.event_id else _test(one)) for one in deliveries}


def _written(ids: set[int], *, is_full: bool) -> dict[int, str]:
    """The words of each event; of one that is none of ours any more, nothing."""
    events = _events(ids)
    folios = _folios(events)
    shapes = _shapes(events) if is_full else None
    return {event.pk: _words(event.kind, event.at, _data(event, folios, shapes)) for event in events}


def _words(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    said = {"type": kind, "timestamp": moment(at), "data": data}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)


def _data(event: Any, folios: Mapping[int, int], shapes: Mapping[tuple[str, int], Any] | None) -> dict[str, Any]:
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
        data["case"] = {
            "id": event.case_id,
            "folio": folio,
            "url": f"{settings.PUBLIC_URL}{link('cases:case', number=folio)}",
            "api": f"{API}cases/{folio}/",
        }
    elif what in CUSTOMERS:
        data[what] = {
            "id": event.subject_id,
            "url": f"{settings.PUBLIC_URL}{link(f'customers:{what}', pk=event.subject_id)}",
            "api": f"{API}{what}s/{event.subject_id}/",
        }
    if what in WITH_FIELDS:
        data["changed"] = sorted({*_names(event.said_before), *_names(event.said_after)})
    if shapes is not None:
        data |= {"before": event.said_before, "after": event.said_after}
        for key, pk in (("case", event.case_id or 0), (what, event.subject_id)):
            if (key, pk) in shapes and key in data:
                data[key] |= shapes[key, pk]
    return data


def _test(delivery: Delivery) -> str:
    data = {"version": VERSION, "organization": current_organization().slug, "actor": {"type": "system"}}
    return _words(delivery.kind, delivery.created_at, data)


def _events(ids: Iterable[int]) -> list[Any]:
    """With what their payloads say; of one that was erased by law, nothing."""
    said = {"said_before": F("payloads__before"), "said_after": F("payloads__after")}
    return list(Event.objects.filter(pk__in=ids).annotate(**said))


def _folios(events: Iterable[Any]) -> dict[int, int]:
    ids = {event.case_id for event in events if event.case_id is not None}
    return dict(Case.objects.filter(pk__in=ids).values_list("pk", "folio")) if ids else {}


def _shapes(events: Iterable[Any]) -> dict[tuple[str, int], Any]:
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
