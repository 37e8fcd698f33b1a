"""Look at a domain: SPF, DKIM, DMARC, MX and the name of the server's address, and what is missing of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import TextChoices

from atenda.mailboxes.domains import spf
from atenda.mailboxes.domains.asking import Names, NoAnswer

SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?\Z")
MOST_ADDRESSES = 4


class About(TextChoices):
    """What is looked at."""

    SPF = "spf", "SPF"
    DKIM = "dkim", "DKIM"
    DMARC = "dmarc", "DMARC"
    MX = "mx", "MX"
    REVERSE = "reverse", "PTR"


class Verdict(TextChoices):
    RIGHT = "right"
    MISSING = "missing"
    WRONG = "wrong"
    UNKNOWN = "unknown"  # nobody answered, or it cannot be known from here


@dataclass(frozen=True)
class Record:
    """One to be added to the DNS, as it is typed there."""

    name: str
    kind: str
    value: str


@dataclass(frozen=True)
class Found:
    """`why` is a word that `saying` knows sentences for, `there` what stands in the DNS, `add` what is to be."""

    about: About
    verdict: Verdict
    why: str
    values: dict[str, str] = field(default_factory=dict)
    there: Sequence[str] = ()
    add: Sequence[Record] = ()

    def kept(self) -> dict[str, Any]:
        return {**asdict(self), "about": self.about.value, "verdict": self.verdict.value}


def found_again(kept: dict[str, Any]) -> Found:
    """What was kept of one."""
    records = [Record(**each) for each in kept["add"]]
    about, verdict = About(kept["about"]), Verdict(kept["verdict"])
    return Found(about, verdict, kept["why"], kept["values"], kept["there"], records)


@dataclass(frozen=True)
class Sender:
    """Who sends for the domain: a host, or a provider that is known by what SPF includes and what DKIM is called."""

    host: str = ""
    includes: str = ""
    selectors: tuple[str, ...] = ()


# by how the name of the host ends, or by what a provider is called here
KNOWN = {
    "office365.com": Sender(includes="spf.protection.outlook.com", selectors=("selector1", "selector2")),
    "outlook.com": Sender(includes="spf.protection.outlook.com", selectors=("selector1", "selector2")),
    "gmail.com": Sender(includes="_spf.google.com", selectors=("google",)),
    "google.com": Sender(includes="_spf.google.com", selectors=("google",)),
    "mailgun.org": Sender(includes="mailgun.org", selectors=("k1", "mx", "pic", "smtp", "mailo")),
    "mailgun": Sender(includes="mailgun.org", selectors=("k1", "mx", "pic", "smtp", "mailo")),
    "sendgrid.net": Sender(includes="sendgrid.net", selectors=("s1", "s2")),
    "sendgrid": Sender(includes="sendgrid.net", selectors=("s1", "s2")),
    "postmarkapp.com": Sender(includes="spf.mtasv.net", selectors=("pm", "pm-bounces")),
    "postmark": Sender(includes="spf.mtasv.net", selectors=("pm", "pm-bounces")),
    "brevo.com": Sender(includes="spf.brevo.com", selectors=("brevo1", "brevo2", "mail")),
    "brevo": Sender(includes="spf.brevo.com", selectors=("brevo1", "brevo2", "mail")),
    "amazonaws.com": Sender(includes="amazonses.com"),
    "ovh.net": Sender(includes="mx.ovh.com"),
    "ionos.es": Sender(includes="_spf-eu.ionos.com", selectors=("s1-ionos", "s2-ionos")),
}
GUESSED = ("default", "dkim", "mail", "google", "selector1", "selector2", "s1", "s2", "k1", "k2", "smtp")


def sender_of(host: str) -> Sender:
    """Who sends through a host, or through a provider of this name."""
    name = host.lower().rstrip(".")
    known = next((sender for end, sender in KNOWN.items() if name == end or name.endswith(f".{end}")), Sender())
    return Sender(name, known.includes, known.selectors)


def look(domain: str, sender: Sender, *, selectors: Sequence[str] = (), ours: str = "") -> list[Found]:
    """All five. `ours`: the name of our own mail server, where mail may be brought to it."""
    names = Names()
    steps: tuple[tuple[About, Callable[[], Found]], ...] = (
        (About.SPF, lambda: _spf(names, domain, sender)),
        (About.DKIM, lambda: _dkim(names, domain, sender, selectors)),
        (About.DMARC, lambda: _dmarc(names, domain)),
        (About.MX, lambda: _mx(names, domain, ours)),
        (About.REVERSE, lambda: _reverse(names, sender)),
    )
    found = []
    for about, step in steps:
        try:
            found.append(step())
        except NoAnswer as nobody:
            found.append(Found(about, Verdict.UNKNOWN, "silent", {"name": str(nobody)}))
    return found


def _spf(names: Names, domain: str, sender: Sender) -> Found:
    records = spf.records_of(names, domain)
    term = f"include:{sender.includes}" if sender.includes else f"a:{sender.host}" if sender.host else "mx"
    said = {"server": sender.host or sender.includes}
    if len(records) > 1:
        return Found(About.SPF, Verdict.WRONG, "spf_two", said, records)
    if not records:
        return Found(About.SPF, Verdict.MISSING, "spf_none", said, (), [Record(domain, "TXT", f"v=spf1 {term} ~all")])
    if _may_send(names, domain, sender):
        return Found(About.SPF, Verdict.RIGHT, "spf_right", said, records)
    if not sender.host and not sender.includes:
        return Found(About.SPF, Verdict.UNKNOWN, "spf_whose", said, records)
    addresses = [] if sender.includes else names.addresses(sender.host)
    if not sender.includes and not addresses:
        return Found(About.SPF, Verdict.UNKNOWN, "spf_host", said, records)
    if not sender.includes and spf.Walk(names).verdict(domain, addresses[0]) == spf.Verdict.BROKEN:
        return Found(About.SPF, Verdict.WRONG, "spf_broken", said, records)
    right = Record(domain, "TXT", spf.with_term(records[0], term))
    return Found(About.SPF, Verdict.WRONG, "spf_not_ours", said, records, [right])


def _may_send(names: Names, domain: str, sender: Sender) -> bool:
    if sender.includes:
        return spf.Walk(names).includes(domain, sender.includes)
    addresses = names.addresses(sender.host)[:MOST_ADDRESSES] if sender.host else []
    return bool(addresses) and all(spf.Walk(names).verdict(domain, each) == spf.Verdict.MAY for each in addresses)


def _dkim(names: Names, domain: str, sender: Sender, selectors: Sequence[str]) -> Found:
    """One is asked for by its name alone: those given, those of the provider, and the usual ones."""
    asked = list(dict.fromkeys([*selectors, *sender.selectors, *GUESSED]))
    there: list[str] = []
    for selector in asked:
        name = f"{selector}._domainkey.{domain}"
        keys = [text for text in names.texts(name) if re.search(r"(^|;)\s*p=", text)]
        there += [f"{name} {text}" for text in keys]
        if any(re.search(r"(^|;)\s*p=\s*[A-Za-z0-9+/]", text) for text in keys):
            return Found(About.DKIM, Verdict.RIGHT, "dkim_right", {"selector": selector}, there)
    values = {"asked": ", ".join(asked)}
    if there:
        return Found(About.DKIM, Verdict.WRONG, "dkim_empty", values, there)
    why = "dkim_given" if selectors else "dkim_none"
    return Found(About.DKIM, Verdict.MISSING, why, values)


def _dmarc(names: Names, domain: str) -> Found:
    name = f"_dmarc.{domain}"
    records = [text for text in names.texts(name) if text.lower().replace(" ", "").startswith("v=dmarc1")]
    right = Record(name, "TXT", f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}")
    if not records:
        return Found(About.DMARC, Verdict.MISSING, "dmarc_none", {}, (), [right])
    policy = re.search(r";\s*p\s*=\s*(none|quarantine|reject)\b", records[0], re.IGNORECASE)
    if len(records) > 1 or policy is None:
        return Found(About.DMARC, Verdict.WRONG, "dmarc_wrong", {}, records, [right])
    asks = policy[1].lower()
    why = "dmarc_none_asked" if asks == "none" else f"dmarc_{asks}"
    return Found(About.DMARC, Verdict.RIGHT, why, {"policy": asks}, records)


def _mx(names: Names, domain: str, ours: str) -> Found:
    hosts = names.exchangers(domain)
    if hosts == [""]:  # RFC 7505: it takes none
        return Found(About.MX, Verdict.WRONG, "mx_null", {}, ["."])
    if hosts:
        return Found(About.MX, Verdict.RIGHT, "mx_right", {"hosts": ", ".join(hosts)}, hosts)
    add = [Record(domain, "MX", f"10 {ours}.")] if ours else []
    return Found(About.MX, Verdict.MISSING, "mx_none", {}, (), add)


def _reverse(names: Names, sender: Sender) -> Found:
    """Of a provider it is theirs to see to."""
    if sender.includes or not sender.host:
        return Found(About.REVERSE, Verdict.RIGHT, "reverse_theirs")
    addresses = names.addresses(sender.host)[:MOST_ADDRESSES]
    if not addresses:
        return Found(About.REVERSE, Verdict.UNKNOWN, "spf_host", {"server": sender.host})
    for address in addresses:
        said = names.reverse(address)
        values = {"address": address, "names": ", ".join(said), "server": sender.host}
        if not said:
            return Found(About.REVERSE, Verdict.MISSING, "reverse_none", values, (), [_pointer(address, sender.host)])
        if not any(address in names.addresses(name) for name in said):
            return Found(
                About.REVERSE, Verdict.WRONG, "reverse_elsewhere", values, said, [_pointer(address, sender.host)]
            )
    return Found(About.REVERSE, Verdict.RIGHT, "reverse_right", {"server": sender.host})


def _pointer(address: str, host: str) -> Record:
    return Record(address, "PTR", f"{host}.")
