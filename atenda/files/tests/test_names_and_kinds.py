"""Names are cleaned before they are judged; kinds come from the content (3.28, 3.34)."""

from __future__ import annotations

import pytest

from atenda.files.kinds import Family, family_of, is_program, kind_of, served_as
from atenda.files.limits import LONGEST_NAME
from atenda.files.names import apart, clean

PNG, JPEG, PDF = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"%PDF-1.7\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
EXE = b"MZ\x90\x00\x03\x00"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("foto da cámara.jpg", "foto da cámara.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("..", "file"),
        ("", "file"),
        (" . ", "file"),
        (".htaccess", "htaccess"),
        ("\u200b.htaccess", "htaccess"),
        ("factura\u202efdp.exe", "facturafdp.exe"),
        ("dúas\r\nliñas\t.pdf", "dúas liñas .pdf"),
        ("nul\x00byte.png", "nulbyte.png"),
        ('a"b<c>d.txt', "a_b_c_d.txt"),
        ("CON.txt", "_CON.txt"),
        ("cafe\u0301.txt", "café.txt"),
        ("🦊.png", "🦊.png"),
    ],
)
def test_a_name_is_cleaned(sent: str, kept: str) -> None:
    from django.utils.translation import override

    with override("en"):
        assert clean(sent) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean("x" * 400 + ".pdf")
    assert (len(name), name[-4:]) == (LONGEST_NAME, ".pdf")


def test_cleaning_twice_changes_nothing() -> None:
    for name in ("a/b\\..\\c .txt. ", "\u200b\u200b.php", "CON", "x" * 300):
        assert clean(clean(name)) == clean(name)


def test_equal_names_are_told_apart_and_taken_ones_are_not_reused() -> None:
    assert apart(["a.txt", "a.txt", "a (2).txt", "A.TXT"]) == ["a.txt", "a (2).txt", "a (2) (2).txt", "A (3).TXT"]


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PNG, "x.txt", "image/png"),
        (JPEG, "x.html", "image/jpeg"),
        (b"GIF89a", "x", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "x", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "x", "image/heic"),
        (PDF, "x.jpg", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "x", "audio/wav"),
        (b"ID3\x03\x00", "x", "audio/mpeg"),
        (b"OggS\x00\x02", "x", "audio/ogg"),
        (HTML, "foto.jpg", "text/html"),
        (SVG, "foto.png", "image/svg+xml"),
        (b"Ola, que tal\n", "x.jpg", "text/plain"),
        (b"a;b\n1;2\n", "x.csv", "text/csv"),
        ("Camión".encode("latin-1"), "x", "text/plain"),
        (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml...word/document.xml", "x", "application/vnd."
         "openxmlformats-officedocument.wordprocessingml.document"),
        (b"PK\x03\x04" + bytes(26) + b"a.txt", "x.docx", "application/zip"),
        (bytes(range(256)), "x.png", "application/octet-stream"),
    ],
)  # fmt: skip
def test_the_kind_comes_from_the_content(content: bytes, name: str, kind: str) -> None:
    assert kind_of(content, name) == kind


def test_text_cut_in_the_middle_of_a_letter_is_text() -> None:
    assert kind_of(("x" * 8191 + "ñ").encode()[:8192]) == "text/plain"


@pytest.mark.parametrize("content", [HTML, SVG, b"Ola", b"<?xml version='1.0'?><html/>", bytes(range(256))])
def test_what_a_browser_could_run_is_served_as_bytes(content: bytes) -> None:
    assert served_as(kind_of(content, "a.png")) == "application/octet-stream"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (EXE, "factura.pdf"),
        (b"\x7fELF\x02", "foto.png"),
        (b"#!/bin/sh\nrm -rf /", "nota.txt"),
        (b"<?php", "x.phtml"),
        (b"x", "x.pht"),
        (b"x", "x.PHAR"),
        (b"x", "htaccess.bat."),
        (b"x", "x.js"),
        (b"x", "x.lnk"),
        (PNG, "foto.exe"),
    ],
)
def test_programs_are_known_by_content_and_by_ending(content: bytes, name: str) -> None:
    assert is_program(content, clean(name))


@pytest.mark.parametrize(("content", "name"), [(PNG, "a.png"), (b"MZ e logo texto", "nota.txt"), (PDF, "exe.pdf")])
def test_what_is_no_program_is_kept(content: bytes, name: str) -> None:
    assert not is_program(content, name)


def test_a_polyglot_is_what_its_first_bytes_say_and_never_served_as_markup() -> None:
    polyglot = b"GIF89a/*" + HTML
    assert family_of(kind_of(polyglot)) == Family.IMAGE
    assert kind_of(PDF + HTML) == "application/pdf"
