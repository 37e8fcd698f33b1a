"""The description of the API as OpenAPI 3.1: what django-ninja knows of the operations, and what holds for all."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse

from atenda.api.answers import MEDIA_TYPE, written
from atenda.api.models import Scope
from atenda.api.problems import MEDIA_TYPE as PROBLEM

METHODS = ("get", "post", "put", "patch", "delete")
ABOUT = """The machines' door of Atenda. Every request carries `Authorization: Bearer <token>`; the token acts as one \
person of one organization, with what that person may do and see, within the scopes of the token.

Errors are `application/problem+json` (RFC 9457). Lists give `items` and `next`, the address of the following page. A \
POST with an `Idempotency-Key` happens once. A PATCH with `If-Match` happens only if nobody changed the thing meanwhile.
"""
STATUSES = {
    "400": "The request cannot be read",
    "401": "No valid token",
    "403": "The role or the token does not allow it",
    "404": "There is nothing here, or nothing this person may see",
    "409": "It does not fit what is so now",
    "412": "It was changed meanwhile",
    "413": "Too much was sent",
    "415": "Sent in a format that cannot be read",
    "422": "Some of what was sent is not right",
    "429": "Too many requests",
    "500": "Something failed on our side",
    "503": "Come back in a moment",
}
ALWAYS = ("400", "401", "403", "404", "422", "429", "500", "503")
WHEN_CHANGING = ("409", "412", "413", "415")


def description(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_as_text(), content_type=MEDIA_TYPE)


@cache
def described() -> dict[str, Any]:
    """The whole description."""
    from atenda.api.machine import MACHINE  # noqa: PLC0415  the machine is made once, when the door is first asked

    schema: dict[str, Any] = dict(MACHINE.get_openapi_schema(path_prefix="/api/v1/"))
    schema["info"] = {"title": "Atenda", "version": MACHINE.version, "description": ABOUT}
    schema["servers"] = [{"url": "/"}]
    components = schema["components"]
    components["schemas"]["Problem"] = PROBLEM_SCHEMA
    components["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token made under «API tokens»."}
    }
    components["responses"] = {
        f"Problem{status}": {
            "description": meaning,
            "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, meaning in STATUSES.items()
    }
    scopes = _scopes()
    for path in schema["paths"].values():
        for method in METHODS:
            if method in path:
                _complete(path[method], method, scopes[path[method]["operationId"]])
    return schema


@cache
def _as_text() -> str:
    return written(described())


def _scopes() -> dict[str, Scope]:
    from atenda.api.machine import MACHINE  # noqa: PLC0415  see above

    return {
        operation.view_func.__name__: operation.view_func.scope  # type: ignore[attr-defined]
        for router in MACHINE._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    }


def _complete(operation: dict[str, Any], method: str, scope: Scope) -> None:
    """What django-ninja does not know: security, problems, and the headers that hold for all."""
    operation["security"] = [{"token": [scope.value]}]
    operation["x-scope"] = scope.value
    responses = {str(status): each for status, each in operation["responses"].items()}
    for status in (*ALWAYS, *(WHEN_CHANGING if method != "get" else ())):
        responses.setdefault(status, {"$ref": f"#/components/responses/Problem{status}"})
    operation["responses"] = dict(sorted(responses.items()))
    if method == "post":
        operation["parameters"] = [*operation.get("parameters", []), IDEMPOTENCY_KEY]
    if method == "patch":
        operation["parameters"] = [*operation.get("parameters", []), IF_MATCH]


IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Any name for this request, say a UUID: sent again with it, the same answer comes and nothing "
    "happens twice. Kept for two days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "The ETag of what you have read: changed meanwhile, nothing is done and the answer is 412.",
    "schema": {"type": "string", "maxLength": 200, "pattern": "^[\\x21-\\x7e]*$"},
}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457. `code` is for programs, `title` and `detail` are for people, in their language.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "pointer": {"type": "string", "description": "Where in the body (RFC 6901)."},
                    "parameter": {"type": "string", "description": "Which parameter of the address."},
                    "header": {"type": "string"},
                },
            },
        },
    },
}
