"""Messages as a timeline shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, TextField, Value, When
from django.db.models.functions import Length

from atenda.conversations.models import Direction, Message
from atenda.conversations.showing.own_words import own_words
from atenda.conversations.showing.picture_addresses import address_of_file
from atenda.customers.models import EmailAddress
from atenda.files.worklists import Shown, files_of_messages


def messages_of(ids: Iterable[int]) -> dict[int, tuple[Message, Sequence[Shown]]]:
    """Each of these with its files, without the long parts that a page asks for when they are looked at. No
    statement where there are none."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = Message.with_sides.filter(pk__in=wanted).defer("html", "references")
    rows = rows.select_related("mailbox", "split_into")
    rows = rows.annotate(html_length=Length("html", function="octet_length"))  # which takes nothing long from the disk
    rows = rows.annotate(is_on_record=Exists(EmailAddress.objects.filter(address=OuterRef("sender_address"))))
    rows = rows.annotate(
        own_html=Case(When(direction=Direction.OUT, then=F("html")), default=Value(""), output_field=TextField())
    )
    files = files_of_messages(wanted)
    return {message.pk: _with_words(message, files.get(message.pk, ())) for message in rows}


def _with_words(message: Any, files: Sequence[Shown]) -> tuple[Message, Sequence[Shown]]:
    """Of ours its words with form, and beside them those files alone that do not stand in them."""
    if not message.own_html:
        return message, files
    shown = {file.row.cid: address_of_file(message, file.pk) for file in files if file.row.cid and not file.is_withheld}
    message.shown = own_words(message.own_html, shown)
    return message, [file for file in files if not file.row.cid]
