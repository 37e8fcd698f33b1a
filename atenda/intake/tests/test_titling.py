"""What a case is called that began with a mail (B27)."""

from __future__ import annotations

import pytest
from django.utils import translation

from atenda.intake.reading.shape import Address
from atenda.intake.tests.mails import a_mail
from atenda.intake.titling import title_of


@pytest.mark.parametrize(
    ("subject", "text", "title"),
    [
        ("A cámara non arrinca", "", "A cámara non arrinca"),
        ("Re: RV: Fwd: [lista] A cámara", "", "A cámara"),
        ("RE[2]: A cámara", "", "A cámara"),
        ("Referencia 12", "", "Referencia 12"),
        ("", "Boas:\n\nA cámara non arrinca dende onte.", "A cámara non arrinca dende onte."),
        ("Re:", "Hola,\n¿Tenéis lenguado?", "¿Tenéis lenguado?"),
        ("...", "", "Mail from Uxía Cliente"),
        ("  \n ", "12\n--", "Mail from Uxía Cliente"),
        ("a" * 300, "", "a" * 199 + "…"),
    ],
)
def test_a_mail_gives_its_case_a_useful_name(subject: str, text: str, title: str) -> None:
    with translation.override("en"):
        assert title_of(a_mail(subject=subject, new_text=text)) == title


def test_without_anything_it_still_has_a_name() -> None:
    with translation.override("gl"):
        assert title_of(a_mail("", subject="", new_text="", sender=None)) == "Correo sen texto"
        assert title_of(a_mail(subject="", new_text="", sender=Address("", "x@y.example"))) == "Correo de x@y.example"


def test_a_long_subject_is_cut_between_words() -> None:
    title = title_of(a_mail(subject="unha palabra " * 40))
    assert len(title) <= 200
    assert title.endswith("palabra…")
