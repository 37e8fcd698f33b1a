"""Which mails belong together: those about one case to one reader answer the first of them (RFC 5322, 3.6.4)."""

from __future__ import annotations

from atenda.notices.models import Mail, MailState


def beginning_of(mail: Mail) -> str:
    """The Message-ID of the first mail about the case that went to this address; none for the first itself."""
    if mail.case_id is None:
        return ""
    sent = Mail.objects.filter(case_id=mail.case_id, address=mail.address, state=MailState.SENT).exclude(pk=mail.pk)
    return sent.order_by("sent_at", "pk").values_list("message_id", flat=True).first() or ""
