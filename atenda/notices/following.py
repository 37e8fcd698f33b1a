"""Follow a case that is not one's own, or hear no more of one that is (B62).

It changes what one person is told and nothing of the case: whoever sees a case may, its timeline does not tell of it,
and no customer ever reads it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.notices import events
from atenda.notices.models import Following
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.staff.models import Agent


class Hearing(models.TextChoices):
    """How much of a case somebody is told."""

    USUAL = "usual", _("You are told of this case as everybody is.")
    FOLLOWING = "following", _("You follow this case: you are told of what happens.")
    MUTED = "muted", _("You are told nothing more of this case.")


KINDS = {
    Hearing.USUAL: events.HEARD_AS_USUAL,
    Hearing.FOLLOWING: events.FOLLOWED,
    Hearing.MUTED: events.MUTED,
}


@deed
def hear(case: Case, how: Hearing, *, by: Agent, now: datetime) -> None:
    """Follow the case, mute it, or hear of it as usual, which takes back either. As it is already: nothing changes."""
    me = Agent.objects.select_for_update(no_key=True).get(pk=by.pk)  # whose stream the event ends
    before = hearing_of(case, me)
    if before == how:
        return
    mine = Following.objects.filter(case=case, agent=by)
    if how == Hearing.USUAL:
        mine.delete()
    elif before == Hearing.USUAL:
        Following.objects.create(case=case, agent=by, is_muted=how == Hearing.MUTED)
    else:
        mine.update(is_muted=how == Hearing.MUTED)
    record(me, KINDS[how], by=by, before={"hearing": before}, after={"hearing": how, "folio": case.folio}, at=now)


HEARING = "SELECT is_muted FROM notices_following WHERE organization_id = %s AND agent_id = %s AND case_id = %s"


def hearing_of(case: Case, agent: Agent) -> Hearing:
    with prepared() as cursor:
        cursor.execute(HEARING, [current_organization().pk, agent.pk, case.pk])
        found = cursor.fetchone()
    return Hearing.USUAL if found is None else Hearing.MUTED if found[0] else Hearing.FOLLOWING


def has_muted(case: Case, agent: Agent) -> bool:
    return hearing_of(case, agent) == Hearing.MUTED


def followers_of(case: Case) -> list[Agent]:
    """Who follows the case and works here still. Whether they may see it now is asked when they are told."""
    following = Following.objects.filter(case=case, is_muted=False).values("agent_id")
    return list(Agent.objects.active().filter(pk__in=following).order_by("pk"))
