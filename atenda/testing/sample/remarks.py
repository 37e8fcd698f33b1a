"""What the house has written down of its customers: tags, and a line of notes here and there."""

from __future__ import annotations

from random import Random
from typing import TypedDict


class Remarks(TypedDict):
    """As the verbs take them."""

    language: str
    time_zone: str
    tags: list[str]
    notes: str


# of companies · how many of a hundred
_OF_COMPANIES = [
    ("hostalería", 34),
    ("maiorista", 9),
    ("VIP", 6),
    ("tempada de verán", 8),
    ("moroso", 4),
    ("ecolóxico", 5),
]
_OF_PEOPLE = [("VIP", 3), ("chamar pola tarde", 4), ("só WhatsApp", 6), ("reclama moito", 2)]
_NOTES = {
    "gl": [
        "Pecha os luns; entregas antes das once.",
        "Paga a 30 días. Non servir con máis de dúas facturas pendentes.",
        "O aparcadoiro é estreito: avisar ao repartidor.",
        "Prefire que lle falemos en galego.",
        "Chamar ao móbil, o fixo non o collen na cociña.",
    ],
    "es": [
        "Cierra los lunes; entregas antes de las once.",
        "Paga a 30 días. No servir con más de dos facturas pendientes.",
        "El aparcamiento es estrecho: avisar al repartidor.",
        "Pide siempre albarán firmado.",
        "Llamar al móvil, el fijo no lo cogen en cocina.",
    ],
}


def of_company(random: Random, language: str) -> Remarks:
    return _remarks(random, language, _OF_COMPANIES, 0.15)


def of_person(random: Random, language: str) -> Remarks:
    return _remarks(random, language, _OF_PEOPLE, 0.05)


def _remarks(random: Random, language: str, tags: list[tuple[str, int]], share: float) -> Remarks:
    zone = "Atlantic/Canary" if random.random() < 0.01 else ""
    return {
        "language": language,
        "time_zone": zone,
        "tags": [tag for tag, of_hundred in tags if random.random() * 100 < of_hundred],
        "notes": random.choice(_NOTES[language]) if random.random() < share else "",
    }
