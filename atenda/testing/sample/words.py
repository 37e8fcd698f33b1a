"""Filling the blanks of a phrase: each blank is drawn once per case, so that notes speak of the same box of hake."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from atenda.testing.sample import phrases
from atenda.testing.sample.days import ZONE
from atenda.testing.sample.goods import FROM_THE_SEA, PRODUCTS

# de O Grove, en A Guarda: do Grove, na Guarda
_CONTRACTED = re.compile(r"\b(de|en) ([OA]) (?=[A-ZÁÉÍÓÚ])")


class Blanks:
    """What the words in braces mean in one case, in the language spoken."""

    def __init__(
        self, random: Random, *, at: datetime, name: str, town: str, colleague: str, driver: str, from_the_sea: bool
    ) -> None:
        self.random, self.at = random, at.astimezone(ZONE)
        self.product, self.other = random.sample(FROM_THE_SEA if from_the_sea else PRODUCTS, 2)
        year = f"{self.at:%y}"
        self.fixed = {
            "name": name,
            "town": town,
            "colleague": colleague,
            "driver": driver,
            "code": self.product.code,
            "n": str(random.choice([2, 2, 2, 3, 3, 4, 4, 5, 6, 8])),
            "order": f"{year}/{random.randint(1000, 48999):05}",
            "note": f"A{year}-{random.randint(1000, 48999):05}",
            "invoice": f"F{year}-{random.randint(100, 9999):04}",
            "euros": _euros(random),
            "date": f"{self.at + timedelta(days=random.randint(-20, 25)):%d/%m}",
            "hour": f"{random.choice([8, 9, 10, 11, 12, 13])}:{random.choice(['00', '30', '15'])}",
            "lot": f"L{year}{random.randint(100, 365)}",
            "expiry": f"{self.at + timedelta(days=random.randint(40, 300)):%m/%Y}",
        }
        self.weekday = random.randrange(5)

    def fill(self, phrase: str, language: str) -> str:
        """The phrase with its blanks filled, beginning with a capital."""
        spoken = phrase.format_map(
            {
                **self.fixed,
                "product": self.product.name(language),
                "other": self.other.name(language),
                "packs": self.product.packs(language),
                "day": phrases.WEEKDAYS[language][self.weekday],
            }
        )
        if language == "gl":
            spoken = _CONTRACTED.sub(lambda found: ("d" if found[1] == "de" else "n") + found[2].lower() + " ", spoken)
        return spoken[:1].upper() + spoken[1:]


def drawing(random: Random, n: int) -> Callable[[], int]:
    """Draw places below n without repeating one before all were drawn."""
    left: list[int] = []

    def draw() -> int:
        if not left:
            left.extend(random.sample(range(n), n))
        return left.pop()

    return draw


def _euros(random: Random) -> str:
    amount = f"{random.choice([random.uniform(12, 180), random.uniform(60, 900), random.uniform(300, 4200)]):,.2f}"
    return amount.translate(str.maketrans(",.", ".,")) + " €"
