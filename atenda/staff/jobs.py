"""Background work about people."""

from procrastinate.contrib.django import app

from atenda.history.deeds import one_deed
from atenda.history.recording import record
from atenda.organizations.entering import inside
from atenda.staff import events
from atenda.staff.models import Agent


@app.task(name="atenda.staff.jobs.ask_for_link", queue="reactions")
def ask_for_link(email: str) -> None:
    """Somebody forgot a password: tell those who can make a link, on the person's page. Nothing for an unknown one."""
    agents = Agent.everywhere.filter(identity__email=email, deactivated_at=None).select_related("organization")
    for agent in agents.order_by("pk"):
        with inside(agent.organization), one_deed():
            record(agent.lock(), events.LINK_ASKED, by=None)
