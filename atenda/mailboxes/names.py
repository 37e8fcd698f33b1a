"""What mailboxes are called, kept in memory for pages that name them."""

from __future__ import annotations

from collections.abc import Mapping

from atenda.mailboxes.models import Mailbox
from atenda.organizations.folding import sort_key


def mailboxes() -> Mapping[int, str]:
    """All of them by name, those that take nothing any more too."""
    rows = Mailbox.objects.values_list("pk", "name")
    return dict(sorted(rows, key=lambda row: sort_key(row[1])))
