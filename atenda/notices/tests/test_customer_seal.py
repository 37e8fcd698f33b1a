"""No other address opens a case to a customer, and this one opens nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from atenda.access.limits import CUSTOMER_PAGE
from atenda.cases.binning import bin_case
from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.customers.opening import open_contact
from atenda.notices import customer_links
from atenda.notices.customer_links import revoke
from atenda.notices.forgetting import forget_case
from atenda.notices.models import CustomerLink
from atenda.notices.tests.customers import let, path_of
from atenda.organizations.entering import inside
from atenda.testing import make as maker
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit


def spoil(name: str, acme: Cast, other: Cast, case: Case, path: str, monkeypatch) -> str:
    """The address, after something was done to it or to what it leads to."""
    organization, link, seal = path.strip("/").removeprefix("c/").split(".")
    match name:
        case "seal altered":
            seal = seal[:20] + ("A" if seal[20] != "A" else "B") + seal[21:]
        case "seal cut":
            seal = seal[:-1]
        case "seal of another key":
            monkeypatch.setattr(customer_links, "SALT", "another")
        case "another case's number":
            second = maker.case("Outro", by=acme.agent)
            link = path_of(second, acme).strip("/").split(".")[1]
        case "another organization's number":
            organization = str(other.organization.pk)
        case "a link of another organization under ours":
            with inside(other.organization):
                foreign = path_of(maker.case(by=other.agent), other).strip("/").removeprefix("c/").split(".")
            link, seal = foreign[1], foreign[2]
        case "revoked":
            revoke(case, by=acme.agent, now=timezone.now())
        case "expired":
            CustomerLink.objects.update(expires_at=timezone.now())
        case "switched off":
            let(customer_page=False)
        case "binned":
            bin_case(case, by=acme.admin, now=timezone.now())
        case "erased":
            forget_case(case)
        case "the case is somebody else's now":
            somebody = open_contact(name="Outra persoa", by=acme.agent, now=timezone.now())
            edit(case, contact=somebody, by=acme.agent, now=timezone.now())
        case "numbers too large":
            link = "9" * 18
        case "nonsense":
            return "/c/1.2.<script>%00/"
    return f"/c/{organization}.{link}.{seal}/"


SPOILED = [
    *("seal altered", "seal cut", "seal of another key", "another case's number", "another organization's number"),
    *("a link of another organization under ours", "revoked", "expired", "switched off", "binned", "erased"),
    *("the case is somebody else's now", "numbers too large", "nonsense"),
]


@pytest.mark.parametrize("how", SPOILED)
def test_any_other_address_is_not_there_and_does_not_say_why(
    acme: Cast, other: Cast, case: Case, anybody: Client, how: str, monkeypatch
) -> None:
    path = path_of(case, acme)
    assert anybody.get(path).status_code == 200
    answer = anybody.get(spoil(how, acme, other, case, path, monkeypatch))
    never = anybody.get(f"/c/1.1.{'x' * 43}/")
    assert (answer.status_code, never.status_code) == (404, 404)
    assert answer.content == never.content
    assert answer.headers["X-Robots-Tag"] == never.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"


def test_nothing_is_written_there(acme: Cast, case: Case, anybody: Client) -> None:
    path = path_of(case, acme)
    assert {anybody.generic(method, path).status_code for method in ("POST", "PUT", "PATCH", "DELETE")} == {405}
    assert anybody.head(path).status_code == 200


def test_who_is_signed_in_elsewhere_sees_it_as_anybody(acme: Cast, other: Cast, case: Case, visit: Visit) -> None:
    assert visit.as_(other.agent).get(path_of(case, acme)).status_code == 200


def test_it_opens_nothing_else(acme: Cast, case: Case, anybody: Client) -> None:
    anybody.get(path_of(case, acme))
    for path in ("cases/1/", "cases/", "cases/1/mails/"):
        assert anybody.get(acme.url(path)).status_code == 302


def test_guessing_is_slowed(acme: Cast, case: Case, anybody: Client) -> None:
    path = path_of(case, acme)
    for number in range(CUSTOMER_PAGE.allowed):
        assert anybody.get(f"/c/1.{number + 1}.{'x' * 43}/").status_code == 404
    answer = anybody.get(path)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert anybody.get(path, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_seal_of_the_key_before_still_opens(acme: Cast, case: Case, anybody: Client, settings) -> None:
    path = path_of(case, acme)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the next one" * 5, [settings.SECRET_KEY]
    assert anybody.get(path).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert anybody.get(path).status_code == 404
