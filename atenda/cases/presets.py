"""The words an organization begins with: one ready-made set per product people come from (design.md §10).

Where the products disagree nothing is decided for anyone: a preset is data, changed afterwards like any picklist.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import CaseCount, Category, Colour, Lifecycle, Priority, State

Labels = tuple[str, str, str]  # Spanish, Galician, English


@dataclass(frozen=True)
class Preset:
    states: list[tuple[Labels, Lifecycle, Colour]]  # the first is the initial one
    priorities: list[tuple[Labels, Colour]]  # the least urgent first
    initial_priority: int
    categories: list[tuple[Labels, Colour]]


class PresetName(models.TextChoices):
    B2BGO = "b2bgo", _("Simple: four states, three priorities (as B2BGo)")
    TREEBES = "treebes", _("With authorisation: seven states, four priorities (as Treebes and vtiger)")
    DYNAMICS = "dynamics", _("With reasons: active, resolved and cancelled ones (as Dynamics 365)")
    SAGICC = "sagicc", _("Contact centre: new, in hand, transferred, closed (as Sagicc)")


_GENERAL: list[tuple[Labels, Colour]] = [
    (("Consulta", "Consulta", "Question"), Colour.AZURE),
    (("Incidencia", "Incidencia", "Incident"), Colour.ORANGE),
    (("Queja", "Queixa", "Complaint"), Colour.RED),
    (("Solicitud", "Solicitude", "Request"), Colour.BLUE),
    (("Devolución", "Devolución", "Return"), Colour.PURPLE),
]

PRESETS: dict[PresetName, Preset] = {
    PresetName.B2BGO: Preset(  # S0.5, S0.6, S0.14–S0.17
        states=[
            (("Abierto", "Aberto", "Open"), Lifecycle.NEW, Colour.BLUE),
            (("En progreso", "En progreso", "In progress"), Lifecycle.WORKING, Colour.AZURE),
            (("En espera", "En espera", "On hold"), Lifecycle.WAITING, Colour.YELLOW),
            (("Cerrado", "Pechado", "Closed"), Lifecycle.CLOSED, Colour.GREEN),
        ],
        priorities=[
            (("Normal", "Normal", "Normal"), Colour.GREY),
            (("Media", "Media", "Medium"), Colour.YELLOW),
            (("Alta", "Alta", "High"), Colour.RED),
        ],
        initial_priority=0,
        categories=_GENERAL,
    ),
    PresetName.TREEBES: Preset(  # S3.5, S3.6, S3.10
        states=[
            (("Abierta", "Aberta", "Open"), Lifecycle.NEW, Colour.BLUE),
            (("Autorizada", "Autorizada", "Authorised"), Lifecycle.WORKING, Colour.PURPLE),
            (("En Progreso", "En progreso", "In progress"), Lifecycle.WORKING, Colour.AZURE),
            (("Esperando Respuesta", "Agardando resposta", "Waiting for reply"), Lifecycle.WAITING, Colour.YELLOW),
            (("Cerrada", "Pechada", "Closed"), Lifecycle.CLOSED, Colour.GREEN),
            (("Retenida", "Retida", "Held"), Lifecycle.WAITING, Colour.ORANGE),
            (("Cancelada", "Cancelada", "Cancelled"), Lifecycle.CANCELLED, Colour.GREY),
        ],
        priorities=[
            (("Bajo", "Baixa", "Low"), Colour.GREY),
            (("Normal", "Normal", "Normal"), Colour.BLUE),
            (("Alta", "Alta", "High"), Colour.ORANGE),
            (("Urgente", "Urxente", "Urgent"), Colour.RED),
        ],
        initial_priority=1,
        categories=[
            (("Problema Grave", "Problema grave", "Serious problem"), Colour.RED),
            (("Problema menor", "Problema menor", "Minor problem"), Colour.YELLOW),
            (("Otro tipo de Problema", "Outro tipo de problema", "Other kind of problem"), Colour.GREY),
        ],
    ),
    PresetName.DYNAMICS: Preset(  # the standard values of Dynamics 365
        states=[
            (("En curso", "En curso", "In progress"), Lifecycle.WORKING, Colour.AZURE),
            (("En espera", "En espera", "On hold"), Lifecycle.WAITING, Colour.YELLOW),
            (("Esperando detalles", "Agardando detalles", "Waiting for details"), Lifecycle.WAITING, Colour.ORANGE),
            (("Investigando", "Investigando", "Researching"), Lifecycle.WORKING, Colour.BLUE),
            (("Problema resuelto", "Problema resolto", "Problem solved"), Lifecycle.CLOSED, Colour.GREEN),
            (
                ("Información proporcionada", "Información fornecida", "Information provided"),
                Lifecycle.CLOSED,
                Colour.GREEN,
            ),
            (("Cancelado", "Cancelado", "Cancelled"), Lifecycle.CANCELLED, Colour.GREY),
            (("Combinado", "Combinado", "Merged"), Lifecycle.CANCELLED, Colour.GREY),
        ],
        priorities=[
            (("Baja", "Baixa", "Low"), Colour.GREY),
            (("Normal", "Normal", "Normal"), Colour.BLUE),
            (("Alta", "Alta", "High"), Colour.RED),
        ],
        initial_priority=1,
        categories=_GENERAL,
    ),
    PresetName.SAGICC: Preset(  # from its public wiki
        states=[
            (("Nuevo", "Novo", "New"), Lifecycle.NEW, Colour.BLUE),
            (("En gestión", "En xestión", "In hand"), Lifecycle.WORKING, Colour.AZURE),
            (("Transferido", "Transferido", "Transferred"), Lifecycle.WAITING, Colour.YELLOW),
            (("Cerrado", "Pechado", "Closed"), Lifecycle.CLOSED, Colour.GREEN),
        ],
        priorities=[
            (("Baja", "Baixa", "Low"), Colour.GREY),
            (("Media", "Media", "Medium"), Colour.YELLOW),
            (("Alta", "Alta", "High"), Colour.RED),
        ],
        initial_priority=1,
        categories=_GENERAL,
    ),
}


def install(name: str) -> None:
    """Give the organization entered the states, priorities and categories of a preset. For a new organization only."""
    preset = PRESETS[PresetName(name)]
    states = [
        State(labels=_labels(words), lifecycle=lifecycle, colour=colour, position=place, is_initial=place == 0)
        for place, (words, lifecycle, colour) in enumerate(preset.states)
    ]
    State.objects.bulk_create(states)
    CaseCount.objects.bulk_create([CaseCount(state=state) for state in states])
    Priority.objects.bulk_create(
        Priority(labels=_labels(words), colour=colour, position=place, is_initial=place == preset.initial_priority)
        for place, (words, colour) in enumerate(preset.priorities)
    )
    Category.objects.bulk_create(
        Category(labels=_labels(words), colour=colour, position=place)
        for place, (words, colour) in enumerate(preset.categories)
    )


def _labels(words: Labels) -> dict[str, str]:
    return dict(zip(("es", "gl", "en"), words, strict=True))
