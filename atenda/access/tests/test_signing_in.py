"""The sign-in page and what surrounds it."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from atenda.access.devices import COOKIE
from atenda.access.models import Identity, Session, Tally
from atenda.organizations.models import Organization
from atenda.testing.cast import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def sign_in(client, email="antia@acme.example", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_the_right_password_leads_to_the_start_page_and_makes_the_browser_known(acme, client):
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert COOKIE in answer.cookies
    session = Session.objects.get(identity=acme.admin.identity)
    assert (session.address, session.identity_id) == ("127.0.0.1", acme.admin.identity_id)


def test_capitals_and_blanks_around_an_address_do_not_matter(acme, client):
    assert sign_in(client, " Antia@ACME.example ").status_code == 302


def test_signing_in_changes_the_session_key(acme, client):
    client.post("/accounts/language/", {"language": "gl"})
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    sign_in(client)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


@pytest.mark.parametrize(
    ("email", "password"),
    [("antia@acme.example", "not it"), ("nobody@acme.example", PASSWORD), ("antia@acme.example", " ")],
)
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(acme, client, email, password):
    answer = sign_in(client, email, password)
    assert answer.status_code == 422
    assert "no son correctos" in _page(answer) or "is not right" in _page(answer)
    assert Session.objects.filter(identity__isnull=False).count() == 0


def test_the_answer_to_known_and_unknown_is_byte_for_byte_the_same_but_for_the_address(acme):
    pages = []
    for email in ("antia@acme.example", "zzzzz@acme.example"):
        client = Client()
        token = client.get(LOGIN).cookies["atenda-csrf"].value
        page = _page(sign_in(client, email, "not it")).replace(email, "…")
        pages.append(_without_secrets(page, token))
    assert pages[0] == pages[1]


@pytest.mark.slow
def test_known_and_unknown_take_as_long(acme):
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for turn in range(12):
        for kind, email in (("known", "antia@acme.example"), ("unknown", f"nobody{turn}@acme.example")):
            Tally.objects.all().delete()
            client = Client()
            began = time.process_time()
            sign_in(client, email, "not it")
            took[kind].append(time.process_time() - began)
    known, unknown = (sorted(times)[len(times) // 2] for times in took.values())
    assert abs(known - unknown) < 0.2 * known


def test_somebody_deactivated_everywhere_is_told_so_only_with_the_right_password(acme, client):
    Identity.objects.filter(pk=acme.agent.identity_id).update(is_active=False)
    assert sign_in(client, "xoan@acme.example", "not it").status_code == 422
    answer = sign_in(client, "xoan@acme.example")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/inactive/")
    assert client.get("/acme/me/").status_code == 302


def test_somebody_invited_who_has_no_password_yet_cannot_guess_one(acme, client):
    identity = Identity.objects.create(email="nova@acme.example")
    identity.set_unusable_password()
    identity.save()
    for password in ("!", "", " ", "None", identity.password):
        assert sign_in(client, "nova@acme.example", password).status_code == 422


def test_the_hash_is_no_password(acme, client):
    assert sign_in(client, password=acme.admin.identity.password).status_code == 422


def test_after_ten_wrong_ones_a_stranger_waits_and_a_known_browser_gets_in(acme, client):
    known = Client()
    sign_in(known)
    known.post("/accounts/logout/")
    for _ in range(10):
        assert sign_in(client, password="not it").status_code == 422
    assert sign_in(client).status_code == 429
    assert sign_in(known).status_code == 302


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "https:evil.example",
        "/%0d%0aSet-Cookie:x=1/../",
        "javascript:alert(1)",
        "http:///evil.example",
        " //evil.example",
        "/\t/evil.example",
        "http://testserver@evil.example/",
    ],
)
def test_next_leads_nowhere_else(acme, client, target):
    answer = sign_in(client, next=target)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
    assert "evil" not in answer["Location"]


def test_a_link_lands_on_its_page_after_signing_in(acme, client):
    answer = client.get("/acme/settings/people/?show=former")
    assert answer["Location"] == "/accounts/login/?next=/acme/settings/people/%3Fshow%3Dformer"
    page = _page(client.get(answer["Location"]))
    assert 'name="next" value="/acme/settings/people/?show=former"' in page
    assert (
        sign_in(client, next="/acme/settings/people/?show=former")["Location"] == "/acme/settings/people/?show=former"
    )


def test_nobody_signs_up(client):
    for path in ("signup", "signup/passkey", "email", "password/reset", "password/set", "confirm-email", "login/code"):
        assert client.get(f"/accounts/{path}/").status_code == 404, path
        assert client.post(f"/accounts/{path}/").status_code == 404, path


def test_only_the_sample_names_its_people_on_the_sign_in_page(acme, client):
    assert "admin@rias.example" not in _page(client.get(LOGIN))
    Organization.objects.update(is_sample=True)
    page = _page(client.get(LOGIN))
    assert "admin@rias.example" in page
    assert "atenda-demo" in page


@pytest.mark.parametrize(
    "header", ["HTTP_REMOTE_USER", "HTTP_X_FORWARDED_USER", "HTTP_X_FORWARDED_EMAIL", "HTTP_AUTHORIZATION"]
)
def test_no_header_signs_anybody_in(acme, client, header):
    answer = client.get("/acme/me/", **{header: "antia@acme.example"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/acme/me/")


def test_an_account_is_not_reached_by_another_method(acme, client):
    assert client.get(LOGIN, {"login": "antia@acme.example", "password": PASSWORD}).status_code == 200
    json = client.post(LOGIN, {"login": "antia@acme.example", "password": PASSWORD}, content_type="application/json")
    assert json.status_code == 422
    assert Session.objects.filter(identity__isnull=False).count() == 0


def test_signing_out_is_a_post_and_ends_the_session(acme, client):
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert not Session.objects.filter(identity=acme.admin.identity).exists()


def test_a_post_without_our_token_is_refused(acme):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


@pytest.mark.parametrize("email", ["antia@acme.example", "nobody@acme.example"])
def test_asking_for_a_new_password_gets_the_same_answer_for_anybody_and_for_ever(acme, client, email):
    answers = [client.post("/accounts/password/forgotten/", {"email": email}) for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({_without_secrets(_page(answer), "") for answer in answers}) == 1


def test_asking_is_passed_on_three_times_an_hour_for_an_address_and_ten_for_a_place(acme, client, jobs_asked):
    for _ in range(5):
        client.post("/accounts/password/forgotten/", {"email": "antia@acme.example"})
    assert jobs_asked == ["antia@acme.example"] * 3
    for number in range(20):
        client.post("/accounts/password/forgotten/", {"email": f"{number}@acme.example"})
    assert len(jobs_asked) == 3 + 5  # ten from this place, two of them refused for their address


@pytest.fixture
def jobs_asked(monkeypatch):
    from atenda.access.views import entrance

    asked: list[str] = []

    class Task:
        def defer(self, *, email: str) -> None:
            asked.append(email)

    monkeypatch.setattr(entrance.app, "configure_task", lambda *args, **kwargs: Task())
    return asked


def _page(answer) -> str:
    return answer.content.decode()


def _without_secrets(page: str, token: str) -> str:
    import re

    return re.sub(r'(value|nonce|content)="[A-Za-z0-9_-]{20,}"|"X-CSRFToken": "[^"]+"', "", page)


@pytest.mark.parametrize(
    ("referer", "next_page"),
    [
        ("http://testserver/acme/cases/7/?x=1", "/acme/cases/7/%3Fx%3D1"),
        ("https://evil.example/acme/cases/7/", "/"),
        ("http://testserver.evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_after_a_deed_without_a_session_one_comes_back_to_its_page(acme, client, referer, next_page):
    answer = client.post("/acme/cases/7/notes/", {"body": "x"}, headers={"referer": referer})

    assert answer["Location"] == f"/accounts/login/?next={next_page}"
