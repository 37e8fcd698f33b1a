"""The address of a case that its customer has, and the policy about it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils import timezone

from atenda.cases.models import Case
from atenda.notices.customer_links import way_to
from atenda.notices.policy import change_policy, telling
from atenda.testing.cast import Cast


def path_of(case: Case, acme: Cast) -> str:
    return urlsplit(way_to(case, acme.customer, now=timezone.now())).path


def let(**changed) -> None:
    """Change the policy in the named parts."""
    now = telling()
    before = {"switches": now.switches, "public_fields": now.public_fields, "window": 60, "customer_page": True}
    change_policy(**{**before, **changed}, by=None)
