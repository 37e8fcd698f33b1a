"""The case as JSON; its shape is told in docs/using/es/expediente.md and does not change without a new FORMAT."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from atenda.casefiles.gathering import CaseFile, File
from atenda.casefiles.ledger import ledger
from atenda.casefiles.verify import FORMAT


def as_json(file: CaseFile) -> Iterator[str]:
    """In pieces, one line for each event."""
    about = {
        "format": FORMAT,
        "made": _made(file),
        "case": _case(file),
        "left_out": [] if file.with_notes else ["notes"],
        "files": [_file(one) for one in file.files],
        "chain": {"algorithm": "SHA-256", "events": file.head.seq, "head": file.head.hash},
    }
    yield _written(about, indent=1).removesuffix("\n}") + ',\n "events": ['
    before = "\n"
    for event in ledger(file.case, file.head, with_notes=file.with_notes):
        yield before + _written(event)
        before = ",\n"
    yield "\n]}\n"


def _made(file: CaseFile) -> dict[str, Any]:
    organization = file.organization
    return {
        "at": file.now.isoformat(),
        "by": {"id": file.by.pk, "name": file.by.name},
        "organization": {"id": organization.pk, "name": organization.name, "slug": organization.slug},
    }


def _case(file: CaseFile) -> dict[str, Any]:
    case, customer = file.case, file.customer
    texts: dict[str, Any] = {name: getattr(case, name) for name in ("description", "solution") if name in file.shown}
    return {
        "id": case.pk,
        "folio": case.folio,
        "reference": case.reference,
        **texts,
        "contact": {"id": case.contact.pk, "name": case.contact.name} if case.contact else None,
        "account": {"id": case.account.pk, "name": case.account.name} if case.account else None,
        "phone": customer.phone,
        "email": customer.email,
        "created_at": case.created_at,
        "closed_at": case.closed_at,
        "says": [[label, str(value)] for label, value in file.facts],
    }


def _file(one: File) -> dict[str, Any]:
    absence = "may contain a virus" if one.is_held_back else "" if one.is_packed else "missing"
    told = {
        "path": one.path,
        "name": one.name,
        "size": one.size,
        "sha256": one.sha256,
        "type": one.kind,
        "added_at": one.added_at,
        "added_by": one.added_by,
        "of_note": one.is_of_note,
        "review": one.review,
        "reason": one.reason,
    }
    return {**told, "absent": absence} if absence else told


def _written(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=indent)
