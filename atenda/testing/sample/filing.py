"""Files of a few cases of the sample: photos, a delivery note, a list, a recorded call; some of them reviewed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from atenda.access.abilities import RoleKind
from atenda.cases.models import Case
from atenda.files.models import Review
from atenda.files.reviewing import review
from atenda.staff.models import Agent
from atenda.testing import make
from atenda.testing.sample.papers import a_page, a_photo, a_voice

WITH_FILES = 12
WRONG = ("La foto está borrosa: no se lee la etiqueta.", "Es el albarán de otra entrega.")
Paper = tuple[str, Callable[[Random, Case], bytes]]


def _note(random: Random, case: Case) -> bytes:
    goods = random.sample(("Mejillón en escabeche", "Bonito del norte", "Sardinilla", "Berberecho", "Zamburiña"), 3)
    lines = [f"Albarán {2_000 + case.folio}", "", *(f"{random.randint(2, 24)} cajas  {name}" for name in goods)]
    return a_page("\n".join(lines), "Condiciones de entrega\n\nLa mercancía se revisa a la recepción.")


def _list(random: Random, case: Case) -> bytes:
    rows = [f"{random.randint(1000, 9999)};{random.randint(1, 40)}" for _ in range(8)]
    return "\n".join(["referencia;cajas", *rows, ""]).encode()


PAPERS: tuple[Paper, ...] = (
    ("foto palé.jpg", lambda random, case: a_photo(random)),
    ("albarán.pdf", _note),
    ("foto etiqueta.jpg", lambda random, case: a_photo(random)),
    ("pedido.csv", _list),
    ("llamada.wav", lambda random, case: a_voice()),
)


def file_papers(random: Random, now: datetime) -> None:
    """Put them on the newest cases somebody works on, a little after what happened last there."""
    supervisor = Agent.objects.filter(role__kind=RoleKind.SUPERVISOR).order_by("pk")[0]
    cases = Case.objects.pending().filter(responsible__isnull=False, updated_at__lt=now - timedelta(hours=1))
    for case in cases.select_related("responsible").order_by("-folio")[:WITH_FILES]:
        at = case.updated_at
        for name, draw in random.sample(PAPERS, random.randint(1, 3)):
            at += timedelta(minutes=2)
            file = make.file(case, draw(random, case), name, by=case.responsible, now=at)
            draw_lots = random.random()
            if draw_lots < 0.3:
                review(file, to=Review.VALID, by=supervisor, now=at + timedelta(minutes=5))
                at += timedelta(minutes=5)
            elif draw_lots < 0.4:
                reason = random.choice(WRONG)
                review(file, to=Review.REJECTED, reason=reason, by=supervisor, now=at + timedelta(minutes=5))
                at += timedelta(minutes=5)
