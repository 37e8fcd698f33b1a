"""What was found is marked, as it stands in the text, and nothing in the text becomes markup."""

from __future__ import annotations

import pytest

from atenda.searching.asking import Asked, understand
from atenda.searching.marking import excerpt, marked


def asked(text: str) -> Asked:
    return understand(text, with_customers=False)


@pytest.mark.parametrize(
    ("typed", "text", "shown"),
    [
        ("devolución ", "Devoluciones e outra DEVOLUCIÓN", "<mark>Devoluciones</mark> e outra <mark>DEVOLUCIÓN</mark>"),
        ("queja ", "Unha queixa", "Unha <mark>queixa</mark>"),
        ("retr", "Retraso, retrato, atraso", "<mark>Retraso</mark>, <mark>retrato</mark>, atraso"),
        ("caña ", "cana, caña", "cana, <mark>caña</mark>"),
        ('"dos cajas"', "dos cajas, cajas dos", "<mark>dos cajas</mark>, cajas dos"),
        ('"cajas de pescada"', "cajas de pescada", "<mark>cajas de pescada</mark>"),
        ("PED-2026", "Pedido PED-2026/0042", "Pedido <mark>PED-2026</mark>/0042"),
        ("caja -rota", "caja rota", "<mark>caja</mark> rota"),
        ("b ", "a <b> & c", "a &lt;<mark>b</mark>&gt; &amp; c"),
        ("script", "<script>'", "&lt;<mark>script</mark>&gt;&#39;"),
        ("amp", "&amp; \"quot\"", "&amp;<mark>amp</mark>; &#34;quot&#34;"),
        ("devolucion", "devolucio\u0301n", "<mark>devolución</mark>"),
        ("", "nada", "nada"),
        ("merlo", "", ""),
    ],
)  # fmt: skip
def test_marks(typed: str, text: str, shown: str) -> None:
    assert marked(text, asked(typed)) == shown


def test_an_excerpt_stands_about_the_first_word_found() -> None:
    text = "palabra " * 30 + "faltan\n\n cajas de <b> " + "outra " * 40
    assert excerpt(text, asked("caja "), length=60) == (
        "…palabra palabra palabra palabra faltan <mark>cajas</mark> de &lt;b&gt; outra…"
    )
    assert excerpt(text, asked("merlo")) == ""
    assert excerpt("Faltan cajas", asked("caja ")) == "Faltan <mark>cajas</mark>"
    assert excerpt("x" * 500 + " caja", asked("caja ")) == "…<mark>caja</mark>"
    address = f"https://rias.example/{'x' * 60}/caja rota"
    assert excerpt(f"Mira {address}", asked("caja ")) == f"…{'x' * 39}/<mark>caja</mark> rota"
    assert excerpt("caja" + "x" * 500, asked("caja*")) == f"<mark>caja{'x' * 276}</mark>…"
