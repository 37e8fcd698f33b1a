"""Cases that wait for an answer nobody gives.

The last word is ours, it went to the customer some days ago, and it arrived as far as anybody knows. Whatever a machine
wrote is no word; what was taken back was never said. While a third party is waited for, nobody waits for the customer.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from atenda.autoclosing.models import Announced, Policy
from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message, SideConversation, Standing
from atenda.intake.models import DeadAddress
from atenda.notices.models import Mail, MailState
from atenda.notices.readers import Reader, customer_of


def waiting(policy: Policy, *, now: datetime) -> QuerySet[Case]:
    """Those whose customer is to be told now, the longest waiting first; whether they can be is for `reader_of`."""
    since = now - timedelta(days=policy.days)
    words = Message.objects.filter(case=OuterRef("pk"), automatic="", taken_back_at=None).order_by("-pk")
    told = Announced.objects.filter(case=OuterRef("pk")).filter(Q(end="") | Q(ended_at__gt=since))
    cases: QuerySet[Case] = Case.objects.filter(state__in=policy.states, closed_at=None, binned_at=None)
    cases = cases.filter(Q(contacted_at=None) | Q(contacted_at__lte=since))  # nor did they speak by telephone since
    cases = cases.annotate(
        last_direction=Subquery(words.values("direction")[:1]),
        last_at=Subquery(words.values("at")[:1]),
        last_failed_at=Subquery(words.values("failed_at")[:1]),
    )
    cases = cases.filter(last_direction=Direction.OUT, last_at__lte=since, last_failed_at=None)
    here = Q(case=OuterRef("pk")) | Q(case__merged_into=OuterRef("pk"))
    asked = SideConversation.objects.filter(here, standing=Standing.WAITING)  # it is not the customer's turn (U17)
    return cases.exclude(Exists(told)).exclude(Exists(asked)).order_by("last_at", "pk")


def last_word(case: Case) -> Message | None:
    """Of desk or customer, as far as anybody wrote one; in cases that were merged into this one, too."""
    here = Q(case__in=case.ids_together(), split_into=None) | Q(split_into=case)
    found: Message | None = Message.objects.filter(here, automatic="", taken_back_at=None).order_by("-pk").first()
    return found


def reader_of(case: Case, word: Message) -> Reader | None:
    """The customer, where mails arrive. Nobody where what we wrote last failed, or has not left."""
    reader = customer_of(case)
    if reader is None or word.failed_at is not None:
        return None
    if Mail.objects.filter(written=word).exclude(state=MailState.SENT).exists():
        return None
    return None if DeadAddress.objects.filter(address=reader.address.lower()).exists() else reader
