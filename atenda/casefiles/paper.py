"""Words on pages, as PDF/A: lines are broken here by the widths of the signs, which is forty times as quick as having
the library do it, and any text fits, however long its words.

The fonts are embedded, so that it looks the same everywhere and always. A sign they cannot draw becomes □; signs that
cannot be seen, or that turn the direction of what is beside them, are left out.
"""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
WIDTH, HEIGHT, MARGIN, TOP, BOTTOM = 210.0, 297.0, 18.0, 26.0, 24.0
COLUMN = WIDTH - 2 * MARGIN
MM = 25.4 / 72  # of a point
LEADING = 1.32
PROMISE = "PDF/A-2U"
NO_SIGN = "□"
INK, SOFT = 20, 95
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class NoFonts(RuntimeError):
    """Set-up did not fetch the fonts: a fault of the installation, never a person's."""


@dataclass(frozen=True)
class Style:
    size: float = 9.0
    bold: bool = False
    grey: int = INK

    @property
    def height(self) -> float:
        return self.size * MM * LEADING


@dataclass
class Row:
    """What stands on one height: texts with their place from the left."""

    height: float
    texts: list[tuple[float, str, Style]] = field(default_factory=list)
    is_kept: bool = False  # with the row that follows
    ruled: bool = False


class Paper:
    """Rows are put down one after the other; `pages` breaks them, `as_pdf` draws them."""

    def __init__(self) -> None:
        if not (FONTS / "regular.ttf").exists():
            raise NoFonts("the fonts of case files are missing: run `make setup`")
        self.pdf: Any = _library()(enforce_compliance=PROMISE)
        self.pdf.set_auto_page_break(False)
        self.pdf.add_font("paper", "", FONTS / "regular.ttf")
        self.pdf.add_font("paper", "B", FONTS / "bold.ttf")
        self.rows: list[Row] = []
        self._widths = {False: _Widths(self.pdf.fonts["paper"]), True: _Widths(self.pdf.fonts["paperB"])}

    def gap(self, height: float) -> None:
        self.rows.append(Row(height))

    def rule(self) -> None:
        self.rows.append(Row(2.5, ruled=True))

    def write(self, text: str, style: Style, *, left: float = 0.0, kept: bool = False) -> None:
        """A paragraph, or several."""
        for line in self.lines(text, style, COLUMN - left):
            self.rows.append(Row(style.height, [(left, line, style)], is_kept=kept))

    def beside(self, label: str, style: Style, text: str, said: Style, *, left: float) -> None:
        """A label, and the text at its side."""
        labels = list(self.lines(label, style, left - 2))
        texts = list(self.lines(text, said, COLUMN - left))
        height = max(style.height, said.height)
        for place in range(max(len(labels), len(texts))):
            row = Row(height)
            if place < len(labels):
                row.texts.append((0.0, labels[place], style))
            if place < len(texts):
                row.texts.append((left, texts[place], said))
            self.rows.append(row)

    def lines(self, text: str, style: Style, room: float) -> Iterator[str]:
        widths, room = self._widths[style.bold], room / (style.size * MM / 1000)
        for paragraph in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
            yield from widths.broken(widths.drawable(paragraph), room)

    def pages(self) -> list[list[Row]]:
        pages: list[list[Row]] = [[]]
        left = room = HEIGHT - TOP - BOTTOM
        for place, row in enumerate(self.rows):
            needed = row.height
            if row.is_kept and place + 1 < len(self.rows):
                needed += self.rows[place + 1].height
            if needed > left and pages[-1]:
                pages.append([])
                left = room
            if pages[-1] or row.texts:  # no page begins with a gap
                pages[-1].append(row)
                left -= row.height
        return pages

    def as_pdf(
        self,
        *,
        title: str,
        author: str,
        language: str,
        made: datetime,
        header: Callable[[int, int], str],
        footer: Callable[[int, int], list[str]],
    ) -> bytes:
        """The same rows and words give the same bytes. `header` and `footer` are told the page and how many."""
        pdf, pages = self.pdf, self.pages()
        said = [text for row in self.rows for _left, text, _style in row.texts]
        key = hashlib.sha256("\n".join([title, made.isoformat(), *said]).encode()).hexdigest()[:32]
        pdf.file_id = lambda: f"<{key}><{key}>"
        pdf.set_title(self._widths[False].drawable(title))
        pdf.set_author(self._widths[False].drawable(author))
        pdf.set_creator("Atenda")
        pdf.set_producer("Atenda")
        pdf.set_lang(language)
        pdf.set_creation_date(made.astimezone(UTC))
        for number, rows in enumerate(pages, 1):
            pdf.add_page()
            self._draw(MARGIN, 17.0, self._one_line(header(number, len(pages)), SMALL), SMALL)
            y = TOP
            for row in rows:
                self._draw_row(row, y)
                y += row.height
            for place, line in enumerate(footer(number, len(pages))):
                self._draw(MARGIN, HEIGHT - 15 + place * 3.6, self._one_line(line, SMALL), SMALL)
        return NOW_OF_THE_LIBRARY.sub(rb'\g<1>"%b"' % _moment(made), bytes(pdf.output()))

    def _draw_row(self, row: Row, y: float) -> None:
        if row.ruled:
            self.pdf.set_draw_color(200)
            self.pdf.line(MARGIN, y + 1, WIDTH - MARGIN, y + 1)
        for left, text, style in row.texts:
            self._draw(MARGIN + left, y + style.size * MM, text, style)

    def _draw(self, x: float, y: float, text: str, style: Style) -> None:
        if text:
            self.pdf.set_font("paper", "B" if style.bold else "", style.size)
            self.pdf.set_text_color(style.grey)
            self.pdf.text(x, y, text)

    def _one_line(self, text: str, style: Style) -> str:
        first, *more = self.lines(text.replace("\n", " "), style, COLUMN)
        return f"{first[:-1]}…" if more else first


NOW_OF_THE_LIBRARY = re.compile(rb'(xmp:(?:Modify|Metadata)Date=)"[^"]{25}"')  # as long as what is put there
SMALL = Style(size=7, grey=SOFT)


def _moment(made: datetime) -> bytes:
    return made.astimezone(UTC).isoformat(timespec="seconds").encode()


def _library() -> Any:
    """Half a second to load, and needed by nobody else. It tells of every table of a font it leaves out."""
    from fpdf import FPDF  # noqa: PLC0415

    logging.getLogger("fontTools").setLevel(logging.WARNING)
    return FPDF


class _Widths:
    """What a font can draw, and how wide."""

    def __init__(self, font: Any) -> None:
        self._known: dict[str, tuple[str, float]] = {}
        self._font = font

    def _sign(self, sign: str) -> tuple[str, float]:
        """As it is drawn, and its width in thousandths of its size."""
        found = self._known.get(sign)
        if found is None:
            found = self._known[sign] = self._looked_up(sign)
        return found

    def _looked_up(self, sign: str) -> tuple[str, float]:
        if sign in "\t\u00a0\u202f\u2009":
            sign = " "
        if unicodedata.category(sign) in INVISIBLE or 0xFE00 <= ord(sign) <= 0xFE0F:
            return "", 0.0
        drawn = sign if ord(sign) in self._font.cmap else NO_SIGN
        return drawn, float(self._font.cw[ord(drawn)])

    def drawable(self, text: str) -> str:
        return "".join(self._sign(sign)[0] for sign in text)

    def broken(self, text: str, room: float) -> Iterator[str]:
        """At spaces where there are some, else anywhere. An empty text is one empty line."""
        start = place = 0
        space, width = -1, 0.0
        while place < len(text):
            sign = text[place]
            width += self._sign(sign)[1]
            if sign == " ":
                space = place
            if width > room and place > start:
                end = space if space > start else place
                yield text[start:end].rstrip()
                start = end + 1 if end == space else end
                place, space, width = start, -1, 0.0
                continue
            place += 1
        yield text[start:]
