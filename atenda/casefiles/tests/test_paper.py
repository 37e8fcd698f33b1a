"""The PDF of a case: what it says, what it bears, and that it is the same again (U27)."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest

from atenda.casefiles.drawing import as_pdf
from atenda.casefiles.paper import INK, Paper, Style
from atenda.casefiles.tests.opened import file_of, full_case
from atenda.cases.field_rules import Rule
from atenda.cases.models import Case
from atenda.cases.setting_rules import set_rules
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Direction, Message
from atenda.conversations.noting import note
from atenda.conversations.receiving import receive
from atenda.conversations.replying import Readers, reply
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit


def read(pdf: bytes) -> list[str]:
    """The words of each page, as another program reads them."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded() for page in document]


def test_it_says_what_the_printed_page_says(acme: Cast) -> None:
    file = file_of(full_case(acme), acme)
    said = "\n".join(read(as_pdf(file)))
    for words in (
        "Acme",
        "Non arrefría nin conxela",
        "Dende onte á noite.",
        "Uxía Cliente",
        "Chamou enfadada: non llo digades.",
        "albarán.txt",
        file.files[0].sha256,
        file.head.hash,
        "Xoán Axente",
        "Sabela Supervisora",
        "Non arrefría a cámara → Non arrefría nin conxela",
    ):
        assert words in said, words


def test_mails_are_on_paper_and_on_the_printed_page(acme: Cast, visit: Visit) -> None:
    case = make.case(by=acme.agent)
    theirs = Message(
        direction=Direction.IN,
        sender_name="Uxía",
        sender_address="uxia@cliente.example",
        subject="Unha pregunta",
        text="Cando virán?",
        at=NOW,
    )
    receive(case, theirs, now=NOW)
    readers = Readers([("Uxía", "uxia@cliente.example")])
    reply(case, readers=readers, subject="Re: x", text="Mañá.", answered=answered_in(case), by=acme.agent, now=NOW)
    paper = "\n".join(read(as_pdf(file_of(case, acme))))
    page = visit.as_(acme.agent).get(f"/acme/cases/{case.folio}/print/").content.decode()
    for words in ("uxia@cliente.example", "Unha pregunta", "Cando virán?", "→ Uxía", "Mañá."):
        assert words in paper, words
        assert words in page, words


def test_it_is_an_archival_pdf_with_its_fonts_in_it(acme: Cast) -> None:
    pdf = as_pdf(file_of(full_case(acme), acme))
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>U</pdfaid:conformance>" in pdf
    assert pdf.count(b"/FontFile2") == 2
    assert b"/OutputIntents" in pdf
    assert b"/Lang (" in pdf


def test_the_same_case_makes_the_same_bytes(acme: Cast) -> None:
    file = file_of(full_case(acme), acme)
    first = as_pdf(file)
    time.sleep(1.1)  # the clock of the machine is nowhere in it
    assert as_pdf(file) == first


def test_every_page_is_numbered_and_bears_the_hash(acme: Cast) -> None:
    case = full_case(acme)
    for number in range(60):
        note(case, body=f"Nota {number}\nde dúas liñas", by=acme.agent, now=NOW)
    file = file_of(case, acme)
    pages = read(as_pdf(file))
    assert len(pages) > 2
    for number, words in enumerate(pages, 1):
        assert f"página {number} de {len(pages)}" in words
        assert file.head.hash in words


def test_without_notes_none_of_their_words_is_on_paper(acme: Cast) -> None:
    said = "\n".join(read(as_pdf(file_of(full_case(acme), acme, with_notes=False))))
    assert ("enfadada" in said, "Non arrefría nin conxela" in said) == (False, True)


def test_what_the_rules_hide_is_not_on_paper(acme: Cast) -> None:
    case = full_case(acme)
    set_rules({"description": Rule(shown=False)}, by=acme.admin, now=NOW)
    assert "Dende onte" not in read(as_pdf(file_of(case, acme)))[0].split("Cronología")[0]


HOSTILE = {
    "no space": "a" * 100_000,
    "right to left": "שלום \u202e\u202dabc\u2066 مرحبا \u200f",
    "unseen": "a\u200bb\u200dc\u0000"[:5] + "\x07\x1b[31m\ufeff",
    "faces": "👩‍👩‍👧‍👦 🏳️‍🌈 😀 e\u0301" + "\u0301" * 500,
    "no glyph": "中文 ไทย 𓀀 \U0010fffd \ue000",
    "marks": "<b>&amp; {nb} (\\) %PDF {actor} **x** ][",
    "lines": "\n" * 3000,
    "spaces": " " * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_breaks_it(acme: Cast, text: str) -> None:
    text = text.replace("\x00", "")
    case = make.case(f"Caso {text[:150]}", description=text[:50_000] or "x", by=acme.agent)
    note(case, body=f"x{text}"[:50_000], by=acme.agent, now=NOW)
    document = pypdfium2.PdfDocument(as_pdf(file_of(case, acme)))
    picture = document[0].render(scale=0.5).to_pil()
    assert picture.getextrema() != ((255, 255),) * 3


def drawn(text: str) -> str:
    paper = Paper()
    paper.write(text, Style())
    made: Any = {"title": "x", "author": "x", "language": "gl", "made": NOW}
    return read(paper.as_pdf(**made, header=lambda _page, _of: "", footer=lambda _page, _of: []))[0].strip()


def test_a_sign_without_a_glyph_is_a_box_and_what_is_not_seen_is_left_out() -> None:
    assert drawn("Ñandú ç 中 ok\u202e\u200b!") == "Ñandú ç □ ok!"


def test_lines_keep_within_the_column() -> None:
    paper = Paper()
    for text in ("palabra " * 300, "w" * 5000, "W" * 5000, "un " + "x" * 400 + " dous"):
        for line in paper.lines(text, Style(grey=INK), 100):
            paper.pdf.set_font("paper", "", 9)
            assert paper.pdf.get_string_width(line) <= 100.1


def test_nothing_of_a_text_is_lost_where_lines_break() -> None:
    paper = Paper()
    text = "Levou " + "moito" * 90 + " tempo  e " + "x y " * 400
    assert "".join("".join(paper.lines(text, Style(), 60)).split()) == "".join(text.split())


def test_a_thousand_events_are_on_paper_while_one_waits(acme: Cast) -> None:
    file = file_of(full_case(acme), acme)
    Paper()  # loads the library, once for each process
    begun = time.process_time()
    pdf = as_pdf(replace(file, entries=[*file.entries] * 250))
    assert time.process_time() - begun < 2
    assert len(read(pdf)) > 20


def test_a_longer_story_is_cut_on_paper_and_says_so(acme: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atenda.casefiles.drawing.MOST_SIGNS", 20)
    assert "case.json" in "\n".join(read(as_pdf(file_of(full_case(acme), acme))))
    monkeypatch.setattr("atenda.casefiles.gathering.ON_PAPER", 2)
    said = "\n".join(read(as_pdf(file_of(Case.objects.get(), acme))))
    assert "Chamou enfadada" not in said
