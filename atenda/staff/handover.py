"""What somebody who leaves hands over. Each package that gives people work, or writes to them, has a line here."""

from __future__ import annotations

from django.utils.module_loading import import_string

from atenda.staff.models import Agent

# By name, because these packages know staff and not the other way round.
HANDOVERS = ["atenda.cases.handing_over.hand_over", "atenda.notices.dropping.hand_over"]


def hand_over(agent: Agent, *, to: Agent | None, by: Agent) -> None:
    """Give all open work of an agent to another, or to nobody. Inside the verb of whoever calls."""
    for name in HANDOVERS:
        import_string(name)(agent, to=to, by=by)
