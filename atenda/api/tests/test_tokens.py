"""The pages of tokens, the command, and what the log keeps."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from atenda.api import events
from atenda.api.issuing import issue
from atenda.api.models import ApiToken, Scope
from atenda.api.refusals import TooManyTokens, UnknownScope
from atenda.api.tokens import MOST, make
from atenda.history.models import Event
from atenda.organizations.refusals import Refused
from atenda.staff.resetting import UnknownSignIn, WhichOrganization
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import Program


def test_a_token_is_made_shown_once_used_and_revoked(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent)
    data = {"name": "Tenda web", "days": "90", "scopes": ["cases:read"]}
    made = visit.post(acme.url("me/tokens/"), data)
    token = ApiToken.objects.get()
    text = next(part for part in made.content.decode().split('"') if part.startswith("atenda_") and len(part) > 50)
    assert Program(text).ask("GET", "cases/").status_code == 200
    again = visit.get(acme.url("me/tokens/")).content.decode()
    assert text not in again
    assert token.hint in again
    revoked = visit.post(acme.url(f"tokens/{token.pk}/revocation/"))
    assert revoked.status_code == 302
    assert Program(text).ask("GET", "cases/").status_code == 401
    kinds = Event.objects.filter(subject_type="api.apitoken").order_by("seq").values_list("kind", flat=True)
    assert list(kinds) == [events.TOKEN_MADE.name, events.TOKEN_REVOKED.name]
    assert text not in str(list(Event.objects.values_list("payloads__after", flat=True)))


def test_a_token_of_no_use_is_refused_in_its_form(acme: Cast, visit: Visit) -> None:
    answer = visit.as_(acme.agent).post(acme.url("me/tokens/"), {"name": "x", "days": "90"})
    assert answer.status_code == 422
    assert not ApiToken.objects.exists()


def test_administrators_see_and_revoke_every_token(acme: Cast, visit: Visit) -> None:
    token, _text = make(acme.agent, name="Tenda", scopes=["cases:read"], by=acme.agent, now=timezone.now())
    assert "Xoán Axente" in visit.as_(acme.admin).get(acme.url("settings/tokens/")).content.decode()
    assert visit.post(acme.url(f"tokens/{token.pk}/revocation/")).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_the_lists_ask_the_same_however_many_there_are(acme: Cast, visit: Visit) -> None:
    counts = []
    visit.as_(acme.admin)
    for number in (1, 2):
        for _each in range(number):
            make(acme.admin, name="Tenda", scopes=["cases:read"], by=acme.admin, now=timezone.now())
        for address in ("me/tokens/", "settings/tokens/"):
            visit.get(acme.url(address))
            with CaptureQueriesContext(connection) as asked:
                visit.get(acme.url(address))
            counts.append(len(asked))
    assert counts[:2] == counts[2:]


def test_one_person_has_up_to_fifty(acme: Cast) -> None:
    for _each in range(MOST):
        make(acme.agent, name="x", scopes=["cases:read"], by=acme.agent, now=timezone.now())
    with pytest.raises(TooManyTokens):
        make(acme.agent, name="x", scopes=["cases:read"], by=acme.agent, now=timezone.now())


def test_an_operator_makes_a_token(acme: Cast, other: Cast) -> None:
    text = issue("XOAN@acme.example", into=None, name="Guión", scopes=["cases:read"], days=30)
    assert Program(text).ask("GET", "cases/").status_code == 200
    token = ApiToken.objects.get()
    assert (token.scopes, token.expires_at is not None) == (["cases:read"], True)
    assert Program(issue("xoan@acme.example", into="acme", name="x", scopes=(), days=None)).ask("GET", "cases/")
    assert ApiToken.objects.order_by("-pk")[0].scopes == list(Scope)


@pytest.mark.parametrize(
    ("email", "into", "scopes", "refusal"),
    [
        ("ninguen@acme.example", None, (), UnknownSignIn),
        ("xoan@acme.example", "other", (), UnknownSignIn),
        ("xoan@acme.example", None, ("everything",), UnknownScope),
    ],
)
def test_the_command_says_what_is_wrong(
    acme: Cast, email: str, into: str | None, scopes: tuple[str, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal) as raised:
        issue(email, into=into, name="x", scopes=scopes, days=None)
    assert str(raised.value)
    assert refusal in (UnknownSignIn, WhichOrganization) or issubclass(refusal, Refused)


def test_the_page_of_the_api_tells_each_operation(visit: Visit, db: None) -> None:
    for language, words in (("es", "Crear un caso"), ("gl", "Que pode ir mal"), ("en", "Open a case")):
        page = visit.get("/api/v1/", headers={"Accept-Language": language}).content.decode()
        assert words in page
        assert 'id="open_case"' in page
        assert "cases:write" in page
