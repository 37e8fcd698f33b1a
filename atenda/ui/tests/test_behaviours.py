"""What our scripts promise, in a real browser under the real policy: nothing typed is lost, nothing is sent twice."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.db import connections
from playwright.sync_api import APIResponse, Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from atenda.staff.models import Agent
from atenda.testing import database
from atenda.testing.cast import PASSWORD, make_cast
from atenda.testing.fixtures import Visit

pytestmark = pytest.mark.browser

A_CASE = re.compile(r"/acme/cases/\d+/$")
# as the stream does when a session ends
ASK_TO_SIGN_IN = """() => {
  const here = performance.getEntriesByType("resource").find((entry) => /sign-in-again[^/]*\\.js$/.test(entry.name));
  import(here.name).then((module) => module.askToSignIn());
}"""


@pytest.fixture(scope="module")
def address(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A server with the cast of one organization, for all tests here: a database of its own each would be slow."""
    with django_db_blocker.unblock():
        make_cast("acme")
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        connections.close_all()
        database.rebuild()


@pytest.fixture
def page(address: str, chromium: Browser) -> Iterator[Page]:
    """The list of cases, open before a signed-in agent. Whatever the policy would have stopped fails the test."""
    said: list[str] = []
    context = chromium.new_context(base_url=address, locale="en")
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(f"uncaught {error}"))
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": signed_in(), "url": address}])
    page.goto("/acme/cases/")
    yield page
    context.close()
    assert [words for words in said if "Content Security Policy" in words or "uncaught" in words] == []


def signed_in() -> str:
    """The session of an agent: signing in by hand takes a second, and has tests of its own."""
    return (
        Visit()
        .as_(Agent.everywhere.get(identity__email="xoan@acme.example"))
        .cookies[settings.SESSION_COOKIE_NAME]
        .value
    )


def fill_in(page: Page) -> None:
    page.fill("[name=login]", "xoan@acme.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def open_panel(page: Page) -> None:
    page.keyboard.press("c")
    page.wait_for_selector("#panel .ts-control")


def choose_customer(page: Page, typed: str = "Uxía") -> None:
    page.fill("#panel .ts-control input", typed)
    page.click("#panel .ts-dropdown .option")


def references(page: Page) -> list[str]:
    """The cases there are, as the list shows them."""
    page.goto("/acme/cases/?view=all")
    return page.locator("[data-row] .rows__link").all_inner_texts()


def test_what_was_typed_comes_back_after_a_reload_and_goes_when_it_is_sent(page: Page) -> None:
    open_panel(page)
    choose_customer(page)
    page.fill("#panel [name=reference]", "Broken <b>scale</b>")
    page.wait_for_timeout(600)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    open_panel(page)
    expect(page.locator("#panel [name=reference]")).to_have_value("Broken <b>scale</b>")
    expect(page.locator("#panel .restored")).to_be_visible()
    page.click("#panel .form-deeds .btn-primary")
    page.wait_for_url(A_CASE)
    open_panel(page)
    expect(page.locator("#panel [name=reference]")).to_have_value("")
    assert references(page).count("Broken <b>scale</b>") == 1


def test_leaving_asks_only_when_something_was_changed_and_staying_keeps_it(page: Page) -> None:
    """B2"""
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto("/acme/cases/new/")
    page.goto("/acme/contacts/new/")
    assert asked == []
    page.fill("[name=name]", "Half written")
    page.click(".topbar__brand")
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.locator("[name=name]")).to_have_value("Half written")
    page.click("form[data-unsaved] .form-deeds .btn-primary")
    page.wait_for_url(re.compile(r"/acme/contacts/\d+/$"))
    assert asked == ["beforeunload"]


def test_a_closed_panel_that_holds_something_is_left_only_on_purpose(page: Page) -> None:
    """B2"""
    asked: list[str] = []
    open_panel(page)
    page.fill("#panel [name=reference]", "In the panel")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click(".topbar__brand")
    page.wait_for_url("**/acme/cases/")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize(("keys", "dialog"), [("?", "#shortcuts"), ("Control+k", "#palette"), ("c", "#panel")])
def test_focus_returns_where_it_was_after_a_dialog(page: Page, keys: str, dialog: str) -> None:
    """B53"""
    before = page.locator(".rows__link").first
    before.focus()
    page.keyboard.press(keys)
    expect(page.locator(dialog)).to_be_visible()
    expect(page.locator(f"{dialog} :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(dialog)).to_be_hidden()
    expect(before).to_be_focused()


def test_focus_returns_to_the_form_from_the_panel_above_it(page: Page) -> None:
    """B53: to the chooser whose customer was made there, and to the link that opened the panel."""
    opener = page.locator("a[data-panel]").first
    opener.click()
    page.wait_for_selector("#panel .ts-control")
    page.fill("#panel .ts-control input", "Nobody Known")
    page.click("#panel .ts-dropdown .create")
    expect(page.locator("#second-panel :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#second-panel")).to_be_hidden()
    expect(page.locator("#id_customer-ts-control")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(opener).to_be_focused()


DRAFTS = "Object.keys(localStorage).filter((key) => key.startsWith('atenda:draft:')).length"


@pytest.mark.parametrize("where", ["the menu", "/accounts/logout/"])
def test_whoever_signs_out_leaves_nothing_typed_behind(page: Page, where: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    open_panel(page)
    page.fill("#panel [name=reference]", "Typed on a shared computer")
    page.wait_for_timeout(600)
    assert page.evaluate(DRAFTS) == 1
    if where == "the menu":
        page.reload()
        page.click(".topbar__person summary")
        page.click("[data-forgets-drafts] button")
    else:
        page.goto(where)
        page.click("[data-forgets-drafts] button")
    page.wait_for_url("**/accounts/login/")
    assert page.evaluate(DRAFTS) == 0


def test_what_was_typed_is_kept_for_a_week(page: Page) -> None:
    for days, name in ((6, "kept"), (8, "over")):
        page.evaluate(
            "([days, name]) => localStorage.setItem(`atenda:draft:acme:1:${name}`,"
            " JSON.stringify({ at: Date.now() - days * 864e5, values: [] }))",
            [days, name],
        )
    page.reload()
    assert page.evaluate("'atenda:draft:acme:1:kept' in localStorage")
    assert not page.evaluate("'atenda:draft:acme:1:over' in localStorage")


def test_a_sign_in_that_ends_in_the_middle_is_renewed_in_place(page: Page) -> None:
    open_panel(page)
    choose_customer(page)
    page.fill("#panel [name=reference]", "Typed before it ended")
    page.context.clear_cookies(name="atenda-session")
    page.click("#panel .form-deeds .btn-primary")
    page.wait_for_selector("#sign-in-again[open] [name=login]")
    fill_in(page)
    page.wait_for_url(A_CASE)
    assert references(page).count("Typed before it ended") == 1


def test_a_sign_in_with_a_code_is_renewed_in_place(page: Page) -> None:
    xoan = Agent.everywhere.get(identity__email="xoan@acme.example").identity
    secret = generate_totp_secret()
    app = TOTP.activate(xoan, secret).instance
    open_panel(page)
    choose_customer(page)
    page.fill("#panel [name=reference]", "Typed before a code was asked")
    page.context.clear_cookies(name="atenda-session")
    page.click("#panel .form-deeds .btn-primary")
    page.wait_for_selector("#sign-in-again[open] [name=login]")
    fill_in(page)
    page.wait_for_selector("#sign-in-again[open] [name=code]")
    page.fill("#sign-in-again [name=code]", "000000")
    page.press("#sign-in-again [name=code]", "Enter")
    expect(page.locator("#sign-in-again .field__error")).to_be_visible()
    page.fill("#sign-in-again [name=code]", format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.press("#sign-in-again [name=code]", "Enter")
    page.wait_for_url(A_CASE)
    assert references(page).count("Typed before a code was asked") == 1
    app.delete()


def test_signed_in_already_nobody_is_asked_and_nothing_typed_is_lost(page: Page) -> None:
    open_panel(page)
    page.fill("#panel [name=reference]", "Half a word")
    with page.expect_response("**/accounts/login/"):
        page.evaluate(ASK_TO_SIGN_IN)
    page.wait_for_timeout(200)
    expect(page.locator("#sign-in-again")).to_be_hidden()
    expect(page.locator("#panel [name=reference]")).to_have_value("Half a word")


def test_who_signed_in_again_is_not_asked_by_an_answer_that_comes_late(page: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []
    page.context.clear_cookies(name="atenda-session")
    page.route("**/accounts/login/", lambda route: held.append((route, route.fetch())), times=1)
    page.evaluate(ASK_TO_SIGN_IN)
    page.evaluate(ASK_TO_SIGN_IN)
    page.wait_for_selector("#sign-in-again[open] [name=login]")
    fill_in(page)
    expect(page.locator("#sign-in-again")).to_be_hidden()
    [(route, answer)] = held
    with page.expect_response("**/accounts/login/"):
        route.fulfill(response=answer)
    page.wait_for_timeout(200)
    expect(page.locator("#sign-in-again")).to_be_hidden()


def test_a_double_click_makes_one_case(page: Page) -> None:
    open_panel(page)
    choose_customer(page)
    page.fill("#panel [name=reference]", "Once")
    page.evaluate(
        "document.querySelectorAll('#panel .form-deeds .btn-primary').forEach(b => { b.click(); b.click(); })"
    )
    page.wait_for_url(A_CASE)
    assert references(page).count("Once") == 1


def test_a_customer_made_inside_the_panel_is_chosen_and_nothing_typed_is_touched(page: Page) -> None:
    open_panel(page)
    page.fill("#panel [name=reference]", "Kept")
    page.fill("#panel .ts-control input", "Xurxo Novo")
    page.click("#panel .ts-dropdown .create")
    page.wait_for_selector("#second-panel [name=name]")
    page.click("#second-panel .form-deeds .btn-primary")
    expect(page.locator("#panel .ts-control .item")).to_have_text("Xurxo Novo")
    expect(page.locator("#panel [name=reference]")).to_have_value("Kept")


def test_keys_work_and_none_fires_while_typing(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_contain_text("Ctrl")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("c?")
    expect(page.locator("#palette")).to_be_visible()
    expect(page.locator("#panel")).not_to_be_visible()
    page.fill("#palette input", "uxia")
    page.keyboard.press("Enter")
    page.wait_for_url("**/acme/contacts/*/")


def test_the_theme_changes_at_once_and_stays(page: Page) -> None:
    page.click(".topbar__person summary")
    with page.expect_response("**/accounts/theme/"):
        page.click("[name=theme][value=dark]")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_less_motion_is_no_motion(page: Page) -> None:
    """B56: for whoever asks their device for it, panels are there at once."""
    page.emulate_media(reduced_motion="reduce")
    open_panel(page)
    assert page.evaluate("parseFloat(getComputedStyle(document.getElementById('panel')).animationDuration)") < 0.001


def test_a_hostile_fragment_loses_what_would_run(page: Page) -> None:
    page.evaluate(
        "document.querySelector('main').innerHTML = "
        '\'<form name="x" hx-post="/a/"><input name="name" data-key="q" title="q">'
        '<a href="javascript:alert(1)">x</a><script>window.pwned=1</script></form>\''
    )
    kept = page.inner_html("main")
    assert 'hx-post="/a/"' in kept
    assert 'name="name"' in kept
    assert 'data-key="q"' in kept
    assert not any(word in kept for word in ("javascript", "script"))


def test_what_is_missing_is_said_beside_the_field_and_the_field_takes_the_focus(page: Page) -> None:
    open_panel(page)
    choose_customer(page)
    page.fill("#panel [name=description]", "Typed all the same")
    page.click("#panel .form-deeds .btn-primary")
    expect(page.locator("#panel [data-field=reference] .field__error")).to_be_visible()
    expect(page.locator("#panel [name=reference]")).to_be_focused()
    expect(page.locator("#panel [name=description]")).to_have_value("Typed all the same")
