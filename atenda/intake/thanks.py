"""A bare «gracias» is no new question: it is filed, and reopens nothing (U23, B19)."""

from __future__ import annotations

import re

from atenda.organizations.folding import fold

LONGEST = 120  # characters: who thanks at length has more to say
BESIDE = """
    muchas mil moitas moi very much many muito un una unha saludo saludos cordial cordiales cordiais cordialmente
    atentamente apertas aperta abrazo abrazos bicos o un la el os las los a de por for novo nuevo again todo all tu
    vuestra vosa su sua you your help ayuda axuda the ok vale perfecto perfeito perfect estupendo xenial genial great
    recibido received solucionado arreglado resolto solved ya xa esta ben muy bien boa buena bo buen good dia tarde
    tardes dias day hola ola hi hello best kind regards
"""
THANKS = frozenset({"gracias", "grazas", "gracinas", "graciñas", "thanks", "thank", "obrigado", "obrigada"})
_WORD = re.compile(r"[^\W\d_]+")


def is_bare(text: str) -> bool:
    """Whether it says nothing but thanks, in Spanish, Galician, Portuguese or English.

    Names at its end are allowed: up to three words that are not known, none of them before the thanks.
    """
    plain = text.strip()
    if len(plain) > LONGEST or "?" in plain or "¿" in plain:
        return False
    words = [fold(word) for word in _WORD.findall(plain)]
    said = [word in THANKS for word in words]
    if not any(said):
        return False
    unknown = [place for place, word in enumerate(words) if word not in _KNOWN]
    return len(unknown) <= 3 and all(place > said.index(True) for place in unknown) and not _has_no(words)


def _has_no(words: list[str]) -> bool:
    return bool({"no", "non", "not", "pero", "mais", "but", "aun", "ainda", "still", "sigue", "segue"} & {*words})


_KNOWN = {fold(word) for word in BESIDE.split()} | {fold(word) for word in THANKS}
