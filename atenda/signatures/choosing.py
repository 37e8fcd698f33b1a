"""Which signature goes out below the words of one agent, by one mailbox, to a customer of one language (B9).

The language decides first: one's own for the mailbox, one's own for all, then those for whoever has none, for the
mailbox and for all. Where none of them says anything in that language, the same in that of the organization, then in
any.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from atenda.conversations.rich import words_of
from atenda.organizations.entering import current_organization
from atenda.organizations.labels import LANGUAGES
from atenda.organizations.revisions import kept_until_touched
from atenda.signatures.models import Signature
from atenda.signatures.places import fill
from atenda.staff.models import Agent


@dataclass(frozen=True)
class Signed:
    """A signature as it goes out, in both of its forms."""

    text: str
    html: str
    language: str
    is_own: bool  # of the agent, and not for whoever has none


def signature_of(agent: Agent, *, mailbox_id: int | None, address: str, language: str) -> Signed | None:
    """With its places filled in; None where there is none. `address`: what the mail is sent from."""
    rows = [row for row in _in_question(agent.pk) if row.mailbox_id in (None, mailbox_id)]
    for wanted in dict.fromkeys((language, current_organization().language, *LANGUAGES)):
        if row := next((row for row in rows if row.texts.get(wanted)), None):
            html = fill(row.texts[wanted], values_of(agent, address))
            text = words_of(html).strip()
            return Signed(text, html, wanted, row.agent_id is not None) if text else None
    return None


def values_of(agent: Agent, address: str) -> dict[str, str]:
    return {
        "agent": agent.name,
        "position": agent.position,
        "phone": agent.phone,
        "mailbox": address,
        "organization": current_organization().name,
    }


@kept_until_touched
def _in_question(agent_id: int) -> list[Signature]:
    """The agent's own and those for whoever has none, the nearest first."""
    rows = Signature.objects.filter(Q(agent=agent_id) | Q(agent=None)).exclude(texts={})
    return sorted(rows, key=_nearest)


def _nearest(row: Signature) -> tuple[bool, bool]:
    return row.agent_id is None, row.mailbox_id is None
