"""How much what two records share says that they are one customer.

A family shares a telephone and an office its mailbox (U14), so these weigh little when the names differ; a tax number
is of one alone. Two tax numbers tell two apart, whatever else they share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from atenda.customers.duplicates.sounding import differs_by_a_slip, has_all_of, sounds_same


class Share(StrEnum):
    """What two records may have in common, as it is kept."""

    TAX = "tax"
    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"
    SLIP = "slip"


SAID = {
    Share.TAX: _("the same tax number"),
    Share.EMAIL: _("the same e-mail"),
    Share.PHONE: _("the same phone"),
    Share.NAME: _("the same name"),
    Share.SLIP: _("a similar name"),
}
WEIGHTS = {Share.TAX: 60, Share.EMAIL: 30, Share.PHONE: 20, Share.NAME: 40, Share.SLIP: 25}
WITH_ALL_OF = 15  # one name is the other with more words
TWO_TAX_NUMBERS = -35
LEAST = 20  # what weighs less is not proposed


def shares_of(evidence: Iterable[Share], names: tuple[str, str], kind: str) -> list[Share]:
    """What the two share, names looked at whatever led to them, weightiest first."""
    shared = set(evidence) - {Share.NAME, Share.SLIP}
    if sounds_same(*names, kind):
        shared.add(Share.NAME)
    elif differs_by_a_slip(*names, kind):
        shared.add(Share.SLIP)
    return sorted(shared, key=lambda share: -WEIGHTS[share])


def weight_of(shares: Sequence[Share], names: tuple[str, str], tax_ids: tuple[str, str], kind: str) -> int:
    weight = sum(WEIGHTS[share] for share in shares)
    if shares and not {Share.NAME, Share.SLIP}.intersection(shares) and has_all_of(*names, kind):
        weight += WITH_ALL_OF
    if all(tax_ids) and tax_ids[0] != tax_ids[1]:
        weight += TWO_TAX_NUMBERS
    return weight
