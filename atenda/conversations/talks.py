"""Calls and visits, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from atenda.conversations.models import Outcome, Talk


def in_words(said: Mapping[str, Any]) -> str:
    """Of what a note keeps of one: «Call made · 12 min · Spoke with them»; empty where it tells of none."""
    if said.get("talk") not in Talk.values:
        return ""
    parts = [str(Talk(said["talk"]).label)]
    if minutes := said.get("minutes"):
        parts.append(_("%(minutes)s min") % {"minutes": minutes})
    if said.get("outcome") in Outcome.values:
        parts.append(str(Outcome(said["outcome"]).label))
    return " · ".join(parts)
