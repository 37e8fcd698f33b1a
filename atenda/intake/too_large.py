"""Tell whoever wrote too large a mail that it did not come in, once (7.15).

A mail server that brings one hears it from us (552) and tells its author. Of what we fetched there is nobody to refuse
it: the header is held, and its sender gets one short answer, if it is one that a machine may answer (2.1).
"""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from atenda.intake import keeping
from atenda.intake.believing import names_to_believe
from atenda.intake.blocking import is_blocked
from atenda.intake.limits import LARGEST_MAIL, MB
from atenda.intake.models import End, RawMail, Why
from atenda.intake.readers import pool
from atenda.intake.reading.refusals import Unreadable
from atenda.intake.reading.shape import Automatic, Proof, ReadMail
from atenda.mailboxes.managing import addresses_of
from atenda.mailboxes.models import Mailbox
from atenda.mailboxes.own import own
from atenda.notices.announcing import mail_to
from atenda.notices.changes import TOO_LARGE
from atenda.notices.composing import Composed, framed
from atenda.notices.models import Audience, Mail
from atenda.notices.readers import Reader
from atenda.notices.waking import wake
from atenda.organizations.entering import current_organization

NEW = timedelta(days=3)  # what was sent before is of the time before the mailbox was fetched
ONCE_IN = timedelta(days=1)  # to one address


def tell_sender(mail_id: int, *, now: datetime) -> bool:
    """Owe its sender a mail that says so; false where there is nobody who should hear it. Run twice, it is told once.

    The header is a stranger's: a child reads it, as any other mail.
    """
    raw = RawMail.objects.select_related("mailbox").filter(pk=mail_id).first()
    if raw is None or not _is_to_be_told(raw):
        return False
    with tempfile.TemporaryDirectory() as folder:
        path = keeping.path_of(raw.organization_id, raw.digest)
        try:
            header = pool().read(path, Path(folder), trusted=names_to_believe(raw))
        except (Unreadable, FileNotFoundError):
            return False
    return may_be_answered(header, now=now) and _told(mail_id, header, now)


def may_be_answered(header: ReadMail, *, now: datetime) -> bool:
    """A person's mail of these days, from nobody who is blocked or forged, and none of ours."""
    if header.sender is None or header.automatic != Automatic.NO or header.proof == Proof.FAILED or header.is_spam:
        return False
    if header.sent_at is None or abs(now - header.sent_at) > NEW:
        return False
    address = header.sender.address.lower()
    if own().has(address) or is_blocked(address):
        return False
    return not Mail.objects.filter(kind=TOO_LARGE, address=address, created_at__gt=now - ONCE_IN).exists()


@transaction.atomic
def _told(mail_id: int, header: ReadMail, now: datetime) -> bool:
    rows = RawMail.objects.select_for_update(no_key=True, of=("self",)).select_related("mailbox")
    raw = rows.get(pk=mail_id)
    if not _is_to_be_told(raw) or header.sender is None:
        return False
    reader = Reader(Audience.CUSTOMER, header.sender.name, header.sender.address.lower(), raw.mailbox.language)
    mail_to(reader, _composed(raw.mailbox), kind=TOO_LARGE, now=now).save(force_insert=True)
    raw.evidence = {**raw.evidence, "told": now.isoformat()}
    raw.save(update_fields=["evidence"])
    organization = current_organization()
    transaction.on_commit(lambda: wake(organization.pk))
    return True


def _is_to_be_told(raw: RawMail) -> bool:
    is_held = (raw.end, raw.why) == (End.HELD, Why.TOO_LARGE)
    return is_held and raw.mailbox.is_active and "told" not in raw.evidence


def _composed(mailbox: Mailbox) -> Composed:
    """In words that repeat none of theirs (3.09)."""
    with translation.override(mailbox.language):
        subject = _("Your e-mail was too large")
        named = {"address": next(iter(addresses_of(mailbox)), mailbox.name), "most": LARGEST_MAIL // MB}
        paragraphs = [
            _("Your e-mail to %(address)s was not delivered: it has more than %(most)s MB.") % named,
            _("Please send it again with fewer or smaller files, or in several e-mails."),
        ]
    html = "".join(f"<p>{escape(each)}</p>" for each in paragraphs)
    return Composed(subject, "\n\n".join(paragraphs) + "\n", framed(subject, html, mailbox.language))
