"""A person at a browser, and everything the browser complained of while they were there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from atenda.staff.models import Agent
from atenda.testing.cast import PASSWORD
from tests.journeys.desk_under_test import Place

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# Counts calls of the hostile values' function and reports of the content policy; not bound by the policy itself.
WATCH = """
window.__hits = []; window.__pwn__ = window.__PWN__ = (n) => { window.__hits.push(`called by value ${n}`); };
document.addEventListener("securitypolicyviolation", (event) => {
  window.__hits.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""
# Colours fade from day to night: axe must not look at them on the way.
RUN_AXE = """async (options) => {
  await new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)));
  const ends = (animation) => Number.isFinite(animation.effect.getComputedTiming().endTime);
  const running = () => document.getAnimations().filter(ends);
  // what a colour is inherited by begins to move when it has arrived
  for (let round = 0; round < 20 && running().length; round++)
    await Promise.allSettled(running().map((animation) => animation.finished));
  return axe.run(document, {resultTypes: ["violations"], ...options});
}"""
# A refused form is an answer like another; the browser notes every answer from 400 up in its console.
REFUSALS = re.compile(r"the server responded with a status of (422|404|403|401)")
# Whoever leaves a page gives up what it was asking for; htmx says so in these two lines.
GIVEN_UP = re.compile(r"htmx:(afterRequest|sendAbort), \[object")
DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@dataclass
class Person:
    """Signed in as an agent, on one page at a time."""

    agent: Agent | None
    place: Place
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str = "cases/") -> Person:
        self.page.goto(self.place.url(path))
        return self

    def arrive(self) -> Person:
        """Signed in already, as on most mornings."""
        assert self.agent is not None
        client = Client()
        client.force_login(self.agent.identity, backend="atenda.access.passwords.PasswordBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME]
        address = f"http://127.0.0.1:{self.place.desk.port}"
        self.context.add_cookies([{"name": session.key, "value": session.value, "url": address}])
        return self.go()

    def sign_in(self) -> Person:
        """By the form, as everybody does."""
        assert self.agent is not None
        self.page.goto(self.place.url("cases/"))
        self.page.locator("input[name=login]").fill(self.agent.identity.email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("input[name=password]").press("Enter")
        self.page.wait_for_url(re.compile(r"/cases/"))
        return self

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def close_case(self, deed: str) -> None:
        """From the case's page, through the form that asks how it ends."""
        self.link(deed).click()
        self.button(deed).click()

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name, exact=True)

    def sees(self, text: str, times: int | None = None) -> None:
        found = self.page.get_by_text(text)
        expect(found.first).to_be_visible() if times is None else expect(found).to_have_count(times)

    def hits(self) -> list[Any]:
        """Calls of hostile code and reports of the content policy on this page."""
        return list(self.page.evaluate("window.__hits"))

    def violations(self) -> list[str]:
        """What axe-core finds wrong on this page: all of it by day, and by night what colours can do wrong."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        by_day = self._run_axe("light", {})
        by_night = self._run_axe("dark", {"runOnly": ["color-contrast", "link-in-text-block"]})
        self.page.emulate_media(color_scheme="light")
        return by_day + by_night

    def _run_axe(self, theme: Literal["light", "dark"], options: dict[str, Any]) -> list[str]:
        self.page.emulate_media(color_scheme=theme)
        found = self.page.evaluate(RUN_AXE, options)
        return [
            f"{theme}: {rule['id']}: {rule['help']} — {node['target']} {node['html'][:160]}"
            for rule in found["violations"]
            for node in rule["nodes"][:3]
        ]

    def listen(self) -> None:
        """Write down every error of the console and of scripts, whatever page they are on."""
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not (REFUSALS.search(message.text) or GIVEN_UP.search(message.text)):
            self.complaints.append(f"{self.page.url}: {message.text}")


def open_browser(
    browser: Browser,
    place: Place,
    agent: Agent | None,
    *,
    locale: str = "es-ES",
    bypass_policy: bool = False,
    **more: Any,
) -> Person:
    """A browser of their own: cookies, language and size are nobody else's. Nothing moves: nobody waits."""
    options = {"viewport": DESKTOP, "reduced_motion": "reduce", **more}
    context = browser.new_context(locale=locale, timezone_id="Europe/Madrid", bypass_csp=bypass_policy, **options)
    context.set_default_timeout(10_000)
    context.add_init_script(WATCH)
    person = Person(agent, place, context, context.new_page())
    person.listen()
    return person
