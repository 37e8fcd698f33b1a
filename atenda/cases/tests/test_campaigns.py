"""S1.10: the campaign somebody works in is that of the cases they open, unless they say otherwise."""

from atenda.cases import catalogue, picklists
from atenda.cases.campaigns import current, work_in
from atenda.cases.models import Case
from atenda.cases.tests.sending import opening
from atenda.testing.cast import NOW


def a_campaign(acme, label="Verán"):
    labels = {"es": label, "gl": label, "en": label}
    return picklists.add("campaigns", labels=labels, position=1, by=acme.admin, now=NOW)


def test_the_campaign_chosen_is_kept_per_agent_and_offered_in_a_new_case(acme, visit):
    campaign = a_campaign(acme)
    visitor = visit.as_(acme.agent)
    form = {"campaign": campaign.pk, "next": acme.url("cases/?view=all")}
    assert visitor.post(acme.url("cases/campaign/"), form).headers["Location"] == acme.url("cases/?view=all")
    page = visitor.get(acme.url("cases/new/")).content.decode()
    assert f'<option value="{campaign.pk}" selected>Verán</option>' in page
    acme.organization.refresh_from_db()
    assert current(acme.colleague) is None

    visitor.post(acme.url("cases/new/"), opening(acme, campaign=""))
    assert Case.objects.get().campaign is None


def test_one_leaves_a_campaign_and_a_retired_one_is_left(acme):
    campaign = a_campaign(acme)
    work_in(campaign, by=acme.agent)
    work_in(campaign, by=acme.agent)
    assert current(acme.agent) == catalogue.campaigns()[campaign.pk]
    picklists.retire(campaign, by=acme.admin, now=NOW)
    assert current(acme.agent) is None
    work_in(None, by=acme.agent)
    assert current(acme.agent) is None


def test_without_campaigns_there_is_nothing_to_choose(acme, visit):
    visitor = visit.as_(acme.agent)
    assert "cases/campaign/" not in visitor.get(acme.url("cases/")).content.decode()
    a_campaign(acme)
    assert "cases/campaign/" in visitor.get(acme.url("cases/")).content.decode()
    assert "cases/campaign/" not in visitor.as_(acme.observer).get(acme.url("cases/")).content.decode()


def test_the_way_back_is_a_page_of_ours(acme, visit):
    answer = visit.as_(acme.agent).post(acme.url("cases/campaign/"), {"next": "https://example.org/"})
    assert answer.headers["Location"] == acme.url("cases/")
