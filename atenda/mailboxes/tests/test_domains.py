"""What the DNS says of the domain of a mailbox, asked of a real server: what is right, what is missing, what to add."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest

from atenda.history.models import Event
from atenda.mailboxes.domains import asking
from atenda.mailboxes.domains.asking import Names
from atenda.mailboxes.domains.checking import check, last_check
from atenda.mailboxes.domains.looking import About, Found, Verdict, look, sender_of
from atenda.mailboxes.domains.spf import Verdict as May
from atenda.mailboxes.domains.spf import Walk
from atenda.mailboxes.managing import add_mailbox
from atenda.mailboxes.models import Mailbox
from atenda.mailboxes.refusals import NoSelector
from atenda.mailboxes.tests.dns_server import Zone, answering
from atenda.notices import ways_out
from atenda.notices.models import MailServer
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.testing.machine import program_of

ACME, HOST, ADDRESS = "acme.example", "smtp.acme.example", "192.0.2.25"
KEY = "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3"


@pytest.fixture
def zone(settings: Any) -> Iterator[Zone]:
    with answering() as found:
        settings.DNS_AT = f"127.0.0.1:{found.port}"
        yield found


@pytest.fixture
def mailbox(acme: Cast) -> Mailbox:
    MailServer.objects.create(host=HOST, port=587, from_address="a@acme.example")
    return add_mailbox(name="Soporte", address=f"soporte@{ACME}", language="gl", by=acme.admin, now=NOW)


def all_right(zone: Zone) -> None:
    zone.txt(ACME, "v=spf1 a:smtp.acme.example -all", "google-site-verification=x")
    zone.txt(f"mail._domainkey.{ACME}", KEY)
    zone.txt(f"_dmarc.{ACME}", "v=DMARC1; p=quarantine")
    zone.says[ACME, "MX"] = ["20 mx2.acme.example.", "10 mx1.acme.example."]
    zone.says[HOST, "A"] = [ADDRESS]
    zone.says["25.2.0.192.in-addr.arpa", "PTR"] = [f"{HOST}."]


def found_in(found: Any) -> dict[str, tuple[str, str]]:
    return {each.about.value: (each.verdict.value, each.why) for each in found}


def one(found: list[Found], about: About) -> Found:
    return next(each for each in found if each.about == about)


def test_where_all_is_right_it_says_so(zone: Zone) -> None:
    all_right(zone)
    found = look(ACME, sender_of(HOST))
    assert found_in(found) == {
        "spf": ("right", "spf_right"),
        "dkim": ("right", "dkim_right"),
        "dmarc": ("right", "dmarc_quarantine"),
        "mx": ("right", "mx_right"),
        "reverse": ("right", "reverse_right"),
    }
    assert one(found, About.MX).values["hosts"] == "mx1.acme.example, mx2.acme.example"


def test_where_nothing_is_it_says_which_records_to_add(zone: Zone) -> None:
    zone.says[HOST, "A"] = [ADDRESS]
    found = look(ACME, sender_of(HOST), ours="desk.acme.example")
    assert found_in(found) == {
        "spf": ("missing", "spf_none"),
        "dkim": ("missing", "dkim_none"),
        "dmarc": ("missing", "dmarc_none"),
        "mx": ("missing", "mx_none"),
        "reverse": ("missing", "reverse_none"),
    }
    assert [(record.name, record.kind, record.value) for each in found for record in each.add] == [
        (ACME, "TXT", "v=spf1 a:smtp.acme.example ~all"),
        (f"_dmarc.{ACME}", "TXT", "v=DMARC1; p=none; rua=mailto:postmaster@acme.example"),
        (ACME, "MX", "10 desk.acme.example."),
        (ADDRESS, "PTR", "smtp.acme.example."),
    ]


@pytest.mark.parametrize(
    ("records", "host", "verdict", "to_be"),
    [
        (["v=spf1 mx -all"], HOST, "wrong", "v=spf1 mx a:smtp.acme.example -all"),
        (["v=spf1 ip4:192.0.2.0/24 -all"], HOST, "right", ""),
        (["v=spf1 a:smtp.acme.example//64 -all"], HOST, "right", ""),
        (["v=spf1 a:smtp.acme.example/24//64 -all"], HOST, "right", ""),
        (["v=spf1 redirect=_spf.acme.example"], HOST, "right", ""),
        (["v=spf1 -all", "v=spf1 mx"], HOST, "wrong", ""),
        (["v=spf1 ip4:nonsense -all"], HOST, "wrong", ""),
        (["v=spf1 -all"], "sendgrid", "wrong", "v=spf1 include:sendgrid.net -all"),
        (["v=spf1 include:sendgrid.net ~all"], "sendgrid", "right", ""),
        (["v=spf1 -all"], "smtp.office365.com", "wrong", "v=spf1 include:spf.protection.outlook.com -all"),
        (["v=spf1 include:_spf.google.com -all"], "smtp.gmail.com", "right", ""),
    ],
)
def test_spf_is_read_as_receivers_read_it(zone: Zone, records: Any, host: str, verdict: str, to_be: str) -> None:
    all_right(zone)
    zone.txt(ACME, *records)
    zone.txt("_spf.acme.example", "v=spf1 a:smtp.acme.example -all")
    found = one(look(ACME, sender_of(host)), About.SPF)
    assert (found.verdict.value, found.add[0].value if found.add else "") == (verdict, to_be)


def test_a_circle_of_includes_ends(zone: Zone) -> None:
    zone.txt(ACME, "v=spf1 include:other.example -all")
    zone.txt("other.example", "v=spf1 include:acme.example -all")
    assert Walk(Names()).verdict(ACME, ADDRESS) == May.BROKEN
    assert len(zone.asked) == 2


@pytest.mark.parametrize(
    ("text", "verdict"),
    [(KEY, Verdict.RIGHT), ("v=DKIM1; p=", Verdict.WRONG), ("nothing of the kind", Verdict.MISSING)],
)
def test_a_key_is_found_under_the_selector_that_is_given(zone: Zone, text: str, verdict: Verdict) -> None:
    zone.txt(f"outono2026._domainkey.{ACME}", text)
    found = one(look(ACME, sender_of(HOST), selectors=["outono2026"]), About.DKIM)
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("v=DMARC1; p=none", "dmarc_none_asked"),
        ("v=DMARC1;p=reject", "dmarc_reject"),
        ("v=DMARC1; sp=x", "dmarc_wrong"),
    ],
)
def test_dmarc_is_read(zone: Zone, text: str, why: str) -> None:
    zone.txt(f"_dmarc.{ACME}", text)
    assert one(look(ACME, sender_of(HOST)), About.DMARC).why == why


def test_an_address_whose_name_leads_elsewhere_is_said(zone: Zone) -> None:
    all_right(zone)
    zone.says["25.2.0.192.in-addr.arpa", "PTR"] = ["pool-25.provider.example."]
    assert one(look(ACME, sender_of(HOST)), About.REVERSE).why == "reverse_elsewhere"


def test_without_network_nothing_is_made_up(zone: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "OF_ONE", 0.3)
    zone.is_silent = True
    began = monotonic()
    found = look(ACME, sender_of(HOST))
    assert {each.verdict for each in found} == {Verdict.UNKNOWN}
    assert {each.why for each in found} == {"silent"}
    assert monotonic() - began < 5


def test_the_page_asks_keeps_and_says_it_in_words(acme: Cast, mailbox: Mailbox, zone: Zone, visit: Visit) -> None:
    zone.txt(ACME, "v=spf1 mx -all")
    zone.says[HOST, "A"] = [ADDRESS]
    page = acme.url(f"settings/mailboxes/{mailbox.pk}/domain/")
    assert visit.as_(acme.admin).get(page).status_code == 200
    assert zone.asked == []  # looking at the page asks nobody
    assert visit.post(page, {"selectors": "outono2026"}).status_code == 302
    shown = visit.get(page).content.decode()
    assert "v=spf1 mx a:smtp.acme.example -all" in shown
    assert "no está entre los que pueden" in shown
    assert ("outono2026._domainkey.acme.example", "TXT") in zone.asked
    beside = visit.get(acme.url(f"settings/mailboxes/{mailbox.pk}/")).content.decode()
    assert "no puede hacerlo en nombre de su dominio" in beside
    assert Event.objects.filter(kind="mailbox.domain_checked").count() == 1
    assert visit.post(page, {"selectors": "a/b"}).status_code == 422
    assert visit.as_(acme.agent).get(page).status_code == 403


def test_what_was_found_is_stale_once_mails_go_another_way(acme: Cast, mailbox: Mailbox, zone: Zone) -> None:
    zone.says[HOST, "A"] = [ADDRESS]
    assert check(mailbox, selectors=[], by=acme.admin, now=NOW).may_not_send is True
    ways_out.set_way(mailbox, carrier="brevo", secret="key", by=acme.admin)
    stale = last_check(mailbox)
    assert stale is not None
    assert (stale.is_stale, stale.may_not_send, stale.check.checked_at) == (True, False, NOW)
    zone.txt(ACME, "v=spf1 include:spf.brevo.com -all")
    assert check(mailbox, selectors=[], by=acme.admin, now=NOW).may_not_send is False


def test_a_selector_is_a_word(acme: Cast, mailbox: Mailbox, zone: Zone) -> None:
    with pytest.raises(NoSelector):
        check(mailbox, selectors=["a b"], by=acme.admin, now=NOW)
    assert zone.asked == []


def test_a_program_asks_the_same(acme: Cast, mailbox: Mailbox, zone: Zone) -> None:
    all_right(zone)
    program, path = program_of(acme.admin), f"mailboxes/{mailbox.pk}/domain/"
    assert program.ask("GET", path).json()["checked_at"] is None
    said = program.ask("POST", path, {"selectors": ["mail"]}).json()
    assert {each["about"]: each["verdict"] for each in said["found"]} == dict.fromkeys(About.values, "right")
    assert said["may_not_send"] is False
    assert program.ask("GET", path).json()["found"] == said["found"]


@pytest.mark.parametrize(
    ("name", "kind", "record"),
    [
        (ACME, "TXT", r'"v=spf1 a\000:b -all"'),
        (f"_dmarc.{ACME}", "TXT", r'"v=DMARC1; p=none; rua=\000"'),
        (f"mail._domainkey.{ACME}", "TXT", r'"v=DKIM1; p=\000"'),
        (ACME, "TXT", r'"v=spf1 include:\237\191\189 -all"'),
        (ACME, "TXT", r'"v=spf1 include: a:a..b mx:\\999 ip4: exists:%{i} redirect= -all"'),
        ("25.2.0.192.in-addr.arpa", "PTR", r"evil\000\010<b>.example."),
        (ACME, "MX", r"0 \000\034<script>.example."),
    ],
)
def test_whatever_the_dns_says_is_kept_and_shown(
    acme: Cast, mailbox: Mailbox, zone: Zone, visit: Visit, name: str, kind: str, record: str
) -> None:
    all_right(zone)
    zone.says[name, kind] = [record]
    page = acme.url(f"settings/mailboxes/{mailbox.pk}/domain/")
    assert visit.as_(acme.admin).post(page, {"selectors": "mail"}).status_code == 302
    shown = visit.get(page)
    assert shown.status_code == 200
    assert "<script>.example" not in shown.content.decode()


def test_a_domain_that_is_longer_than_any_in_the_dns_is_found_nowhere(acme: Cast, zone: Zone) -> None:
    """Its letters fit into an address; as the DNS writes them they do not fit into a name."""
    MailServer.objects.create(host=HOST, port=587, from_address="a@acme.example")
    long = add_mailbox(name="Longo", address=f"s@{'ñ.' * 60}example", language="gl", by=acme.admin, now=NOW)
    found = found_in(check(long, selectors=[], by=acme.admin, now=NOW).found)
    assert (found["spf"][0], found["mx"][0]) == ("missing", "missing")
