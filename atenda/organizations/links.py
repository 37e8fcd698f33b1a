"""Addresses of pages inside the organization entered."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.urls import reverse

from atenda.organizations.entering import current_organization


def link(name: str, **kwargs: Any) -> str:
    """The path of a tenant page, say `link("cases:case", number=3)` → `/rias/cases/3/`."""
    return _address(name, current_organization().slug, **kwargs)


@lru_cache(maxsize=10_000)
def _address(name: str, organization: str, **kwargs: Any) -> str:
    """A page asks for the same thirty addresses each time, and they never change while we run."""
    return reverse(name, kwargs={"organization": organization, **kwargs})
