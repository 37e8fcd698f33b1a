"""What of the log is administration: everything that is of no case and no customer, but for what is a person's own.

So what other packages record of their own rows — tokens, imports, settings — is in the audit log without asking. The
index `event_audited` has the very same condition; whoever changes it here makes another index.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CUSTOMERS = ("customers.account", "customers.contact")
OF_CASES = ("casefile.downloaded",)  # taken out of the house
AUDITED = Q(case__isnull=True) & ~Q(subject_type__in=CUSTOMERS) | Q(kind__in=OF_CASES)
OWN = tuple(f"view.{done}" for done in ("saved", "changed", "removed", "restored"))
OWN = (*OWN, "case.followed", "case.muted", "case.heard_as_usual")


@dataclass(frozen=True)
class Area:
    """Kinds of event that belong together, by how their names begin."""

    label: Promise
    begins: tuple[str, ...]

    def condition(self) -> Q:
        found = Q()
        for begin in self.begins:
            found |= Q(kind__startswith=f"{begin}.")
        return found


AREAS = {
    "signin": Area(_("Signing in"), ("signin",)),
    "people": Area(_("People and teams"), ("agent", "team", "organization")),
    "roles": Area(_("Roles"), ("role", "seeing")),
    "lists": Area(_("Values and tags"), ("picklist", "customertag")),
    "rules": Area(_("Fields, moves and boards"), ("fields", "moves", "board")),
    "mail": Area(
        _("Mail and notices"),
        (
            "mailserver",
            "sandbox",
            "policy",
            "wording",
            "intake",
            "intakerule",
            "mailbox",
            "imap",
            "satisfaction",
            "autoclosing",
            "signature",
        ),
    ),
    "macros": Area(_("Quick replies and macros"), ("quickreply", "macro")),
    "machines": Area(_("Tokens and webhooks"), ("token", "webhook", "api")),
    "data": Area(
        _("Data in and out"), ("export", "exporting", "import", "importing", "casefile", "audit", "archive", "backup")
    ),
}


def area_of(kind: str) -> str:
    """What the area is called; «Other» for a kind that no area knows."""
    begin = kind.split(".")[0]
    for area in AREAS.values():
        if begin in area.begins:
            return str(area.label)
    return str(_("Other"))
