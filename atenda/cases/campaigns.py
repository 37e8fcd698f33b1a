"""The campaign somebody is working in: chosen at the top of every page, and that of the cases they open (S1.10)."""

from __future__ import annotations

from atenda.cases import catalogue
from atenda.cases.models import Campaign, CurrentCampaign
from atenda.history.deeds import deed
from atenda.organizations.revisions import kept_until_touched, touch
from atenda.staff.models import Agent


def current(agent: Agent) -> catalogue.Value | None:
    """The campaign of this agent, unless it was retired since."""
    campaign = catalogue.campaigns().get(_chosen().get(agent.pk, 0))
    return None if campaign is None or campaign.is_retired else campaign


@deed
def work_in(campaign: Campaign | None, *, by: Agent) -> None:
    """Let the agent work in a campaign, or in none. A choice of their own, that history has no use for."""
    if _chosen().get(by.pk) == (campaign.pk if campaign else None):
        return
    if campaign is None:
        CurrentCampaign.objects.filter(agent=by).delete()
    else:
        changed = CurrentCampaign.objects.filter(agent=by).update(campaign=campaign)
        if not changed:  # chosen twice at once, it is the first that counts
            CurrentCampaign.objects.bulk_create([CurrentCampaign(agent=by, campaign=campaign)], ignore_conflicts=True)
    touch()


@kept_until_touched
def _chosen() -> dict[int, int]:
    return dict(CurrentCampaign.objects.values_list("agent_id", "campaign_id"))
