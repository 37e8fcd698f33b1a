"""The customer's page of their case: what is public, for whoever holds the address; for anybody else nothing (S1)."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.access.limits import CUSTOMER_PAGE
from atenda.cases.binning import bin_case
from atenda.cases.editing import edit
from atenda.cases.field_rules import Rule
from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.conversations.noting import note
from atenda.customers.merging import merge
from atenda.customers.opening import open_account, open_contact
from atenda.customers.ways import Email
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.notices import customer_links
from atenda.notices.announcing import tell_case
from atenda.notices.customer_links import make, open_links, revoke, way_to
from atenda.notices.forgetting import forget_case
from atenda.notices.models import CustomerLink, Mail
from atenda.notices.policy import change_policy, telling
from atenda.organizations.entering import inside
from atenda.testing import make as maker
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit

CANARY = "CANARIA-INTERNA"


@pytest.fixture
def case(acme: Cast) -> Case:
    return maker.case(description="Gotea polo lado", responsible=acme.agent, by=acme.agent)


@pytest.fixture
def anybody() -> Client:
    return Client()


def path_of(case: Case, acme: Cast) -> str:
    return urlsplit(way_to(case, acme.customer, now=timezone.now())).path


def let(**changed) -> None:
    """Change the policy in the named parts."""
    now = telling()
    before = {"switches": now.switches, "public_fields": now.public_fields, "window": 60, "customer_page": True}
    change_policy(**{**before, **changed}, by=None)


def test_the_mail_leads_to_the_case_in_the_customers_language(acme: Cast, case: Case, anybody: Client) -> None:
    acme.customer.language = "gl"
    acme.customer.save(update_fields=["language"])
    tell_case(case.pk, now=timezone.now())
    mail = Mail.objects.get(audience="customer")
    address = re.search(r"http\S+/c/\S+", mail.text)[0]  # type: ignore[index]
    assert f'href="{address}"' in mail.html
    assert "Ver o seu caso" in mail.html
    page = anybody.get(urlsplit(address).path, headers={"Accept-Language": "en"})
    assert (page.status_code, page.headers["Content-Language"]) == (200, "gl")
    words = page.content.decode()
    for expected in ("Caso 1", "No arranca la cámara", "Gotea polo lado", "Aberto", "descrición", "Acme"):
        assert expected in words
    assert '<html lang="gl"' in words


def test_every_mail_of_a_case_brings_the_same_address(acme: Cast, case: Case) -> None:
    tell_case(case.pk, now=timezone.now())
    close(case, by=acme.agent, now=timezone.now())
    tell_case(case.pk, now=timezone.now() + timedelta(seconds=1))
    found = {re.search(r"/c/\S+", mail.text)[0] for mail in Mail.objects.filter(audience="customer")}  # type: ignore[index]
    assert len(found) == 1
    assert CustomerLink.objects.count() == 1


def test_only_what_is_public_stands_there(acme: Cast, case: Case, anybody: Client) -> None:
    """Whatever colleagues write, whoever they are, whatever else is known of the customer: not a word of it."""
    for agent in (acme.agent, acme.colleague):
        agent.name = f"{CANARY} {agent.pk}"
        agent.save(update_fields=["name"])
    acme.customer.notes = CANARY
    acme.customer.save(update_fields=["notes"])
    note(case, body=CANARY, by=acme.agent, now=timezone.now())
    maker.file(case, name=f"{CANARY}.txt", by=acme.agent)
    with one_deed():
        from atenda.cases.tagging import tags_called

        edit(case, tags=tags_called([CANARY], by=acme.agent, now=timezone.now()), by=acme.agent, now=timezone.now())
    edit(case, solution=f"{CANARY} aínda non", by=acme.agent, now=timezone.now())
    let(public_fields=["description"])
    page = anybody.get(path_of(case, acme)).content.decode()
    assert "Gotea polo lado" in page
    assert CANARY not in page
    assert "Abierto" not in page  # nor the state
    assert "986" not in page
    assert "uxia@" not in page
    let(public_fields=["solution", "tags", "assignees"])
    page = anybody.get(path_of(case, acme)).content.decode()
    assert page.count(CANARY) == 3
    assert "Gotea" not in page


def test_a_field_hidden_for_this_kind_of_case_is_not_shown(
    acme: Cast, case: Case, anybody: Client, monkeypatch
) -> None:
    hidden = {"description": Rule(shown=False), "state": Rule(), "solution": Rule()}
    monkeypatch.setattr("atenda.notices.public_fields.rules", lambda type_id: hidden)
    assert "Gotea" not in anybody.get(path_of(case, acme)).content.decode()


def test_no_search_engine_cache_or_other_site_keeps_it(acme: Cast, case: Case, anybody: Client) -> None:
    page = anybody.get(path_of(case, acme))
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src" not in page.headers["Content-Security-Policy"]
    assert "<script" not in page.content.decode()
    assert not page.cookies


def test_hostile_words_stay_words(acme: Cast, anybody: Client) -> None:
    evil = "<img src=x onerror=alert(1)>{{ 7*7 }}"
    case = maker.case(evil, description=evil, by=acme.agent)
    words = anybody.get(path_of(case, acme)).content.decode()
    assert "<img" not in words
    assert words.count("&lt;img src=x onerror=alert(1)&gt;{{ 7*7 }}") == 2


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


def test_it_ends_by_itself_and_every_mail_makes_it_last(acme: Cast, case: Case) -> None:
    now = timezone.now()
    way_to(case, acme.customer, now=now)
    assert open_links(case, now=now + timedelta(days=89))
    assert open_links(case, now=now + timedelta(days=91)) == []
    way_to(case, acme.customer, now=now + timedelta(days=80))
    assert open_links(case, now=now + timedelta(days=169))


def test_ended_by_a_colleague_the_next_mail_brings_a_new_one(
    acme: Cast, case: Case, visit: Visit, anybody: Client
) -> None:
    before = path_of(case, acme)
    assert visit.as_(acme.observer).post(acme.url("cases/1/customer-link/revocation/")).status_code == 403
    assert visit.as_(acme.agent).post(acme.url("cases/1/customer-link/revocation/")).status_code == 302
    assert anybody.get(before).status_code == 404
    assert Event.objects.filter(kind="customerlink.revoked").count() == 1
    visit.post(acme.url("cases/1/customer-link/revocation/"))
    assert Event.objects.filter(kind="customerlink.revoked").count() == 1
    after = path_of(case, acme)
    assert after != before
    assert anybody.get(after).status_code == 200


def test_a_colleague_makes_one_to_hand_over(acme: Cast, case: Case, visit: Visit, anybody: Client) -> None:
    agent = visit.as_(acme.agent)
    assert "Crear un enlace para el cliente" in agent.get(acme.url("cases/1/mails/")).content.decode()
    assert agent.post(acme.url("cases/1/customer-link/")).status_code == 302
    page = agent.get(acme.url("cases/1/mails/")).content.decode()
    path = urlsplit(re.search(r'value="(http\S+/c/\S+)"', page)[1]).path  # type: ignore[index]
    assert anybody.get(path).status_code == 200
    make(case, by=acme.agent, now=timezone.now())
    assert Event.objects.filter(kind="customerlink.made").count() == 1
    let(customer_page=False)
    assert "/c/" not in agent.get(acme.url("cases/1/mails/")).content.decode()


def test_the_company_that_is_written_to_has_the_link_one_sees_and_ends(
    acme: Cast, visit: Visit, anybody: Client
) -> None:
    """The contact has no e-mail, so the mail and its link go to the company: the page must know of that one."""
    silent = open_contact(name="Sen Correo", by=acme.agent, now=timezone.now())
    company = open_account(name="Muíños SL", emails=[Email("a@muinos.example")], by=acme.agent, now=timezone.now())
    case = maker.case(contact=silent, account=company, by=acme.agent)
    tell_case(case.pk, now=timezone.now())
    address = re.search(r"http\S+/c/\S+", Mail.objects.get(audience="customer").text)[0]  # type: ignore[index]
    page = visit.as_(acme.agent).get(acme.url("cases/1/mails/")).content.decode()
    assert address in page
    assert "Muíños SL" in page
    assert "Anular el enlace" in page
    assert "Crear un enlace" not in page
    visit.post(acme.url("cases/1/customer-link/"))
    assert CustomerLink.objects.count() == 1
    assert not Event.objects.filter(kind="customerlink.made").exists()
    visit.post(acme.url("cases/1/customer-link/revocation/"))
    assert anybody.get(urlsplit(address).path).status_code == 404
    assert "Crear un enlace" in visit.get(acme.url("cases/1/mails/")).content.decode()
    visit.post(acme.url("cases/1/customer-link/"))
    assert CustomerLink.objects.get(revoked_at=None).account_id == company.pk


def test_links_of_both_customers_are_seen_and_end_together(
    acme: Cast, case: Case, visit: Visit, anybody: Client
) -> None:
    edit(case, account=acme.account, by=acme.agent, now=timezone.now())
    ways = [way_to(case, customer, now=timezone.now()) for customer in (acme.customer, acme.account)]
    page = visit.as_(acme.agent).get(acme.url("cases/1/mails/")).content.decode()
    assert [address in page for address in ways] == [True, True]
    assert "Uxía Cliente" in page
    assert "Conservas Ñandú" in page
    visit.post(acme.url("cases/1/customer-link/revocation/"))
    assert [anybody.get(urlsplit(address).path).status_code for address in ways] == [404, 404]


def test_without_any_address_the_link_to_hand_over_is_the_persons(acme: Cast) -> None:
    silent = open_contact(name="Sen Correo", by=acme.agent, now=timezone.now())
    case = maker.case(contact=silent, account=acme.account, by=acme.agent)
    make(case, by=acme.agent, now=timezone.now())
    assert CustomerLink.objects.get().contact_id == silent.pk


def test_switched_off_the_mail_has_no_button(acme: Cast, case: Case) -> None:
    let(customer_page=False)
    tell_case(case.pk, now=timezone.now())
    mail = Mail.objects.get(audience="customer")
    assert "/c/" not in mail.text + mail.html
    assert not CustomerLink.objects.exists()


def test_an_account_without_a_person_has_its_own(acme: Cast, anybody: Client) -> None:
    case = maker.case(contact=None, account=acme.account, by=acme.agent)
    path = urlsplit(way_to(case, acme.account, now=timezone.now())).path
    assert "Conservas Ñandú" in anybody.get(path).content.decode()
    edit(case, contact=acme.customer, by=acme.agent, now=timezone.now())
    assert anybody.get(path).status_code == 200  # the account is still the case's


def test_the_link_outlives_that_two_records_of_the_customer_become_one(acme: Cast, case: Case, anybody: Client) -> None:
    path = path_of(case, acme)
    twin = open_contact(name="Uxía C.", by=acme.agent, now=timezone.now())
    done = merge(twin, acme.customer, by=acme.admin, now=timezone.now())
    case.refresh_from_db()
    assert case.contact_id == twin.pk
    assert anybody.get(path).status_code == 200
    undo(done, by=acme.admin, now=timezone.now())
    assert anybody.get(path).status_code == 200


def test_looking_asks_a_handful_of_questions(acme: Cast, case: Case, anybody: Client) -> None:
    path = path_of(case, acme)
    anybody.get(path)
    with CaptureQueriesContext(connection) as asked:
        anybody.get(path)
    assert len(asked) <= 6
