"""The request a view gets that needs a person and no organization."""

from __future__ import annotations

from django.http import HttpRequest

from atenda.access.models import Identity


class SignedInRequest(HttpRequest):
    user: Identity
