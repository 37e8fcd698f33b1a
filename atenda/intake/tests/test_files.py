"""The files of a mail: their names and kinds, what is said of them, and which of them are none (2.5, 2.9, B74)."""

import base64
import struct
import zlib

import pytest

from atenda.intake.reading.shape import Label
from atenda.intake.tests.writing import joined, mail, many, mixed, part, read

PDF = b"%PDF-1.4\n1 0 obj\n"


def png(width: int, height: int, more: int = 0) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
        + b"\x00" * more
    )  # fmt: skip


NAMES = [
    ('Content-Disposition: attachment; filename="factura.pdf"', "factura.pdf"),
    ("Content-Disposition: attachment; filename=factura.pdf", "factura.pdf"),
    ("Content-Disposition: attachment; filename=factura de maio.pdf", "factura de maio.pdf"),
    ('Content-Disposition: ATTACHMENT; FILENAME="factura.pdf"', "factura.pdf"),
    ("Content-Disposition: attachment; filename*=utf-8''a%C3%B1o.pdf", "año.pdf"),
    ("Content-Disposition: attachment; filename*=UTF-8'gl'a%C3%B1o.pdf", "año.pdf"),
    ("Content-Disposition: attachment; filename*=iso-8859-1''a%F1o.pdf", "año.pdf"),
    ("Content-Disposition: attachment; filename*=rot13''nñb.pdf", "nñb.pdf"),
    ("Content-Disposition: attachment; filename=ano.pdf; filename*=utf-8''a%C3%B1o.pdf", "año.pdf"),
    (
        'Content-Disposition: attachment;\n filename*0=factura;\n filename*1=" de maio";\n filename*2=.pdf',
        "factura de maio.pdf",
    ),
    ("Content-Disposition: attachment;\n filename*1*=o.pdf;\n filename*0*=utf-8''a%C3%B1", "año.pdf"),
    ("Content-Disposition: attachment;\n filename*0*=utf-8''a%C3;\n filename*1*=%B1o;\n filename*2=.pdf", "año.pdf"),
    ("Content-Disposition: attachment; filename*0=a; filename*2=c", "a"),
    ('Content-Disposition: attachment; filename="=?utf-8?q?a=C3=B1o=2Epdf?="', "año.pdf"),
    ('Content-Disposition: attachment; filename="=?utf-8?q?a=C3=B1?=\n =?utf-8?q?o=2Epdf?="', "año.pdf"),
    ("Content-Disposition: attachment; filename==?utf-8?b?YcOxby5wZGY=?=", "año.pdf"),
    ('Content-Disposition: attachment; filename="año.pdf"', "año.pdf"),
    ('Content-Disposition: attachment; filename="a\\"b.pdf"', "a_b.pdf"),
    ('Content-Disposition: attachment; filename="a;b.pdf"', "a;b.pdf"),
    ('Content-Disposition: attachment; filename="../../etc/passwd"', "passwd"),
    ('Content-Disposition: attachment; filename="C:\\fotos\\a.pdf"', "a.pdf"),
    ('Content-Disposition: attachment; filename="con.pdf"', "_con.pdf"),
    ('Content-Disposition: attachment; filename="fac\u202efdp.exe"', "facfdp.exe"),
    ("Content-Disposition: attachment; filename*=utf-8''a%0D%0ABcc:x.pdf", "a Bcc_x.pdf"),
    ("Content-Disposition: attachment; filename*=utf-8''a%00b.pdf", "ab.pdf"),
    ('Content-Disposition: attachment; filename=""', "1.pdf"),
    ('Content-Disposition: attachment; filename="..."', "1.pdf"),
    ("Content-Disposition: attachment", "1.pdf"),
    ("Content-Disposition: attachment; filename", "1.pdf"),
    ("Content-Disposition: attachment; filename=" + "a" * 400 + ".pdf", "a" * 146 + ".pdf"),
]


@pytest.mark.parametrize(("header", "name"), NAMES)
def test_a_file_is_called_by_its_cleaned_name(header, name):
    told = read(mixed(part("text/plain", "Ola"), part("application/pdf", PDF, header)))
    assert [(one.name, one.kind, one.stored) for one in told.parts] == [(name, "application/pdf", "1")]


def test_a_file_is_called_by_the_name_of_its_kind_where_it_has_no_other():
    told = read(mixed(part("text/plain", "Ola"), part("application/pdf; name*=utf-8''a%C3%B1o.pdf", PDF)))
    assert told.parts[0].name == "año.pdf"


KINDS = [
    ("image/png", png(400, 400), "image/png"),
    ("application/octet-stream", png(400, 400), "image/png"),
    ("image/png", PDF, "application/pdf"),
    ("application/pdf", b"MZ\x00\x00\x01", "application/octet-stream"),
    ("image/heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
    ("application/octet-stream", b"BEGIN:VCARD\nFN:Ana\nEND:VCARD\n", "text/vcard"),
    ("text/plain", b"isto son palabras", "text/plain"),
    ("text/csv; name=a.csv", b"a;b\n1;2\n", "text/csv"),
    ("image/jpeg", b"<html><script>x</script>", "text/html"),
]


@pytest.mark.parametrize(("said", "content", "kind"), KINDS)
def test_a_file_is_of_the_kind_of_its_content(said, content, kind):
    file = part(said, content, "Content-Disposition: attachment", pack=True)
    assert [one.kind for one in read(mixed(part("text/plain", "Ola"), file)).parts] == [kind]


def test_files_are_written_whole_under_their_number(tmp_path):
    bits = bytes(range(256)) * 50
    read(mixed(part("text/plain", "Ola"), part("application/zip; name=a.zip", bits, pack=True),
               part("application/octet-stream; name=b", b"outro")), folder=tmp_path)  # fmt: skip
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"1": bits, "2": b"outro"}


def page(html: str, *files: bytes) -> bytes:
    return mail("Content-Type: multipart/related; boundary=r", body=joined([part("text/html", html), *files], "r"))


def image(cid: str, content: bytes, *headers: str) -> bytes:
    return part(f"image/png; name={cid}.png", content, f"Content-ID: <{cid}>", *headers, pack=True)


def test_what_the_page_shows_is_inline_and_what_it_does_not_is_not():
    told = read(
        page('<p>Ola</p><img src="cid:foto@mar">', image("foto@mar", png(800, 600)), image("outra", png(800, 600)))
    )
    assert [(one.content_id, one.is_inline, one.is_decoration) for one in told.parts] == [
        ("foto@mar", True, False),
        ("outra", False, False),
    ]


DECORATIONS = [
    ("a logo of a signature", png(300, 80, 9_000), True, "", True),
    ("an icon", png(32, 32), True, "", True),
    ("a point that counts readers", png(1, 1), True, "", True),
    ("a point nobody shows", png(1, 1), False, "", True),
    ("a screenshot", png(1200, 700, 90_000), True, "", False),
    ("a wide screenshot", png(1200, 160, 30_000), True, "", False),
    ("a small photo", png(320, 240, 15_000), True, "", False),
    ("a heavy strip", png(600, 150, 90_000), True, "", False),
    ("a logo attached on purpose", png(300, 80, 9_000), False, "Content-Disposition: attachment", False),
    ("an icon attached on purpose", png(32, 32), False, "Content-Disposition: attachment", False),
]


@pytest.mark.parametrize(("what", "content", "is_shown", "header", "is_decoration"), DECORATIONS)
def test_logos_and_points_are_decoration_and_photos_are_not(what, content, is_shown, header, is_decoration):
    html = '<img src="cid:a1">' if is_shown else "<p>Ola</p>"
    file = image("a1", content, *([header] if header else []))
    assert [one.is_decoration for one in read(page(html, file)).parts] == [is_decoration]


@pytest.mark.parametrize(
    "content",
    [b"GIF89a" + struct.pack("<HH", 1, 1), b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x10\x00\x10"],
)
def test_points_and_icons_of_other_kinds_are_decoration(content):
    assert [one.is_decoration for one in read(page('<img src="cid:a1">', image("a1", content))).parts] == [True]


# --- other mails, invitations, what is sealed


INSIDE = mail("Message-ID: <dentro@mar.example>", "Subject: =?utf-8?q?O_a=C3=B1o?=", body="Texto de dentro\r\nsegue\n")


def test_a_mail_in_a_mail_is_a_file_byte_for_byte(tmp_path):
    told = read(mixed(part("text/plain", "Mira"), part("message/rfc822", INSIDE)), folder=tmp_path)
    assert [(one.name, one.kind, one.label) for one in told.parts] == [("O año.eml", "message/rfc822", Label.MAIL)]
    assert (tmp_path / "1").read_bytes() == INSIDE
    assert (told.text, told.message_id) == ("Mira", "")


def test_a_mail_in_a_mail_in_a_mail_is_one_file():
    told = read(
        mixed(
            part("text/plain", "Mira"),
            part(
                "message/rfc822",
                mail("Content-Type: multipart/mixed; boundary=d", body=joined([part("message/rfc822", INSIDE)], "d")),
            ),
        )
    )
    assert len(told.parts) == 1


def test_a_mail_packed_in_base64_or_as_bytes_is_a_mail(tmp_path):
    told = read(mixed(part("message/rfc822", INSIDE, pack=True),
                      part("application/octet-stream; "
                           "name=vello.eml", INSIDE, pack=True)), folder=tmp_path)  # fmt: skip
    assert [(one.name, one.label) for one in told.parts] == [("O año.eml", Label.MAIL), ("vello.eml", Label.MAIL)]
    assert (tmp_path / "1").read_bytes() == INSIDE


def test_a_digest_is_of_mails():
    told = read(mail("Content-Type: multipart/digest; boundary=d", body=joined([b"\n" + INSIDE, b"\n" + INSIDE], "d")))
    assert [one.label for one in told.parts] == [Label.MAIL, Label.MAIL]


INVITATION = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Visita\nEND:VEVENT\nEND:VCALENDAR\n"


def test_an_invitation_among_the_faces_of_a_mail_is_kept():
    told = read(mixed(part("text/plain", "Vémonos"), part("text/html", "<p>Vémonos</p>"),
                      part("text/calendar; method=REQUEST", INVITATION), kind="alternative"))  # fmt: skip
    assert (told.text, told.html) == ("Vémonos", "<p>Vémonos</p>")
    assert [(one.name, one.kind, one.label) for one in told.parts] == [("1.ics", "text/calendar", Label.CALENDAR)]


def test_an_invitation_alone_is_a_file():
    told = read(mail("Content-Type: text/calendar; name=cita.ics", body=INVITATION))
    assert [(one.name, one.label) for one in told.parts] == [("cita.ics", Label.CALENDAR)]


def test_a_signed_mail_shows_its_words_and_never_says_that_it_is_genuine():
    told = read(mixed(part("text/plain", "Asinado"), part("application/pkcs7-signature; "
                                                          "name=smime.p7s", b"0\x82\x01", pack=True),
                      kind="signed", more='; protocol="application/pkcs7-signature"; micalg=sha-256'))  # fmt: skip
    assert told.text == "Asinado"
    assert [(one.name, one.kind, one.label) for one in told.parts] == [
        ("smime.p7s", "application/pkcs7-signature", Label.SIGNED)
    ]


def test_a_mail_signed_by_pgp_shows_its_words():
    signature = "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
    told = read(mixed(part("text/plain", "Asinado"), part("application/pgp-signature; name=signature.asc", signature),
                      kind="signed"))  # fmt: skip
    assert (told.text, [one.label for one in told.parts]) == ("Asinado", [Label.SIGNED])


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    return bytes([tag]) + (bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")) + content


def endless(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x80]) + content + b"\x00\x00"


DATA, SIGNED_DATA = (der(6, bytes.fromhex(f"2a864886f70d01070{end}")) for end in "12")


def wrapped(content: bytes, *, is_endless: bool) -> bytes:
    wrap, octets = (
        (endless, endless(0x24, der(4, content[:9]) + der(4, content[9:]))) if is_endless else (der, der(4, content))
    )
    inner = wrap(0x30, der(2, b"\x01") + der(0x31, b"") + wrap(0x30, DATA + wrap(0xA0, octets)) + der(0x31, b""))
    return wrap(0x30, SIGNED_DATA + wrap(0xA0, inner))


@pytest.mark.parametrize("is_endless", [True, False])
@pytest.mark.parametrize("says", ["; smime-type=signed-data", ""])
def test_a_mail_signed_in_one_piece_shows_what_is_in_it(is_endless, says):
    content = mixed(part("text/plain", "Asinado"), part("application/pdf; name=a.pdf", PDF))
    body = base64.encodebytes(wrapped(content, is_endless=is_endless))
    told = read(
        mail(
            f"Content-Type: application/pkcs7-mime{says}; name=smime.p7m",
            "Content-Transfer-Encoding: base64",
            body=body,
        )
    )
    assert (told.text, told.problems) == ("Asinado", ())
    assert [(one.name, one.label) for one in told.parts] == [("smime.p7m", Label.SIGNED), ("a.pdf", Label.NONE)]


def test_what_is_signed_in_itself_is_not_opened_for_ever():
    inside = wrapped(b"Ola", is_endless=False)
    for _ in range(3):
        inside = wrapped(part("application/pkcs7-mime", inside, pack=True), is_endless=False)
    told = read(
        mail(
            "Content-Type: application/pkcs7-mime", "Content-Transfer-Encoding: base64", body=base64.encodebytes(inside)
        )
    )
    assert [one.label for one in told.parts] == [Label.SIGNED]


@pytest.mark.parametrize("cut", range(0, 120, 7))
def test_what_is_signed_and_cut_off_is_kept(cut):
    body = base64.encodebytes(wrapped(b"\nOla" * 9, is_endless=True)[:cut])
    told = read(mail("Content-Type: application/pkcs7-mime", "Content-Transfer-Encoding: base64", body=body))
    assert len(told.parts) == 1


def test_a_sealed_mail_is_kept_and_told():
    told = read(mail("Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
                     "Content-Transfer-Encoding: base64", body=base64.encodebytes(b"0\x80segredo")))  # fmt: skip
    assert [(one.name, one.label) for one in told.parts] == [("smime.p7m", Label.ENCRYPTED)]
    assert (told.text, told.problems) == ("", ("encrypted",))


def test_a_mail_sealed_by_pgp_is_kept_and_told():
    told = read(mixed(part("application/pgp-encrypted", "Version: 1\n"),
                      part("application/octet-stream; name=encrypted.asc", "-----BEGIN PGP MESSAGE-----\n\nhQ==\n"),
                      kind="encrypted"))  # fmt: skip
    assert [one.label for one in told.parts] == [Label.ENCRYPTED, Label.ENCRYPTED]
    assert told.problems == ("encrypted",)


def test_words_sealed_by_pgp_are_told():
    assert read(mail(body="-----BEGIN PGP MESSAGE-----\n\nhQ==\n-----END PGP MESSAGE-----\n")).problems == (
        "encrypted",
    )


def test_pages_are_never_joined_into_one():
    """EFAIL: what stands before a sealed part must not reach into it."""
    told = read(mixed(part("text/html", '<img src="http://x.example/'), part("text/html", 'segredo">')))
    assert told.html == ""
    assert not told.has_remote_images


# --- winmail.dat


def tnef(*objects: tuple[int, int, bytes]) -> bytes:
    """Level, name with its type, content."""
    raw = b"\x78\x9f\x3e\x22\x01\x00"
    for level, name, content in objects:
        raw += struct.pack("<BII", level, name, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)
    return raw


def winmail(name: str = "proba.txt", content: bytes = b"contido do ficheiro") -> bytes:
    return tnef(
        (1, 0x00089006, struct.pack("<I", 0x10000)),
        (1, 0x00069007, struct.pack("<II", 1252, 0)),
        (1, 0x0002800C, b"Palabras de Outlook\x00"),
        (2, 0x00069002, b"\x01\x00" + b"\x00" * 12),
        (2, 0x00018010, name.encode() + b"\x00"),
        (2, 0x0006800F, content),
    )


def test_the_files_of_a_winmail_are_files_of_the_mail(tmp_path):
    raw = mixed(part("text/plain", "Ola"), part("application/ms-tnef; name=winmail.dat", winmail(), pack=True))
    told = read(raw, folder=tmp_path)
    assert [(one.name, one.kind, one.label) for one in told.parts] == [("proba.txt", "text/plain", Label.FROM_TNEF)]
    assert ((tmp_path / "1").read_bytes(), told.text) == (b"contido do ficheiro", "Ola")


def test_a_winmail_speaks_where_the_mail_says_nothing():
    told = read(mixed(part("text/plain", ""), part("application/octet-stream; name=winmail.dat", winmail(), pack=True)))
    assert told.text == "Palabras de Outlook"


def test_a_name_in_a_winmail_is_cleaned():
    assert read(mixed(part("application/ms-tnef", winmail("..\\..\\a.txt"), pack=True))).parts[0].name == "a.txt"


@pytest.mark.parametrize("cut", [7, 20, 40, 80, 100])
def test_a_broken_winmail_is_kept_as_it_is_or_as_far_as_it_goes(cut):
    told = read(
        mixed(part("text/plain", "Ola"), part("application/ms-tnef; name=winmail.dat", winmail()[:cut], pack=True))
    )
    assert told.text == "Ola"
    assert [one.name for one in told.parts] in ([], ["winmail.dat"], ["proba.txt"], ["1.txt"])


# --- how a mail may be built


def test_the_faces_of_a_mail_are_its_words_and_its_page():
    told = read(mixed(part("text/plain", "Ola *ti*"), part("text/html", "<p>Ola <b>ti</b></p>"), kind="alternative"))
    assert (told.text, told.html, told.parts) == ("Ola *ti*", "<p>Ola <b>ti</b></p>", ())


def test_an_empty_face_is_passed_over():
    told = read(mixed(part("text/plain", " \n"), part("text/html", "<p>Ola</p>"), kind="alternative"))
    assert (told.text, told.html) == ("Ola", "<p>Ola</p>")


def test_words_on_both_sides_of_a_photo_are_all_told():
    told = read(
        mixed(
            part("text/plain", "Antes"),
            part("image/png; name=a.png", png(900, 900), pack=True),
            part("text/plain", "despois"),
        )
    )
    assert (told.text, len(told.parts)) == ("Antes\n\ndespois", 1)


def test_pages_on_both_sides_of_a_file_are_told_as_words():
    told = read(
        mixed(
            part("text/html", "<p>Antes</p>"),
            part("application/pdf; name=a.pdf", PDF),
            part("text/html", "<p>despois</p>"),
        )
    )
    assert (told.text, told.html, len(told.parts)) == ("Antes\n\ndespois", "", 1)


def test_a_page_with_words_of_a_list_under_it_is_told_as_words():
    told = read(mixed(part("text/html", "<p>Ola</p>"), part("text/plain", "-- \nlista")))
    assert (told.text, told.html) == ("Ola\n\n-- \nlista", "")


def test_a_face_within_a_related_within_a_mixed():
    faces = many("alternative", part("text/plain", "Ola"), part("text/html", '<img src="cid:a1">'), boundary="a")
    related = many("related", faces, image("a1", png(800, 600)), boundary="r")
    told = read(mixed(related, part("application/pdf; name=a.pdf", PDF)))
    assert (told.text, [(one.name, one.is_inline) for one in told.parts]) == (
        "Ola",
        [("a1.png", True), ("a.pdf", False)],
    )


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Ola, sen cabeceiras", "Ola, sen cabeceiras"),
        (b"", ""),
        (b"\n\n\nOla", "Ola"),
        (b"From ana@mar.example Mon Nov 23 2020\nFrom: ana@mar.example\n\nOla", "Ola"),
        (b"From: ana@mar.example\r\rOla\r", "Ola"),
        (b"From: ana@mar.example\r\n\r\nOla\r\n", "Ola"),
        (mail("Content-Type: multipart/mixed", body="Ola"), "Ola"),
        (mail("Content-Type: multipart/mixed; boundary=", body="Ola"), "Ola"),
        (mail("Content-Type: multipart/mixed; boundary=x", body="Ola"), "Ola"),
        (mail("Content-Type: multipart/mixed; boundary=x", body="--x\n\nOla\n"), "Ola"),
        (mail("Content-Type: multipart/mixed; boundary=x", body="--x--\n"), ""),
        (mail("Content-Type: multipart/mixed; boundary=x", body="antes\n--x\n\nOla\n--x--\ndespois"), "Ola"),
        (mail("Content-Type: multipart/raro; boundary=x", body="--x\n\nOla\n--x--\n"), "Ola"),
        (mail("Content-Type: text", body="Ola"), "Ola"),
        (mail("Content-Type: ;;;", body="Ola"), "Ola"),
        (mail("Content-Type: text/plain; charset", body="Ola"), "Ola"),
        (mail("Content-Type: text/plain", "Content-Type: text/html", body="Ola"), "Ola"),
        (mail("Content-Transfer-Encoding: 7-bit", body="Ola"), "Ola"),
        (mail("Content-Transfer-Encoding: x-descoñecido", body="Ola"), "Ola"),
        (mail("Content-Type: text/html", body="<p>Ola"), "Ola"),
        (mail("Content-Transfer-Encoding: x-uuencode", body="begin 644 a\n#3VQA\n \nend\n"), "Ola"),
    ],
)
def test_a_mail_built_oddly_is_read(raw, text):
    assert read(raw).text == text
