"""The words an organization begins with: one ready-made set per product people come from (design.md §10).

Where the products disagree nothing is decided for anyone: a preset is data, changed afterwards like any picklist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _

from atenda.cases.field_rules import Rule
from atenda.cases.models import (
    Campaign,
    CaseType,
    Category,
    ClosingReason,
    Colour,
    FieldRule,
    Importance,
    Lifecycle,
    Picklist,
    Priority,
    Source,
    State,
)

Labels = tuple[str, str, str]  # Spanish, Galician, English
Coloured = list[tuple[Labels, Colour]]

# by the keys that channels know them by
_SOURCES: dict[str, tuple[Labels, Colour]] = {
    "phone": (("Teléfono", "Teléfono", "Phone"), Colour.BLUE),
    "in_person": (("En persona", "En persoa", "In person"), Colour.GREEN),
    "email": (("Correo", "Correo", "E-mail"), Colour.AZURE),
    "web": (("Web", "Web", "Web"), Colour.PURPLE),
    "chat": (("Chat", "Chat", "Chat"), Colour.YELLOW),
    "other": (("Otro", "Outro", "Other"), Colour.GREY),
}
_REASONS: Coloured = [  # S0.65
    (("Solucionado", "Solucionado", "Solved"), Colour.GREEN),
    (("El cliente aceptó la solución", "O cliente aceptou a solución", "Customer accepted the solution"), Colour.GREEN),
    (("Solicitud atendida", "Solicitude atendida", "Request attended"), Colour.AZURE),
    (("El cliente dejó de responder", "O cliente deixou de responder", "Customer no longer answered"), Colour.GREY),
]
_CANCELLING: Coloured = [
    (("Lo cancela el cliente", "Cancélao o cliente", "Cancelled by the customer"), Colour.GREY),
    (("Lo cancelamos nosotros", "Cancelámolo nós", "Cancelled by us"), Colour.GREY),
]
MERGED: Labels = ("Combinado", "Combinado", "Merged")


@dataclass(frozen=True)
class Preset:
    states: list[tuple[Labels, Lifecycle, Colour]]  # the first is the initial one
    priorities: Coloured  # the least urgent first
    initial_priority: int
    categories: Coloured
    types: Coloured = field(default_factory=list)
    importances: Coloured = field(default_factory=list)  # the least first
    campaigns: Coloured = field(default_factory=list)
    reasons: Coloured = field(default_factory=lambda: _REASONS)
    cancelling: Coloured = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=dict)


class PresetName(models.TextChoices):
    B2BGO = "b2bgo", _("Simple: four states, three priorities (as B2BGo)")
    TREEBES = "treebes", _("With authorisation: seven states, four priorities (as Treebes and vtiger)")
    DYNAMICS = "dynamics", _("With reasons: active, resolved and cancelled ones (as Dynamics 365)")
    SAGICC = "sagicc", _("Contact centre: new, in hand, transferred, closed (as Sagicc)")


_GENERAL: Coloured = [
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
        importances=[  # S3.7
            (("Baja", "Baixa", "Low"), Colour.GREY),
            (("Medios", "Media", "Medium"), Colour.BLUE),
            (("Alta", "Alta", "High"), Colour.ORANGE),
            (("Crítica", "Crítica", "Critical"), Colour.RED),
        ],
        cancelling=_CANCELLING,
        rules={  # S4.8, S4.11, S4.15
            "category": Rule(first=True, at_opening=True),
            "description": Rule(first=True, at_opening=True, mass_editable=False),
            "responsible": Rule(first=False),
        },
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
            (MERGED, Lifecycle.CANCELLED, Colour.GREY),
        ],
        priorities=[
            (("Baja", "Baixa", "Low"), Colour.GREY),
            (("Normal", "Normal", "Normal"), Colour.BLUE),
            (("Alta", "Alta", "High"), Colour.RED),
        ],
        initial_priority=1,
        categories=[],
        types=[
            (("Pregunta", "Pregunta", "Question"), Colour.AZURE),
            (("Problema", "Problema", "Problem"), Colour.ORANGE),
            (("Solicitud", "Solicitude", "Request"), Colour.BLUE),
        ],
        reasons=[],  # its closed states say why
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
        categories=[],
        types=_GENERAL,  # S1.8
        campaigns=[(("Atención al cliente", "Atención ao cliente", "Customer service"), Colour.BLUE)],  # S1.10
        rules={"campaign": Rule(first=True)},
    ),
}


def install(name: str) -> None:
    """Give the organization entered the picklists of a preset. For a new organization only."""
    preset = PRESETS[PresetName(name)]
    states = [
        State(
            labels=_labels(words),
            lifecycle=lifecycle,
            colour=colour,
            position=place,
            is_initial=place == 0,
            is_merged=words == MERGED,
        )
        for place, (words, lifecycle, colour) in enumerate(preset.states)
    ]
    State.objects.bulk_create(states)
    Priority.objects.bulk_create(
        Priority(labels=_labels(words), colour=colour, position=place, is_initial=place == preset.initial_priority)
        for place, (words, colour) in enumerate(preset.priorities)
    )
    lists: list[tuple[type[Picklist], Coloured]] = [
        (Category, preset.categories),
        (CaseType, preset.types),
        (Importance, preset.importances),
        (Campaign, preset.campaigns),
    ]
    for model, values in lists:
        _fill(model, values)
    _fill(ClosingReason, preset.reasons)
    _fill(ClosingReason, preset.cancelling, cancels=True)
    FieldRule.objects.bulk_create(FieldRule(field=name, **asdict(rule)) for name, rule in preset.rules.items())
    Source.objects.bulk_create(
        Source(labels=_labels(words), colour=colour, position=place, key=key)
        for place, (key, (words, colour)) in enumerate(_SOURCES.items())
    )


def _fill(model: type[Picklist], values: Sequence[tuple[Labels, Colour]], **same: bool) -> None:
    model.objects.bulk_create(
        model(labels=_labels(words), colour=colour, position=place, **same)
        for place, (words, colour) in enumerate(values)
    )


def _labels(words: Labels) -> dict[str, str]:
    return dict(zip(("es", "gl", "en"), words, strict=True))
