"""No bytes whatever make the reader fail in another way than it says (2.10, 4.4)."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some

from atenda.intake.reading.reading import read_bytes
from atenda.intake.reading.refusals import Unreadable
from atenda.intake.reading.telling import from_json, to_json
from atenda.intake.tests.writing import mail

PIECES = [
    b"\n", b"\r\n", b"\r", b"\x00", b" ", b"\t", b";", b"=", b"?", b'"', b"<", b">", b"(", b")", b",", b":",
    b"@", b"--", b"--b",
    b"--b--", b"=?utf-8?q?", b"=?rot13?b?", b"?=", b"=C3", b"%C3%", b"a", b"\xc3\xb1", b"\xf1", b"\xed\xa0\x80",
    b"0*", b"*0*=utf-8''",
    b"From: ", b"To: ", b"Subject: ", b"Date: ", b"Message-ID: ", b"References: ", b"Received: from a by ",
    b"mx.rias.example",
    b"Authentication-Results: ", b"dmarc=pass", b"Return-Path: <>\n", b"X-Failed-Recipients: ",
    b"Content-Type: ", b"Content-ID: ",
    b"multipart/mixed", b"multipart/alternative", b"multipart/report", b"multipart/signed", b"; boundary=b\n",
    b"; report-type=",
    b"text/plain", b"text/html", b"text/calendar", b"message/rfc822", b"message/delivery-status",
    b"application/ms-tnef",
    b"application/pkcs7-mime", b"image/png", b"; charset=", b"utf-16", b"utf-7", b"iso-2022-jp", b"hz", b"idna",
    b"base64",
    b"; format=flowed; delsp=yes", b"Content-Transfer-Encoding: ", b"quoted-printable", b"x-uuencode",
    b"begin 644 a\n",
    b"Content-Disposition: attachment; filename", b"\x78\x9f\x3e\x22\x01\x00", b"\x02\x02\x90\x06\x00",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xc0", b"GIF89a", b"<img src=cid:a>", b"<div>", b"<!--", b"</", b"Action: failed\n",
    b"Status: 5.1.1\n",
    b"Final-Recipient: rfc822;", b"could not be delivered", b"Fwd: ", b"De: a@b.example\nFecha: x\n",
    b"BEGIN:VCALENDAR",
    b"-----BEGIN PGP MESSAGE-----", b"Mon, 23 Nov 2026 03:00:00 +0100", b"99999999999999999999",
]  # fmt: skip
MIXTURES = some.lists(some.sampled_from(PIECES) | some.binary(max_size=8), max_size=60).map(b"".join)


def tried(raw: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            told = read_bytes(raw, Path(folder), trusted=["mx.rias.example", ".example"])
        except Unreadable:
            return
        import json

        assert from_json(json.loads(to_json(told))) == told
        assert all((Path(folder) / one.stored).stat().st_size == one.size for one in told.parts)
        written = [told.subject, told.text, told.new_text, told.quoted, told.html, *(one.name for one in told.parts)]
        assert not any("\x00" in one for one in written)
        assert not any(sign in told.subject + (told.sender.address if told.sender else "") for sign in "\r\n")


@settings(max_examples=600, deadline=None)
@given(MIXTURES)
def test_pieces_of_mails_in_any_order_are_read_or_refused(raw):
    tried(raw)


@settings(max_examples=300, deadline=None)
@given(some.binary(max_size=400))
def test_any_bytes_are_read_or_refused(raw):
    tried(raw)


@settings(max_examples=300, deadline=None)
@given(MIXTURES, MIXTURES)
def test_any_header_and_any_body_of_a_mail_are_read_or_refused(header, body):
    tried(mail("Content-Type: multipart/mixed; boundary=b", body=b"--b\n" + header + b"\n\n" + body))
