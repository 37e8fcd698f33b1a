"""Background work about people."""

from datetime import datetime

from django.db.models import Q
from procrastinate.contrib.django import app

from atenda.access.events import SIGN_IN_REFUSED, SIGNED_IN
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.organizations.entering import inside
from atenda.staff import events
from atenda.staff.models import Agent

OF_AGENTS = Q(case=None, subject_type=Agent._meta.label_lower)


@app.task(name="atenda.staff.jobs.ask_for_link", queue="reactions")
def ask_for_link(email: str) -> None:
    """Somebody forgot a password: tell those who can make a link, on the person's page. Nothing for an unknown one."""
    agents = Agent.everywhere.filter(identity__email=email, deactivated_at=None).select_related("organization")
    for agent in agents.order_by("pk"):
        with inside(agent.organization), one_deed():
            record(agent.lock(), events.LINK_ASKED, by=None)


@app.task(name="atenda.staff.jobs.note_sign_in", queue="reactions")
def note_sign_in(email: str, address: str, device: str, at: str, is_right: bool) -> None:
    """Somebody signed in, or tried to with a wrong password: it is in the log wherever this person works. Run again
    it is one event. Nothing for an e-mail nobody has."""
    kind, moment = SIGNED_IN if is_right else SIGN_IN_REFUSED, datetime.fromisoformat(at)
    agents = Agent.everywhere.filter(identity__email=email, deactivated_at=None).select_related("organization")
    for agent in agents.order_by("pk"):
        with inside(agent.organization), one_deed():
            agent.lock()
            if not Event.objects.filter(OF_AGENTS, subject_id=agent.pk, kind=kind.name, at=moment).exists():
                after = {"address": address, "device": device}
                record(agent, kind, by=agent if is_right else None, after=after, at=moment, is_remark=True)
