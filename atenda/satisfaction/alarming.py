"""Tell supervisors and administrators of a bad mark, by bell and by mail."""

from __future__ import annotations

from datetime import datetime
from html import escape

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from atenda.access.abilities import RoleKind
from atenda.cases.models import Case
from atenda.live.announce import announce
from atenda.notices.announcing import mail_to
from atenda.notices.composing import Composed, framed
from atenda.notices.filling import one_line
from atenda.notices.models import Audience, Notice
from atenda.notices.models import Kind as News
from atenda.notices.readers import Reader, Why, may_see
from atenda.notices.waking import wake
from atenda.notices.ways import case_address
from atenda.organizations.entering import current_organization
from atenda.satisfaction.events import RATED
from atenda.satisfaction.models import Survey
from atenda.staff.models import Agent

KIND = "rated"
TELLS = (RoleKind.SUPERVISOR, RoleKind.ADMINISTRATOR)


def tell_supervisors(case: Case, survey: Survey, *, now: datetime) -> None:
    """Whoever of them may see the case."""
    agents = Agent.objects.active().filter(role__kind__in=TELLS, is_invited=False, is_integration=False)
    told = [agent for agent in agents.select_related("identity", "role").order_by("pk") if may_see(agent, case)]
    who = str(survey.customer or "")
    for agent in told:
        line = [[RATED.name, who, [], {"name": survey.said}]]
        Notice.objects.create(agent=agent, case=case, kind=News.EDITED, told=line, at=now)
        reader = Reader(
            Audience.ADMINISTRATORS, agent.name, agent.identity.email, agent.identity.language, agent, Why.ADMINISTERS
        )
        mail_to(reader, _letter(case, survey, reader, who), kind=KIND, case=case, now=now).save(force_insert=True)
    if told:
        organization, rung = current_organization().pk, {agent.pk for agent in told}
        transaction.on_commit(lambda: announce(organization, (), rung))
        transaction.on_commit(lambda: wake(organization))


def _letter(case: Case, survey: Survey, reader: Reader, who: str) -> Composed:
    with translation.override(reader.language):
        subject = one_line(f"[{case.folio}] {case.reference}")
        said = _("%(customer)s rated case %(folio)s with %(mark)s.") % {
            "customer": who,
            "folio": case.folio,
            "mark": survey.said,
        }
        address = case_address(case)
        parts = [said, survey.comment, address]
        html = "".join(f'<p style="margin:0 0 16px">{escape(part)}</p>' for part in parts[:2] if part)
        html += f'<p style="margin:0"><a href="{escape(address)}">{escape(_("Open the case"))}</a></p>'
        text = "\n\n".join(part for part in parts if part) + "\n"
        return Composed(subject, text, framed(subject, html, reader.language))
