"""An organization on its first day."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from atenda.access import links
from atenda.access.models import Role
from atenda.cases.founding import found
from atenda.cases.models import State
from atenda.history.models import Event
from atenda.organizations.entering import inside
from atenda.testing.cast import PASSWORD

pytestmark = pytest.mark.django_db


def values(**more):
    return {
        "name": "Rías",
        "slug": "rias",
        "language": "gl",
        "preset": "b2bgo",
        "administrator_name": "Antía",
        "administrator_email": "Antia@Rias.example",
        "now": timezone.now(),
        **more,
    }


def test_it_has_its_roles_its_picklists_and_an_administrator_with_a_link():
    founding = found(**values())
    with inside(founding.organization):
        assert Role.objects.count() == 4
        assert State.objects.count() == 4
        assert list(Event.objects.values_list("kind", flat=True)) == ["organization.founded"]
    assert founding.administrator.is_invited
    link = links.find(founding.token or "", now=timezone.now())
    assert link is not None
    assert link.identity.email == "antia@rias.example"


def test_with_a_password_there_is_no_link_and_one_can_sign_in(client):
    founding = found(**values(password="sete pedras"))
    assert founding.token is None
    assert (
        client.post("/accounts/login/", {"login": "antia@rias.example", "password": "sete pedras"}).status_code == 302
    )
    assert client.get("/")["Location"] == "/rias/cases/"


def test_a_person_known_elsewhere_keeps_their_password_and_gets_a_link(other):
    founding = found(**values(administrator_email=other.admin.identity.email, password="sete pedras"))
    other.admin.identity.refresh_from_db()
    assert other.admin.identity.check_password(PASSWORD)
    assert founding.token is not None


@pytest.mark.parametrize("slug", ["api", "Rías", "", "other", "a b", "-a"])
def test_an_address_that_cannot_be_is_refused(other, slug):
    with pytest.raises(ValidationError):
        found(**values(slug=slug))
