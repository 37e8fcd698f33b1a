"""What customers of the sample said once their case was closed: most are content, as they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from atenda.cases.models import Case, Lifecycle
from atenda.satisfaction.models import Survey
from atenda.satisfaction.policy import set_policy
from atenda.satisfaction.rating import rate
from atenda.testing.sample.house import ADMINISTRATOR, House

ASKED, ANSWERED = 260, 0.55
LATELY = timedelta(days=120)
MARKS = (5, 5, 5, 5, 4, 4, 4, 3, 2, 1)
SAID = {
    5: ("Moi amables e moi rápidos.", "Todo perfecto, gracias.", "O técnico veu o mesmo día.", "", "", ""),
    4: ("Bien, aunque tardaron un poco en llamar.", "Ben, grazas.", "", ""),
    3: ("Solucionado, pero tuve que llamar dos veces.", "Nin fu nin fa.", ""),
    2: ("Tardaron máis do que dixeran.", "El repartidor no sabía nada del aviso.", ""),
    1: ("Quedamos sin género un viernes.", "Nadie devolvió la llamada."),
}


def ask_and_hear(random: Random, house: House, *, now: datetime) -> None:
    """Of the last months; the question comes a day after closing, the answer some hours later."""
    policy = {"is_on": True, "tells_supervisors": False, "bad_tag": ""}
    set_policy(**policy, by=house.agents[ADMINISTRATOR.email], now=now - LATELY)
    closed = Case.objects.filter(closed_at__gt=now - LATELY, closed_at__lt=now - timedelta(days=3), binned_at=None)
    closed = closed.filter(state__lifecycle=Lifecycle.CLOSED).select_related("contact", "account").order_by("closed_at")
    cases = list(closed)
    for case in sorted(random.sample(cases, min(ASKED, len(cases))), key=lambda case: case.closed_at):
        asked_at = case.closed_at + timedelta(days=1)
        survey = Survey(
            case=case,
            closed_at=case.closed_at,
            contact=case.contact,
            account=None if case.contact else case.account,
            agent=case.responsible,
            team=case.team,
            category=case.category,
            nonce=f"{random.getrandbits(128):032x}",
            asked_at=asked_at,
            expires_at=asked_at + timedelta(days=14),
        )
        survey.save(force_insert=True)
        if random.random() < ANSWERED:
            mark = random.choice(MARKS)
            hours = timedelta(hours=random.uniform(0.2, 40))
            rate(survey, mark=mark, comment=random.choice(SAID[mark]), now=asked_at + hours)
    set_policy(tells_supervisors=True, bad_tag="queja", by=house.agents[ADMINISTRATOR.email], now=now)
