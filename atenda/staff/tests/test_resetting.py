"""A sign-in given back to the person whose e-mail it is."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from atenda.access import links
from atenda.access.models import AccessLink, Identity, Session
from atenda.history.models import Event
from atenda.organizations.entering import inside
from atenda.staff import membership
from atenda.staff.models import Agent
from atenda.staff.resetting import UnknownSignIn, WhichOrganization, reset
from atenda.testing.cast import PASSWORD

pytestmark = pytest.mark.django_db
EMAIL = "noa@cliente.example"


@pytest.fixture
def squatted(acme, other):
    """Other invited Noa's e-mail and used the link themselves; Acme invites the true Noa."""
    with inside(other.organization):
        _agent, token = _invited_by(other.admin)
    membership.enter_with_password(links.find(token, now=timezone.now()), PASSWORD, now=timezone.now())
    _invited_by(acme.admin)
    return Identity.objects.get(email=EMAIL)


def _invited_by(admin):
    values = {"name": "Noa", "role": admin.role, "language": "gl", "now": timezone.now()}
    return membership.invite(email=EMAIL, by=admin, **values)


def test_a_squatted_e_mail_comes_back_to_its_owner(acme, other, squatted):
    squatter = Client()
    squatter.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert Session.objects.filter(identity=squatted).exists()
    Authenticator.objects.create(user=squatted, type=Authenticator.Type.TOTP, data={"secret": "theirs"})

    organization, token = reset(EMAIL.upper(), into="acme", now=timezone.now())

    assert organization == acme.organization
    assert not Session.objects.filter(identity=squatted).exists()
    assert not Authenticator.objects.filter(user=squatted).exists()
    assert AccessLink.objects.filter(identity=squatted, used_at=None).count() == 1
    squatted.refresh_from_db()
    assert not squatted.check_password(PASSWORD)
    membership.enter_with_password(links.find(token, now=timezone.now()), "outra cousa longa", now=timezone.now())
    squatted.refresh_from_db()
    assert squatted.check_password("outra cousa longa")
    with inside(acme.organization):
        assert Agent.objects.get(identity=squatted).is_invited is False


def test_every_organization_of_the_person_reads_that_it_happened(acme, other, squatted):
    reset(EMAIL, into="other", now=timezone.now())
    for cast in (acme, other):
        with inside(cast.organization):
            event = Event.objects.get(kind="agent.sign_in_reset")
            assert (event.subject_id, event.actor) == (Agent.objects.get(identity=squatted).pk, None)


def test_for_somebody_in_several_places_the_operator_says_where_the_link_leads(acme, other, squatted):
    with pytest.raises(WhichOrganization, match="acme, other"):
        reset(EMAIL, into=None, now=timezone.now())
    assert Identity.objects.get(email=EMAIL).check_password(PASSWORD)


def test_an_unknown_e_mail_is_said_to_be(acme, other):
    for email, place in (("nobody@acme.example", None), (acme.agent.identity.email, "other")):
        with pytest.raises(UnknownSignIn):
            reset(email, into=place, now=timezone.now())
    membership.deactivate(acme.agent, heir=None, by=acme.admin, now=timezone.now())
    with pytest.raises(UnknownSignIn):
        reset(acme.agent.identity.email, into=None, now=timezone.now())
