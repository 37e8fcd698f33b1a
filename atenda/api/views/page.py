"""The description of the API for people: each operation with what it takes, what it needs and an example."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as in_their_language
from django.views.decorators.http import require_safe

from atenda.api.models import Scope
from atenda.api.problems import KINDS

TONES = {"GET": "blue", "POST": "green", "PUT": "orange", "PATCH": "orange", "DELETE": "red"}


@dataclass(frozen=True)
class Name:
    """A parameter or a field: what it is called, of what kind, whether it must be there, what it means."""

    name: str
    kind: str
    is_needed: bool
    meaning: str


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    title: str
    about: str
    scope: str
    scope_label: str
    parameters: list[Name]
    fields: list[Name]
    answer: list[Name]
    example: str

    @property
    def tone(self) -> str:
        return TONES[self.method]


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """For whoever writes a program: no secret stands here."""
    from atenda.api.description import described  # noqa: PLC0415  reads the whole door in, which few pages need

    schema = described()
    groups: dict[str, list[Operation]] = {}
    host = f"{request.scheme}://{request.get_host()}"
    for path, methods in schema["paths"].items():
        for method, each in methods.items():
            told = _operation(method.upper(), path, each, schema["components"]["schemas"], host)
            groups.setdefault(in_their_language(each["tags"][0]), []).append(told)
    context = {"groups": groups, "problems": list(KINDS.values()), "host": host}
    return render(request, "api/page.html", context)


def _operation(method: str, path: str, each: dict[str, Any], schemas: dict[str, Any], host: str) -> Operation:
    body = each.get("requestBody", {}).get("content", {})
    sent = _resolved(body.get("application/json", {}).get("schema", {}), schemas)
    done: dict[str, Any] = next((told for status, told in each["responses"].items() if status[0] == "2"), {})
    answered = _resolved(done.get("content", {}).get("application/json", {}).get("schema", {}), schemas)
    if "items" in answered.get("properties", {}) and "next" in answered["properties"]:
        answered = _resolved(answered["properties"]["items"]["items"], schemas)
    scope = Scope(each["x-scope"])
    return Operation(
        id=each["operationId"],
        method=method,
        path=path,
        title=in_their_language(each["summary"]),
        about=_in_words(each.get("description", "")),
        scope=scope.value,
        scope_label=str(scope.label),
        parameters=[
            Name(one["name"], _kind(one["schema"], schemas), one["required"], _in_words(one.get("description", "")))
            for one in each.get("parameters", [])
        ],
        fields=_names(sent, schemas),
        answer=_names(answered, schemas),
        example=_example(method, host + path, sent, "application/octet-stream" in body),
    )


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = schemas[schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def _names(schema: dict[str, Any], schemas: dict[str, Any]) -> list[Name]:
    needed = set(schema.get("required", ()))
    return [
        Name(name, _kind(each, schemas), name in needed, _in_words(each.get("description", "")))
        for name, each in schema.get("properties", {}).items()
    ]


def _in_words(text: str) -> str:
    """What the description says, in the reader's language. `ui/translations_of_api.py` finds it in the sources."""
    text = " ".join(text.split())
    return in_their_language(text) if text else ""


def _kind(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """In a word or two, as programs call them."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema:
        return " | ".join(str(each) for each in schema["enum"])
    for several in ("anyOf", "allOf", "oneOf"):
        if several in schema:
            return " | ".join(dict.fromkeys(_kind(each, schemas) for each in schema[several]))
    kind = schema.get("type", "any")
    if kind == "array":
        return f"[{_kind(schema.get('items', {}), schemas)}]"
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)


EXAMPLES = {
    "reference": "Caja rota",
    "contact": 12,
    "body": "Ha llamado",
    "solution": "Enviada otra",
    "hearing": "following",
    "deed": "1042",
    "review": "valid",
}


def _example(method: str, address: str, sent: dict[str, Any], takes_file: bool) -> str:
    address = address.replace("{folio}", "1042").replace("{pk}", "7")
    lines = [f"curl -X {method}" if method != "GET" else "curl", '-H "Authorization: Bearer $ATENDA_TOKEN"']
    if takes_file:
        address += "?name=foto.jpg"
        lines.append("--data-binary @foto.jpg")
    elif sent:
        body = {name: EXAMPLES[name] for name in sent.get("properties", {}) if name in EXAMPLES}
        if "items" in sent.get("properties", {}):
            body = {"items": [{"reference": "Caja rota", "contact": 12}]}
        lines += ['-H "Content-Type: application/json"', f"-d '{json.dumps(body, ensure_ascii=False)}'"]
    if method == "POST":
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    return " \\\n  ".join([*lines, f'"{address}"'])
