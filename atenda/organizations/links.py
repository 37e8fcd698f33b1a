"""Addresses of pages inside the organization entered."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from atenda.organizations.entering import current_organization


def link(name: str, **kwargs: Any) -> str:
    """The path of a tenant page, say `link("cases:case", number=3)` → `/rias/cases/3/`."""
    return reverse(name, kwargs={"organization": current_organization().slug, **kwargs})
