"""The shape of a kind of case."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Wording:
    """How it is said in one language; {words in braces} are filled for each case.

    `references` are titles; `tellings` what the customer says; `findings` notes while it is being solved, in any
    number and order; `outcomes` the last note.
    """

    references: list[str]
    tellings: list[str]
    findings: list[str]
    outcomes: list[str]


@dataclass(frozen=True)
class Subject:
    """One kind: the labels of its category and its type, the team that solves it, how often, how urgent, how long.

    `urgency` weighs normal, medium and high; `hours` is the working time of the middle one. `fits` says, title by
    title, the numbers of the tellings that go with it (`-` for none); without it every telling goes with every title.
    `from_the_sea` keeps napkins and pastry out of what is said of fish.
    """

    category: str
    type: str
    team: str
    weight: int
    urgency: tuple[int, int, int]
    hours: float
    es: Wording
    gl: Wording
    fits: str = ""
    from_the_sea: bool = True

    def wording(self, language: str) -> Wording:
        return self.gl if language == "gl" else self.es

    def title_and_telling(self, random: Random) -> tuple[int, int | None]:
        """The places of a title and of what goes with it."""
        title = random.randrange(len(self.es.references))
        if not self.fits:
            return title, random.randrange(len(self.es.tellings))
        fitting = self.fits.split()[title]
        return title, None if fitting == "-" else int(random.choice(fitting))


def said(text: str) -> Wording:
    """A wording written as four paragraphs, one phrase a line."""
    paragraphs = [[line.strip() for line in part.strip().splitlines()] for part in text.strip().split("\n\n")]
    return Wording(*paragraphs)
