"""The kinds of event other programs may be told of, by subject. A name here is a promise: it never changes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

VERSION = 1  # of the words a delivery is written in; another one is another choice of the endpoint

PUBLISHED: dict[Any, dict[str, Any]] = {
    _("Cases"): {
        "case.opened": _("A case is created"),
        "case.edited": _("Fields of a case change"),
        "case.moved": _("A case changes its state"),
        "case.assigned": _("Other people work on a case"),
        "case.closed": _("A case is closed"),
        "case.cancelled": _("A case is cancelled"),
        "case.reopened": _("A case is reopened"),
        "case.rated": _("A customer rates a case"),
        "case.unmoved": _("A case gets its former state back"),
        "case.value_replaced": _("A value of a case is replaced by another"),
        "case.customer_joined": _("The customer of a case is merged with another"),
        "case.merged": _("A case is merged into another one"),
        "case.absorbed": _("Other cases are merged into one"),
        "case.unmerged": _("A merged case goes its own way again"),
        "case.released": _("A case lets one go that was merged into it"),
        "case.binned": _("A case is moved to the bin"),
        "case.unbinned": _("A case is brought back from the bin"),
    },
    _("Mails"): {
        "message.received": _("A customer’s mail comes in"),
        "message.automatic": _("A mail comes in that a machine wrote"),
        "message.sent": _("Somebody writes to the customer"),
        "message.split": _("A case is made of a mail"),
        "message.taken_back": _("A mail is taken back before it leaves"),
        "message.called_off": _("A mail that was to leave later stays: the customer wrote first"),
        "message.hastened": _("A mail that was to leave later is sent at once"),
        "message.undelivered": _("A mail did not arrive"),
    },
    _("Notes"): {
        "note.added": _("A note is written"),
        "note.edited": _("A note is changed"),
        "note.split": _("A case is made of a note"),
        "note.removed": _("A note is removed"),
        "note.restored": _("A note is brought back"),
    },
    _("Files"): {
        "file.added": _("A file is added"),
        "file.removed": _("A file is removed"),
        "file.restored": _("A file is brought back"),
        "file.accepted": _("A file is found valid"),
        "file.rejected": _("A file is rejected"),
        "file.review_undone": _("A file is to be reviewed again"),
    },
    _("Customers"): {
        "account.created": _("An account is created"),
        "account.edited": _("An account changes"),
        "account.merged": _("An account is merged with another"),
        "account.parted": _("The merging of an account is taken back"),
        "contact.created": _("A contact is created"),
        "contact.edited": _("A contact changes"),
        "contact.merged": _("A contact is merged with another"),
        "contact.parted": _("The merging of a contact is taken back"),
        "contact.linked": _("A contact comes to work for an account"),
        "contact.unlinked": _("A contact works for an account no longer"),
    },
}
KINDS: dict[str, Any] = {kind: says for kinds in PUBLISHED.values() for kind, says in kinds.items()}
TEST = "webhook.test"


def said(kind: str) -> str:
    """A kind in the words of the page."""
    return str(KINDS.get(kind, _("A test")))
