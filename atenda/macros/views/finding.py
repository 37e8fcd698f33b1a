"""How every view comes by its quick reply or macro."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import Http404

from atenda.access.abilities import require
from atenda.macros.models import Kept, Macro, QuickReply
from atenda.macros.permissions import may_change, may_use_macros, may_use_replies
from atenda.staff.models import Agent

K = TypeVar("K", bound=Kept)
LARGEST = 2**63 - 1


def reply_or_404(actor: Agent, pk: int) -> QuickReply:
    """Among those the agent sees, retired ones too; any other is not found."""
    require(may_use_replies(actor))
    return _found(QuickReply, actor, pk)


def macro_or_404(actor: Agent, pk: int) -> Macro:
    require(may_use_macros(actor))
    return _found(Macro, actor, pk)


def changeable(actor: Agent, kept: K) -> K:
    require(may_change(actor, kept))
    return kept


def _found(model: type[K], actor: Agent, pk: int) -> K:
    rows: Any = model.objects.visible_to(actor).select_related("team")
    found: K | None = rows.filter(pk=pk).first() if pk <= LARGEST else None
    if found is None:
        raise Http404
    return found
