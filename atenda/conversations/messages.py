"""Messages as a timeline shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef
from django.db.models.functions import Length

from atenda.conversations.models import Message
from atenda.customers.models import EmailAddress
from atenda.files.worklists import Shown, files_of_messages


def messages_of(ids: Iterable[int]) -> dict[int, tuple[Message, Sequence[Shown]]]:
    """Each of these with its files, without the long parts that a page asks for when they are looked at. No
    statement where there are none."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Message.objects.filter(pk__in=wanted).defer("html", "references").select_related("mailbox", "split_into")
    rows = rows.annotate(html_length=Length("html", function="octet_length"))  # which takes nothing long from the disk
    rows = rows.annotate(is_on_record=Exists(EmailAddress.objects.filter(address=OuterRef("sender_address"))))
    files = files_of_messages(wanted)
    return {message.pk: (message, files.get(message.pk, ())) for message in rows}
