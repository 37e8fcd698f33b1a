"""The presets say exactly what the products they come from say (S0.5, S0.6, S3.5, S3.6, S3.10)."""

import pytest

from atenda.cases.models import FINISHED, State
from atenda.cases.presets import PRESETS, PresetName
from atenda.testing.cast import Cast

STATES = {
    PresetName.B2BGO: ["Abierto", "En progreso", "En espera", "Cerrado"],
    PresetName.TREEBES: [
        *("Abierta", "Autorizada", "En Progreso", "Esperando Respuesta"),
        *("Cerrada", "Retenida", "Cancelada"),
    ],
}
PRIORITIES = {
    PresetName.B2BGO: ["Normal", "Media", "Alta"],
    PresetName.TREEBES: ["Bajo", "Normal", "Alta", "Urgente"],
}


@pytest.mark.parametrize("name", STATES)
def test_states_are_those_of_the_product(name: PresetName) -> None:
    assert sorted(labels[0] for labels, _, _ in PRESETS[name].states) == sorted(STATES[name])


@pytest.mark.parametrize("name", PRIORITIES)
def test_priorities_are_those_of_the_product(name: PresetName) -> None:
    assert [labels[0] for labels, _ in PRESETS[name].priorities] == PRIORITIES[name]


def test_categories_of_treebes_are_those_of_the_product() -> None:
    categories = [labels[0] for labels, _ in PRESETS[PresetName.TREEBES].categories]
    assert categories == ["Problema Grave", "Problema menor", "Otro tipo de Problema"]


def test_importances_of_treebes_are_those_of_the_product() -> None:
    """S3.7, its «sic» kept in the language it is written in."""
    assert [labels[0] for labels, _ in PRESETS[PresetName.TREEBES].importances] == ["Baja", "Medios", "Alta", "Crítica"]


def test_pending_means_open_in_progress_or_on_hold(acme: Cast) -> None:
    """S0.14–S0.18"""
    pending = {state.labels["es"] for state in State.objects.exclude(lifecycle__in=FINISHED)}
    assert pending == {"Abierto", "En progreso", "En espera"}
    assert {state.lifecycle for state in State.objects.all()} == {"new", "working", "waiting", "closed"}


@pytest.mark.parametrize("name", PresetName)
def test_every_label_is_there_in_three_languages(name: PresetName) -> None:
    preset = PRESETS[name]
    labels = [
        *(labels for labels, _, _ in preset.states),
        *(labels for labels, _ in preset.priorities),
        *(labels for labels, _ in preset.categories),
        *(labels for labels, _ in (*preset.types, *preset.importances, *preset.campaigns)),
        *(labels for labels, _ in (*preset.reasons, *preset.cancelling)),
    ]
    assert all(len(each) == 3 and all(each) for each in labels)
