"""What processes keep of an organization, while a deed changes it and after the deed was taken back."""

from __future__ import annotations

import pytest

from atenda.cases import catalogue
from atenda.cases.tagging import tags_called
from atenda.history.deeds import one_deed
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.staff import directory, teams
from atenda.testing.cast import NOW


class TakenBack(Exception):
    pass


@one_deed()
def refused(word, looking, by):
    """A save that makes a tag, looks around, and fails."""
    tags_called([word], by=by, now=NOW)
    looking()
    raise TakenBack


def labels():
    return [tag.label for tag in catalogue.tags().values()]


def test_nothing_of_a_deed_that_was_taken_back_is_kept(acme):
    before = acme.organization.revision
    seen = []
    with pytest.raises(TakenBack):
        refused("Pantasma", lambda: seen.extend(labels()), acme.agent)
    assert seen == ["Pantasma"]  # the deed itself sees what it does
    assert (labels(), acme.organization.revision) == ([], before)


def test_who_left_a_team_has_left_it_in_a_process_that_saw_a_refused_save(acme):
    teams.change(acme.team, name=acme.team.name, members=[acme.agent, acme.colleague], by=acme.admin)
    with pytest.raises(TakenBack):
        refused("Nova", lambda: directory.team_ids_of(acme.agent.pk), acme.agent)
    assert acme.team.pk in directory.team_ids_of(acme.agent.pk)
    with inside(Organization.objects.get(pk=acme.organization.pk)):  # another request
        teams.change(acme.team, name=acme.team.name, members=[acme.colleague], by=acme.admin)
        assert acme.team.pk not in directory.team_ids_of(acme.agent.pk)


def test_what_was_done_is_kept_under_its_own_revision(acme, django_assert_num_queries):
    tags_called(["Cliente VIP"], by=acme.agent, now=NOW)
    kept = Organization.objects.get(pk=acme.organization.pk)
    assert (acme.organization.revision, acme.organization.is_touched) == (kept.revision, False)
    assert labels() == ["Cliente VIP"]
    with django_assert_num_queries(0):
        labels()
