"""What holds for every request: asking changes nothing, changing needs our own page, hostile addresses lead nowhere."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.db import connection, transaction

from atenda.cases.models import Case
from atenda.testing.cast import PASSWORD
from atenda.testing.fixtures import Visit
from tests.architecture.crawling import addresses, crawl
from tests.architecture.routes import doors
from tests.architecture.stage import Stage, without_numbers

POSTS = [door for door in doors() if door.method == "POST"]
# Here the sealed address is all the right there is; a program that reads mail has no page of ours (RFC 8058).
SEALED = {"notices_told", "customer_answer", "customer_solved", "customer_keep", "customer_unsolved", "customer_rating"}
# A session notes now and then that its person is there; a tally counts attempts to come in.
MOVING = {"access_session", "access_tally"}
# A mail is shown at an address of its own where nothing runs and nothing loads; our own page frames it (3.25).
OF_A_MAIL = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
EVIL = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "/%2fevil.example/",
    "%2f%2fevil.example",
    "http:///evil.example/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "\thttps://evil.example/",
    "/\t/evil.example/",
]
HOSTILE = [
    "",
    "'",
    '"><script>',
    "\x00",
    "%00",
    "1e999",
    "-1",
    str(10**20),
    "9" * 400,
    "é",
    "🦊",
    "../../etc",
    "[]",
    "{",
]
ACROSS = {
    "responsible__identity__password__startswith": "scrypt",
    "contact__companies__account__name": "Conservas",
    "organization_id": "2",
    "organization__slug": "other",
    "order": "responsible__identity__password",
    "view": "__class__",
    "sort": "-organization_id",
    "_connector": "OR 1=1 OR",
    "__proto__[x]": "1",
    "constructor.prototype": "1",
}


def is_of_a_mail(policy: str, path: str) -> bool:
    """A mail of ours, or one that came in: of that links may be opened beside the desk, and its pictures shown."""
    if path.endswith("/body/"):
        opens = {"allow-scripts", "allow-same-origin", "allow-forms", "allow-top-navigation"}
        return policy.startswith("sandbox ") and not opens & set(policy.partition(";")[0].split())
    return policy == OF_A_MAIL and path.endswith(("/html/", "/preview/"))


def contents() -> dict[str, str]:
    """A digest of every table, row by row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()} - MOVING
        found = {}
        for table in sorted(tables):
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
        return found


def test_asking_changes_nothing(stage: Stage) -> None:
    """3.57: every GET, twice, as an administrator."""
    with transaction.atomic():
        visit = stage.visit("admin")
        before = contents()
        for _ in range(2):
            asked = [address for address, _ in crawl(visit, stage)]
        assert contents() == before
        assert len(asked) > 60


def test_changing_needs_a_page_of_ours(stage: Stage) -> None:
    """3.57: without the token, or with one from elsewhere, 403 and nothing changed."""
    visit, before, let_through = Visit(enforce_csrf_checks=True).as_(stage.acme.admin), contents(), []
    for door in (door for door in POSTS if door.route not in SEALED):
        address = stage.address(door.route, door.thing)
        answers = [
            visit.post(address),
            visit.post(address, {"csrfmiddlewaretoken": "x" * 64}),
            visit.post(address, "{}", content_type="text/plain"),
            visit.post(address, "{}", content_type="application/json"),
        ]
        let_through += [f"{door}: {answer.status_code}" for answer in answers if answer.status_code != 403]
    assert let_through == []
    assert contents() == before


def test_every_answer_carries_the_policy_and_is_not_kept(stage: Stage) -> None:
    """3.27, 3.67: pages, refusals, redirects, fragments, and what is not there."""
    lacking = []
    for person in ("nobody", "admin"):
        with stage.as_(person) as visit:
            for address, answer in crawl(visit, stage, "/nowhere/", "/favicon.ico", "/acme/nowhere/"):
                policy = answer.headers.get("Content-Security-Policy", "")
                if is_of_a_mail(policy, address.partition("?")[0]):
                    policy = policy.replace("'self'", "'none'").replace("'unsafe-inline'", "")
                if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy:
                    lacking.append(f"{address}: no policy")
                if "unsafe" in policy or "*" in policy.replace("testserver", ""):
                    lacking.append(f"{address}: a loose policy")
                if "no-store" not in answer.headers.get("Cache-Control", ""):
                    lacking.append(f"{address}: may be kept")
                for header in ("X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"):
                    if header not in answer.headers:
                        lacking.append(f"{address}: no {header}")
                if answer.status_code >= 500:
                    lacking.append(f"{address}: {answer.status_code}")
    assert lacking == []


def test_a_nonce_is_never_used_twice(stage: Stage) -> None:
    visit = stage.visit("admin")
    policies = {visit.get(stage.acme.url("cases/")).headers["Content-Security-Policy"] for _ in range(5)}
    assert len(policies) == 5


def test_signing_in_leads_to_no_foreign_place(stage: Stage) -> None:
    """3.58"""
    form = {"login": stage.acme.agent.identity.email, "password": PASSWORD}
    for address in EVIL:
        for method in (Visit().post, stage.visit("agent").get):
            answer = method(f"/accounts/login/?{urlencode({'next': address})}", {**form, "next": address})
            assert (answer.status_code, host_of(answer["Location"])) == (302, "testserver"), address


@pytest.mark.parametrize(
    ("door", "form"),
    [
        ("/accounts/logout/", {}),
        ("/accounts/language/", {"language": "gl"}),
        ("/accounts/theme/", {"theme": "dark"}),
        ("/accounts/reauthenticate/", {"password": PASSWORD}),
    ],
)
def test_no_deed_leads_to_a_foreign_place(door: str, form: dict[str, str], stage: Stage) -> None:
    for address in EVIL:
        answer = stage.visit("agent").post(f"{door}?{urlencode({'next': address})}", {**form, "next": address})
        assert (answer.status_code, host_of(answer["Location"])) == (302, "testserver"), address


def test_a_forged_host_is_not_answered(stage: Stage) -> None:
    """3.59"""
    for headers in ({"host": "evil.example"}, {"host": "testserver:80@evil.example"}):
        assert stage.visit("agent").get(stage.acme.url("cases/"), headers=headers).status_code == 400
    answer = stage.visit("agent").get(stage.acme.url("cases/"), headers={"x-forwarded-host": "evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.content.decode()


def test_a_name_said_by_the_network_signs_nobody_in(stage: Stage) -> None:
    """3.47"""
    names = ("remote-user", "x-forwarded-user", "x-forwarded-email", "x-remote-user", "from")
    headers = dict.fromkeys(names, stage.acme.admin.identity.email)
    for address in addresses(stage):
        if address.startswith("/acme/"):
            assert Visit(REMOTE_USER=headers["from"]).get(address, headers=headers).status_code == 302


@pytest.mark.parametrize(
    "route", ["worklists:cases", "customers:accounts", "customers:contacts", "staff:people", "ui:palette"]
)
def test_questions_across_relations_are_not_understood(route: str, stage: Stage) -> None:
    """3.42, 3.43: names of columns and operators in the address change nothing in the answer."""
    visit, address = stage.visit("admin"), stage.address(route)
    plain = _rows(visit.get(address))
    for name, value in ACROSS.items():
        answer = visit.get(f"{address}?{urlencode({name: value})}")
        assert (answer.status_code, _rows(answer)) == (200, plain), name


def test_no_value_in_an_address_breaks_a_page(stage: Stage) -> None:
    """3.42, 3.70: everything a page reads from its address, filled with what should not be there."""
    visit = stage.visit("admin")
    names = [
        "q",
        "view",
        "order",
        "before",
        "after",
        "customer",
        "contact",
        "account",
        "company",
        "name",
        "kind",
        "show",
    ]
    broken = []
    for address in addresses(stage, "own"):
        for value in HOSTILE[::2]:
            with transaction.atomic():
                answer = visit.get(f"{address}?{urlencode(dict.fromkeys(names, value))}")
                if answer.status_code not in {200, 302, 403, 404}:
                    broken.append(f"{answer.status_code} {address} {value[:9]!r}")
                transaction.set_rollback(True)
    assert broken == []


def test_no_value_in_a_form_breaks_a_page(stage: Stage) -> None:
    broken = []
    for door in POSTS:
        names = _field_names(stage, door)
        for value in HOSTILE[::2]:
            with stage.as_("admin") as visit:
                answer = visit.post(stage.address(door.route, door.thing), dict.fromkeys(names, value))
                if answer.status_code >= 500:
                    broken.append(f"{answer.status_code} {door} {value!r}")
    assert broken == []


@pytest.mark.parametrize("number", [0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**30])
def test_a_number_beyond_all_numbers_is_simply_not_there(number: int, stage: Stage) -> None:
    visit = stage.visit("admin")
    for path in (f"cases/{number}/", f"accounts/{number}/", f"contacts/{number}/edit/", f"settings/people/{number}/"):
        assert visit.get(stage.acme.url(path)).status_code == 404
    assert visit.post(stage.acme.url(f"cases/{number}/notes/"), {"body": "x"}).status_code == 404
    assert visit.get(stage.acme.url(f"settings/teams/{number}/")).status_code == 404
    assert visit.get(stage.acme.url(f"settings/picklists/states/{number}/")).status_code == 404
    assert visit.get(stage.acme.url(f"palette/?q={number}")).status_code == 200


def test_the_stage_itself_is_as_thought(stage: Stage) -> None:
    assert Case.objects.count() == 2


def host_of(address: str) -> str:
    """Whose page a browser would open: it takes a backslash for a slash and forgets tabs and blanks."""
    plain = address.strip().replace("\\", "/").replace("\t", "")
    target = urlsplit(urljoin("http://testserver/", plain))
    return target.netloc if target.scheme == "http" else target.scheme


def _rows(answer: Any) -> tuple[int, int]:
    """How many rows a list shows, and how many links lead to one thing."""
    text = without_numbers(answer)[1]
    return text.count("data-row"), text.count("rows__link")


def _field_names(stage: Stage, door: Any) -> list[str]:
    """The fields of the form that posts here, and the names of what else the deeds of ours are told."""
    said = ["seen", "submission", "customer", "account", "position", "session", "restore", "undo", "language", "theme"]
    with stage.as_("admin") as visit:
        page = visit.get(stage.address(door.route, door.thing))
        context = page.context or {}
        form = context.get("form") if page.status_code == 200 else None
    return [*said, "next", "body", "state", "priority", *(form.fields if form is not None else ())]
