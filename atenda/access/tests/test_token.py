"""The token of forms: given once, changed by signing in, and not brought back by an answer that was on its way."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

COOKIE = settings.CSRF_COOKIE_NAME


def test_the_token_is_sent_once(db):
    browser = Client()
    assert COOKIE in browser.get("/accounts/login/").cookies
    assert COOKIE not in browser.get("/accounts/login/").cookies


def test_an_answer_to_an_earlier_page_does_not_bring_the_old_one_back(acme):
    browser, late = Client(enforce_csrf_checks=True), Client()
    first = browser.get("/accounts/login/").cookies[COOKIE].value
    late.cookies[COOKIE] = first
    browser.force_login(acme.agent.identity, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert COOKIE not in late.get("/accounts/login/").cookies
