"""The content policy of 3.27, on every kind of answer."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit
from atenda.ui.policy import ContentPolicyMiddleware, import_map, stream_address

TEMPLATES = sorted(Path(__file__).parents[2].glob("*/templates/**/*.html"))


def parts(response: Any) -> dict[str, list[str]]:
    policy = response["Content-Security-Policy"]
    return {words[0]: words[1:] for words in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("", 302),
        ("accounts/login/", 200),
        ("acme/cases/", 200),
        ("acme/cases/999/", 404),
        ("no-such-organization/", 404),
        ("static/no-such-file.css", 404),
    ],
)
def test_every_kind_of_answer_carries_the_policy(acme: Cast, visit: Visit, path: str, status: int) -> None:
    if path.startswith(("acme", "no-such")):
        visit.as_(acme.agent)
    response = visit.get(f"/{path}")
    found = parts(response)
    assert response.status_code == status
    assert found["default-src"] == ["'none'"]
    assert found["frame-ancestors"] == found["base-uri"] == ["'none'"]
    assert found["require-trusted-types-for"] == ["'script'"]
    assert found["trusted-types"] == ["default", "dompurify"]
    assert "'unsafe-inline'" not in str(found)
    assert "'unsafe-eval'" not in str(found)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_mistake_of_ours_carries_the_policy_too(rf: RequestFactory) -> None:
    response = ContentPolicyMiddleware(lambda request: HttpResponse(status=500))(rf.get("/"))
    assert parts(response)["default-src"] == ["'none'"]


def test_a_stricter_policy_of_the_answer_stays(rf: RequestFactory) -> None:
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox; default-src 'none'"})
    assert ContentPolicyMiddleware(lambda request: own)(rf.get("/"))["Content-Security-Policy"].startswith("sandbox")


def test_each_page_has_a_nonce_of_its_own(rf: RequestFactory) -> None:
    middleware = ContentPolicyMiddleware(lambda request: HttpResponse())
    first, second = (parts(middleware(rf.get("/")))["style-src"] for _ in range(2))
    assert first != second


def test_the_import_map_is_the_only_script_in_a_page(acme: Cast, visit: Visit) -> None:
    response = visit.as_(acme.agent).get(acme.url("cases/"))
    written = [body for body in re.findall(r"<script[^>]*>(.*?)</script>", response.text, re.DOTALL) if body.strip()]
    digest = base64.b64encode(hashlib.sha256(written[0].encode()).digest()).decode()
    assert written == [import_map()]
    assert f"'sha256-{digest}'" in parts(response)["script-src"]


def test_pages_of_signed_in_people_are_not_kept(acme: Cast, visit: Visit) -> None:
    assert visit.as_(acme.agent).get(acme.url("cases/"))["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("configured", "host", "address"),
    [
        (":8001/events", "127.0.0.1:8000", "http://127.0.0.1:8001/events"),
        (":8001/events", "localhost", "http://localhost:8001/events"),
        (":8001/events", "[::1]:8000", "http://[::1]:8001/events"),
        ("/events", "127.0.0.1:8000", "/events"),
    ],
)
def test_the_stream_is_found_on_the_host_of_the_page(
    rf: RequestFactory, configured: str, host: str, address: str
) -> None:
    with override_settings(STREAM_URL=configured, ALLOWED_HOSTS=["*"]):
        assert stream_address(rf.get("/", headers={"host": host})) == address


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_no_template_holds_what_the_policy_forbids(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)\s*=", source)
    assert not re.search(r"<style|javascript:|hx-on", source)
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", source) in ([], ['<script type="importmap">'])
