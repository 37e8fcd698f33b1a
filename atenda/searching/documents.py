"""A text as PostgreSQL keeps it to be searched (`tsvector`): each word, its places, and what it weighs there."""

from __future__ import annotations

from collections.abc import Iterable

from atenda.organizations.folding import composed
from atenda.searching.words import MARK, forms, plain_words_in

REFERENCE, CUSTOMER, TEXT, NOTE = "A", "B", "C", "D"
LARGEST = 500_000  # bytes; PostgreSQL refuses a megabyte, and a note takes 400 000 at most
LAST_PLACE = 16_383
MOST_PLACES = 255


class Document:
    """Parts, one after the other, as PostgreSQL's own `||` would put them together."""

    def __init__(self) -> None:
        self.places: dict[str, list[str]] = {}
        self.reach = 0

    def add(self, text: str, weight: str) -> None:
        """Another part. Stems are kept once a part: places are what phrases are found by, and those are of words."""
        places, known, reach = self.places, set[str](), self.reach
        for place, word in enumerate(plain_words_in(composed(text)), start=reach + 1):
            for form in forms(word):
                if form[0] == MARK:
                    if form in known:
                        continue
                    known.add(form)
                reach = place
                if form not in places:
                    places[form] = [f"{min(place, LAST_PLACE)}{weight}"]
                elif len(places[form]) < MOST_PLACES:
                    places[form].append(f"{min(place, LAST_PLACE)}{weight}")
        self.reach = min(reach, LAST_PLACE)

    @property
    def size(self) -> int:
        """About the bytes it takes in the table."""
        return sum(len(form.encode()) + 8 + 2 * len(places) for form, places in self.places.items())

    def __str__(self) -> str:
        """As `::tsvector` reads it. Words are letters and digits: nothing in them needs care."""
        return " ".join(f"'{form}':{','.join(places)}" for form, places in self.places.items())


def document(reference: str, names: Iterable[str], texts: Iterable[str], notes: Iterable[str]) -> Document:
    """All that a case is found by. Notes that find no room any more are left out, the latest first."""
    made = Document()
    made.add(reference, REFERENCE)
    for name in names:
        made.add(name, CUSTOMER)
    for text in texts:
        made.add(text, TEXT)
    for note in notes:
        if made.size >= LARGEST:
            break
        made.add(note, NOTE)
    return made


def of_note(body: str) -> Document:
    """A note alone, to be put at the end of the rest."""
    made = Document()
    made.add(body, NOTE)
    return made
