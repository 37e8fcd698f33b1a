"""Where the new words of an answer end (B8): as the mail programs of four languages quote, and never losing a line."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atenda.intake.reading.quoting import split


def _replies():
    for part in Path(__file__).with_name("quoted_replies.txt").read_text().split("===== ")[1:]:
        name, _line, rest = part.partition("\n")
        text, _line, new = rest.partition("\n----- new\n")
        yield pytest.param(text, new.rstrip("\n"), id=name)


REPLIES = list(_replies())


def _lines(*texts):
    return sorted(line.rstrip() for text in texts for line in text.split("\n") if line.strip())


def test_there_are_forty_replies_and_more():
    assert len(REPLIES) >= 50


@pytest.mark.parametrize(("text", "new"), REPLIES)
def test_new_words_end_where_the_quotation_begins(text, new):
    found, quoted = split(text)
    assert found == new
    assert _lines(found, quoted) == _lines(text)
    assert split(text.replace("\n", "\r\n")) == (found, quoted)


def test_the_header_of_a_mail_that_is_passed_on_is_what_it_says():
    text = "Mirad esto.\n\nDe: A <a@b.example>\nEnviado: lunes\nPara: C\nAsunto: Avería\n\nNo enfría."
    assert split(text)[0] == "Mirad esto."
    assert split(text, passes_on=True) == (text, "")


PIECES = """
> a|>> b|palabras|-- |El 23/11/2026 a las 9:14, Rías escribió:|De: a@b.example|Para: c|Asunto: d|________________|--
Enviado desde mi iPhone|-----Mensaje original-----|\u00a0||Fwd:|wrote:|________________________________|Un saludo
"""
PIECES = st.sampled_from(PIECES.strip().replace("\n", "|").split("|"))


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_no_line_is_lost_or_said_twice(pieces):
    text = "\n".join(pieces)
    assert _lines(*split(text)) == _lines(text)


@pytest.mark.parametrize(
    "text",
    [
        "> a\nb\n" * 100_000,
        "El 20/11/2026, a@b.example " * 60_000,
        ("El 20/11/2026 " * 25 + "\n") * 4_000,
        "De: a@b.example\n" * 70_000,
        "-" * 1_000_000,
        ("A 2020 " * 56 + ":\n") * 4_000,
        "--\n" * 100_000,
        "\n" * 1_000_000,
        ("El 2026 escribió (" + "(" * 350 + ":\n") * 3_000,
        ("Enviado desde " + "x" * 100 + "\n") * 20_000,
    ],
    ids=range(10),
)
def test_hostile_text_costs_no_more_than_its_length(text):
    began = time.process_time()
    split(text)
    assert time.process_time() - began < 4
