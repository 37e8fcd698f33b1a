"""What every operation of the API says of itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, get_type_hints

from django.utils.translation import gettext_lazy as _

from atenda.api.models import Scope
from atenda.api.problems import Problem

F = TypeVar("F", bound=Callable[..., Any])


def needs(scope: Scope) -> Callable[[F], F]:
    """The operation needs a token with this scope. Stands under the router's decorator; a test asks for it."""

    def check(request: Any) -> bool:
        """Asked by django-ninja before it looks at what was sent."""
        also_needs(request, scope)
        return True

    def contribute(operation: Any) -> None:
        operation.auth_param = operation.auth_callbacks = [check]

    def decorate(view: F) -> F:
        view.__annotations__ = get_type_hints(view, include_extras=True)  # where the operation stands, not here

        @wraps(view)
        def beginning(request: Any, *args: Any, **kwargs: Any) -> Any:
            request.has_begun = True
            return view(request, *args, **kwargs)

        beginning.scope = scope  # type: ignore[attr-defined]
        beginning._ninja_contribute_to_operation = [contribute]  # type: ignore[attr-defined]
        return beginning  # type: ignore[return-value]

    return decorate


def also_needs(request: Any, scope: Scope) -> None:
    """Refuse a token without this scope: for what an operation needs beside its own, by what is asked of it."""
    if not request.token.allows(scope):
        sentence = _("This needs a token with the scope {scope}.")
        raise Problem("scope", sentence.format(scope=scope.value), headers=_asked_for(scope))


def _asked_for(scope: Scope) -> dict[str, str]:
    """As RFC 6750 says it."""
    return {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope.value}"'}
