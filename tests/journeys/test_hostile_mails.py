"""Whatever a mail brings, no script of it runs, nothing is asked of another machine, nothing outside its frame changes
(3.17, 3.19, 3.24–3.27). The walls are tried one by one: what was made harmless in a page without any policy, what was
not in the frame alone, and both together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from atenda.conversations.showing.document import document
from atenda.conversations.views.showing import FRAME
from atenda.intake.reading.html import clean
from atenda.ui.policy import policy
from tests.journeys.person import WATCH

pytestmark = [pytest.mark.browser]
AT_ONCE = 30  # frames in one page
DESK = "https://desk.example"
LINES = Path(__file__).with_name("hostile_mails.txt").read_text().splitlines()
MAILS = [
    re.sub(r"\\([nt]|x\d\d)", lambda sign: {"n": "\n", "t": "\t"}.get(sign[1]) or chr(int(sign[1][1:], 16)), line)
    for line in LINES
    if not line.startswith("# ")
]
# A hand that does everything to everything at once.
TOUCH = """() => {
  const all = [...document.querySelectorAll("*")];
  for (const one of all)
    for (const kind of ["mouseover", "pointerenter", "focus", "input", "copy", "animationstart", "toggle", "error"])
      one.dispatchEvent(new Event(kind, {bubbles: true}));
  return all.flatMap((one) => [...one.attributes].map((each) => `${one.localName} ${each.name}=${each.value}`));
}"""
ALLOWED = """
href rel src alt title style width height align valign bgcolor border color face size cellpadding cellspacing colspan
rowspan start dir lang charset name content target
"""
PARENT = '<!doctype html><title>Desk</title><p id="own">Ours</p>'
FRAME_OF_MAIL = '<iframe sandbox="{sandbox}" src="/frame/{number}"></iframe>'
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"


class Watched:
    """A page of a browser whose every request is answered here, and written down."""

    def __init__(self, page: Page) -> None:
        self.page, self.policy = page, ""
        self.frames: list[str] = []  # what each of them holds
        self.left: list[str] = []
        page.context.route("**/*", self._answer)
        page.context.add_init_script(WATCH)
        page.on("dialog", lambda dialog: (self.left.append("dialog"), dialog.dismiss()))
        page.on("popup", lambda popup: self.left.append("popup"))

    def _answer(self, route: Route) -> None:
        match route.request.url:
            case "https://desk.example/parent":
                headers = {"Content-Security-Policy": policy("x", "")}
                frames = [FRAME_OF_MAIL.format(sandbox=SANDBOX, number=n) for n in range(len(self.frames))]
                route.fulfill(body=PARENT + "".join(frames), content_type="text/html", headers=headers)
            case url if url.startswith(f"{DESK}/frame/"):
                headers = {"Content-Security-Policy": self.policy} if self.policy else {}
                body = self.frames[int(url.rpartition("/")[2])]
                route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)
            case "https://desk.example/favicon.ico":
                route.fulfill(status=204)
            case url:
                self.left.append(url)
                route.abort()

    def hits(self) -> list[Any]:
        """Calls of what the mails name, in the page or a frame of it."""
        ours = [frame for frame in self.page.frames if frame.url.startswith(DESK)]  # others were not let in
        return [hit for frame in ours for hit in frame.evaluate("window.__hits ?? []") if "called" in hit]


@pytest.fixture
def watched(chromium: Browser) -> Iterator[Watched]:
    context = chromium.new_context(base_url=DESK)
    yield Watched(context.new_page())
    context.close()


def _page_of(html: str) -> str:
    return document(html, pictures={"x": f"{DESK}/c/pictures/x/"}, remote=None, title="Ola", fold="Ver", language="gl")


def test_there_are_a_hundred_and_fifty_ways_in_and_more() -> None:
    assert len(set(MAILS)) >= 150


def test_the_watch_sees_what_has_no_wall(watched: Watched) -> None:
    watched.frames = ["<script>__pwn__(1)</script><img src=https://evil.example/p.png>"]
    watched.page.goto("/frame/0")
    assert (watched.hits(), watched.left) == (["called by value 1"], ["https://evil.example/p.png"])


def test_what_was_made_harmless_is_harmless_without_any_policy(watched: Watched) -> None:
    watched.frames = [""]
    watched.page.goto("/frame/0")
    for mail in MAILS:
        harmless = clean(mail).html
        watched.page.set_content(_page_of(harmless), wait_until="domcontentloaded")
        attributes = watched.page.evaluate(TOUCH)
        names = {each.split(" ", 1)[1].partition("=")[0] for each in attributes}
        assert names <= set(ALLOWED.split()), mail
        assert not [
            each for each in attributes if re.match(r"\w+ (href|src)=(?!https?:|mailto:|tel:|data:image/)", each)
        ], mail
        assert watched.hits() == [], mail
        assert [url for url in watched.left if url != f"{DESK}/c/pictures/x/"] == [], mail


def test_the_frame_alone_holds_what_was_not_made_harmless(watched: Watched) -> None:
    watched.policy = FRAME.format(pictures=f"{DESK}/c/pictures/")
    for first in range(0, len(MAILS), AT_ONCE):
        watched.frames = MAILS[first : first + AT_ONCE]
        watched.page.goto("/parent")
        watched.page.wait_for_timeout(300)  # for what begins by itself
        _nothing_happened(watched)


def test_a_mail_in_its_frame_changes_nothing_of_the_page_around_it(watched: Watched) -> None:
    watched.policy = FRAME.format(pictures=f"{DESK}/c/pictures/")
    watched.frames = [_page_of("\n".join(clean(mail).html for mail in MAILS))]
    watched.page.goto("/parent")
    watched.left = [url for url in watched.left if not url.startswith(f"{DESK}/c/pictures/x/")]
    _nothing_happened(watched)


def test_a_wide_mail_scrolls_in_its_frame_on_white_paper_by_night_and_on_a_phone(chromium: Browser) -> None:
    context = chromium.new_context(base_url=DESK, viewport={"width": 390, "height": 844}, color_scheme="dark")
    watched = Watched(context.new_page())
    watched.policy = FRAME.format(pictures=f"{DESK}/c/pictures/")
    watched.frames = [_page_of(clean('<table width="600"><tr><td width="600">Factura</td></tr></table>').html)]
    watched.page.goto("/parent")
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390
    inside = watched.page.frames[1]
    assert inside.evaluate("document.documentElement.scrollWidth") >= 600
    assert inside.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert inside.evaluate("getComputedStyle(document.body).color") == "rgb(31, 35, 40)"
    context.close()


def test_a_link_opens_beside_the_desk_and_tells_nothing_of_it(watched: Watched) -> None:
    watched.policy = FRAME.format(pictures=f"{DESK}/c/pictures/")
    watched.frames = [_page_of(clean('<a href="https://shop.example/">Tenda</a>').html)]
    watched.page.goto("/parent")
    with watched.page.expect_popup() as opened:
        watched.page.frame_locator("iframe").get_by_text("Tenda").click()
    assert "https://shop.example/" in watched.left
    assert opened.value.evaluate("window.opener") is None
    assert watched.page.url == f"{DESK}/parent"


def _nothing_happened(watched: Watched) -> None:
    page = watched.page
    assert watched.left == []
    assert watched.hits() == []
    assert (page.title(), page.url, page.locator("#own").inner_text()) == ("Desk", f"{DESK}/parent", "Ours")
    assert page.evaluate("document.querySelectorAll('*').length") == 5 + len(watched.frames)
