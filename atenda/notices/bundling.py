"""Too many mails at once to one colleague become one: none is lost, none has to be let go by hand (1.3, U38)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from atenda.notices.composing import Composed, framed
from atenda.notices.dropping import is_dropped
from atenda.notices.filling import one_line
from atenda.notices.message_ids import new_message_id
from atenda.notices.models import Mail, MailState, Reason
from atenda.organizations.entering import current_organization
from atenda.server.crashing import maybe_crash

BUNDLE = "bundle"
PAUSE = timedelta(minutes=10)
MOST = 100  # in one; what is over stands in the next
MOST_OF_EACH = 2_000


def set_aside(agent_id: int, *, now: datetime) -> None:
    """Let all that is due for a colleague wait for what follows; the first says until when: one mail brings them all.

    A mail that brings others waits for nothing.
    """
    until = _set_aside().filter(agent_id=agent_id).order_by("due_at").values_list("due_at", flat=True).first()
    due = Mail.objects.filter(agent_id=agent_id, state=MailState.WAITING, due_at__lte=now)
    due.exclude(kind=BUNDLE).update(reason=Reason.TOGETHER, due_at=max(until or now + PAUSE, now), changed_at=now)


def bundle_due(now: datetime) -> None:
    """Write the one mail for every colleague whose time has come."""
    agents = _set_aside().filter(due_at__lte=now).values_list("agent_id", flat=True).distinct()
    for agent_id in [pk for pk in agents if pk is not None]:
        while _bundle(agent_id, now):
            pass


def _set_aside() -> QuerySet[Mail]:
    waiting: QuerySet[Mail] = Mail.objects.filter(state=MailState.WAITING, reason=Reason.TOGETHER, agent__isnull=False)
    return waiting


@transaction.atomic
def _bundle(agent_id: int, now: datetime) -> bool:
    """One of them; whether there was anything to do. What may not be told now is dropped (3.39); a mail left alone
    goes as it is."""
    locked = Mail.objects.select_for_update(no_key=True, of=("self",))
    waiting = locked.filter(agent_id=agent_id, state=MailState.WAITING, reason=Reason.TOGETHER)
    found = list(waiting.order_by("pk")[:MOST])
    mails = [mail for mail in found if not is_dropped(mail, now=now)]
    if len(mails) < 2:
        return len(mails) < len(found)  # others may stand behind those dropped
    last = mails[-1]
    composed = compose_bundle(mails, last.language)
    bundle = Mail(
        kind=BUNDLE,
        audience=last.audience,
        agent_id=agent_id,
        name=last.name,
        address=last.address,
        language=last.language,
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        message_id=new_message_id(current_organization().pk),
        created_at=now,
        due_at=now,
        changed_at=now,
    )
    bundle.save(force_insert=True)
    maybe_crash("bundling")
    ids = [mail.pk for mail in mails]
    Mail.objects.filter(pk__in=ids).update(state=MailState.BUNDLED, reason=Reason.NONE, bundle=bundle, changed_at=now)
    return True


def compose_bundle(mails: Sequence[Mail], language: str) -> Composed:
    """The words of each, the oldest first, under its subject."""
    with translation.override(language):
        subject = ngettext("%(n)s notice in one mail", "%(n)s notices in one mail", len(mails)) % {"n": len(mails)}
        intro = _("So much happened at once that it comes in one mail.")
    parts = [(mail.subject, _cut(mail.text)) for mail in mails]
    text = "\n\n".join([intro, *(f"## {heading}\n\n{words}" for heading, words in parts)])
    html = "".join(
        f'<h2 style="margin:24px 0 8px;font-size:17px">{escape(heading)}</h2>'
        f'<p style="margin:0">{escape(words).replace(chr(10), "<br>")}</p>'
        for heading, words in parts
    )
    return Composed(one_line(subject), f"{text}\n", framed(subject, f"<p>{escape(intro)}</p>{html}", language))


def _cut(text: str) -> str:
    words = text.strip()
    return words if len(words) <= MOST_OF_EACH else f"{words[:MOST_OF_EACH]}…"
