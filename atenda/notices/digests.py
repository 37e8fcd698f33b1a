"""The daily digest: what would have been many mails, as one, the cases that have waited longest first (B59, U38)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from atenda.cases.models import Case
from atenda.notices.announcing import mail_to
from atenda.notices.bell import in_words, own_lines
from atenda.notices.composing import Composed, framed
from atenda.notices.filling import CONTROL, one_line
from atenda.notices.models import Audience, Notice, Preference
from atenda.notices.preferences import next_time
from atenda.notices.readers import Reader
from atenda.notices.waking import wake
from atenda.notices.ways import case_address
from atenda.organizations.entering import current_organization
from atenda.server.holding import is_held
from atenda.staff.models import Agent

KIND = "digest"
MOST_CASES = 100


def send_due(now: datetime) -> int:
    """Write the digests that are due in the organization entered; how many. None in a restored copy (6.35)."""
    if is_held():
        return 0
    due = Preference.objects.filter(digest=True, digest_due_at__lte=now).values_list("agent_id", flat=True)
    return sum(write(agent_id, now=now) for agent_id in list(due))


@transaction.atomic
def write(agent_id: int, *, now: datetime) -> bool:
    """One colleague's digest, once: the time of the next is set in the same transaction. No news, no mail."""
    locked = Preference.objects.select_for_update(no_key=True)
    wishes = locked.filter(agent_id=agent_id, digest=True, digest_due_at__lte=now).first()
    if wishes is None:
        return False
    Preference.objects.filter(agent_id=agent_id).update(digest_due_at=next_time(wishes.digest_at, now))
    agent = Agent.objects.select_related("identity", "role").get(pk=agent_id)
    lines = list(own_lines(agent).filter(in_digest=True).select_related("case").order_by("pk"))
    Notice.objects.filter(agent=agent, in_digest=True).update(in_digest=False)
    if not lines or not agent.is_active:
        return False
    reader = Reader(Audience.ASSIGNEES, agent.name, agent.identity.email, agent.identity.language, agent)
    mail = mail_to(reader, compose_digest(lines, reader.language), kind=KIND, now=now)
    mail.save(force_insert=True)
    Notice.objects.filter(pk__in=[line.pk for line in lines]).update(digest=mail)
    organization = current_organization()
    transaction.on_commit(lambda: wake(organization.pk))
    return True


def compose_digest(lines: Sequence[Notice], language: str) -> Composed:
    """Case by case: those still open before those closed, the oldest first."""
    told: dict[int, tuple[Case, list[str]]] = {}
    with translation.override(language):
        for line in lines:
            if line.case is not None:
                told.setdefault(line.case.pk, (line.case, []))[1].extend(in_words(line.told))
        ordered = sorted(told.values(), key=lambda each: (not each[0].is_pending, each[0].created_at))
        subject = ngettext("%(n)s case with news", "%(n)s cases with news", len(ordered)) % {"n": len(ordered)}
        left_out = len(ordered) - MOST_CASES
        text, html = [], []
        for case, sentences in ordered[:MOST_CASES]:
            said = list(dict.fromkeys(sentences))
            heading = CONTROL.sub(" ", f"{case.folio} · {case.reference}")
            text.append(f"{heading}\n" + "\n".join(f"- {each}" for each in said) + f"\n{case_address(case)}")
            items = "".join(f"<li>{escape(each)}</li>" for each in said)
            address = escape(case_address(case))
            html.append(f'<p style="margin:16px 0 4px"><a href="{address}">{escape(heading)}</a></p><ul>{items}</ul>')
        if left_out > 0:
            more = ngettext("and %(n)s more case", "and %(n)s more cases", left_out) % {"n": left_out}
            text.append(more)
            html.append(f"<p>{escape(more)}</p>")
        intro = _("What happened since the last digest, the cases that have waited longest first.")
    body = f"<p>{escape(intro)}</p>{''.join(html)}"
    return Composed(one_line(subject), "\n\n".join([intro, *text]) + "\n", framed(subject, body, language))
