"""Who has this e-mail and this password: the same work for an address we know and one we do not (3.52)."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from atenda.access.models import Identity


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, with our own look-up: one query, one hash, whoever asks for whom."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Identity | None:
        email, password = credentials.get("email"), credentials.get("password")
        if not email or not password:
            return None
        identity = Identity.objects.filter(email=email.strip().lower()).first()
        if identity is None:
            make_password(password)
            return None
        found: Identity | None = self._check_password(identity, password)
        return found
