"""Mails in the charsets of the world, said rightly, wrongly and not at all (2.5, 2.8)."""

import base64
import codecs
import quopri

import pytest

from atenda.intake.reading.charsets import codec_of, decode
from atenda.intake.tests.writing import mail, read

WEST = "Mañá chegará o camión; ¿cuánto cuesta? «Ola»"
SPOKEN = [
    ("utf-8", "utf-8", WEST + " 😀 €"),
    ("UTF8", "utf-8", WEST),
    ("utf-7", "utf-7", WEST),
    ("utf-16", "utf-16", WEST),
    ("utf-16le", "utf-16-le", WEST),
    ("utf-16be", "utf-16-be", WEST),
    ("iso-8859-1", "latin-1", WEST),
    ("latin1", "cp1252", "“Ola” – 5 €"),
    ("ISO_8859-1", "cp1252", WEST),
    ("windows-1252", "cp1252", "“Ola” … 5 €"),
    ("cp-1252", "cp1252", WEST),
    ("us-ascii", "cp1252", WEST),
    ("ascii", "utf-8", WEST),
    ("iso-8859-15", "iso8859-15", "Son 5 € en Cœur"),
    ("iso-8859-1", "utf-8", WEST),
    ("utf-8", "cp1252", WEST),
    ("", "utf-8", WEST),
    ("", "cp1252", WEST),
    ("x-descoñecido", "utf-8", WEST),
    ("unknown-8bit", "cp1252", WEST),
    ("macintosh", "mac-roman", WEST),
    ("ibm850", "cp850", "Mañá chegará"),
    ("cp437", "cp437", "¿Mañana?"),
    ("windows-1250", "cp1250", "Příliš žluťoučký kůň"),
    ("iso-8859-2", "iso8859-2", "Zażółć gęślą jaźń"),
    ("windows-1251", "cp1251", "Привет, где мой заказ?"),
    ("koi8-r", "koi8-r", "Привет"),
    ("koi8-u", "koi8-u", "Привіт, їжак"),
    ("iso-8859-5", "iso8859-5", "Здравствуйте"),
    ("ibm866", "cp866", "Здравствуйте"),
    ("iso-8859-7", "iso8859-7", "Καλημέρα"),
    ("windows-1253", "cp1253", "Καλημέρα"),
    ("iso-8859-9", "cp1254", "İyi günler, şimdi"),
    ("windows-1255", "cp1255", "שלום"),
    ("iso-8859-8-i", "iso8859-8", "שלום"),
    ("windows-1256", "cp1256", "مرحبا"),
    ("windows-1257", "cp1257", "Labą dieną"),
    ("windows-1258", "cp1258", "Xin chao đ"),
    ("tis-620", "cp874", "สวัสดี"),
    ("gb2312", "gb18030", "订单在哪里？ 镕"),
    ("gbk", "gbk", "订单"),
    ("gb18030", "gb18030", "订单 😀"),
    ("hz-gb-2312", "hz", "订单"),
    ("big5", "big5hkscs", "訂單在哪裡"),
    ("euc-kr", "cp949", "안녕하세요 똠"),
    ("ks_c_5601-1987", "cp949", "안녕"),
    ("iso-2022-kr", "iso2022_kr", "안녕하세요"),
    ("shift_jis", "cp932", "注文はどこですか①"),
    ("euc-jp", "euc_jp", "注文"),
    ("iso-2022-jp", "iso2022_jp", "注文はどこ"),
]


@pytest.mark.parametrize(("label", "codec", "text"), SPOKEN)
def test_a_mail_in_a_charset_is_read(label, codec, text):
    header = f'Content-Type: text/plain; charset="{label}"' if label else "Content-Type: text/plain"
    body = base64.encodebytes(text.encode(codec))
    assert read(mail(header, "Content-Transfer-Encoding: base64", body=body)).text == text


@pytest.mark.parametrize(("label", "codec", "text"), [one for one in SPOKEN if one[0] and one[0].isascii()])
def test_a_subject_in_a_charset_is_read(label, codec, text):
    packed = base64.b64encode(text.encode(codec)).decode()
    assert read(mail(f"Subject: =?{label}?B?{packed}?=")).subject == text


@pytest.mark.parametrize("label", ["rot13", "zlib", "zip", "bz2", "hex", "base64", "uu", "idna", "punycode", "quopri",
                                   "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem",
        "../../etc", "%s"])  # fmt: skip
def test_a_label_that_is_a_codec_of_python_alone_means_nothing(label):
    assert codec_of(label) == ""
    assert decode(b"Gb\xf1a eJz", label) == "Gbña eJz"
    assert read(mail(f"Content-Type: text/plain; charset={label}", body=b"48656c6c6f")).text == "48656c6c6f"


def test_every_codec_a_label_stands_for_is_there():
    from atenda.intake.reading import charsets

    assert all(codecs.lookup(codec) for codec in set(charsets._CODEC.values()))


def test_bytes_that_are_no_signs_of_their_charset_do_not_stop_it():
    for label in ("utf-8", "shift_jis", "iso-2022-jp", "gb2312", "euc-kr", "utf-16", "utf-7", "hz", "big5", "utf-32"):
        assert isinstance(decode(bytes(range(256)) * 3, label), str)


def test_nul_is_gone():
    told = read(mail("Subject: O\x00la", body=b"O\x00la\x00"))
    assert (told.subject.replace(" ", ""), told.text) == ("Ola", "Ola")


def test_quoted_printable_is_read_though_it_is_broken():
    body = quopri.encodestring("Mañá ás 8 = de sempre\n".encode()) + b"e isto =ZZ non =\nsegue"
    told = read(
        mail("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", body=body)
    )
    assert told.text == "Mañá ás 8 = de sempre\ne isto =ZZ non segue"


def test_base64_is_read_though_it_is_broken():
    for body in (b"T2xhLCBtYcOxw6E", b"T2xh\n!!LCBtYcOxw6E=\n--\n", b"T2xhLA==IG1hw7HDoQ=="):
        raw = mail("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64", body=body)
        assert read(raw).text.replace(" ", "") in ("Ola,mañá", "Ola,mañáû"), body


def test_html_says_its_charset_where_the_header_does_not():
    page = '<html><head><meta charset="koi8-r"></head><body>Привет</body>'.encode("koi8-r")
    assert read(mail("Content-Type: text/html", body=page)).text.strip() == "Привет"


def test_lines_that_flow_are_put_together():
    body = "Bos días, \nestou sen auga.\n\n> citado \n> aquí\n-- \nAna\n"
    told = read(mail("Content-Type: text/plain; format=flowed", body=body))
    assert told.text == "Bos días, estou sen auga.\n\n> citado aquí\n-- \nAna"


def test_lines_that_flow_with_delsp_lose_their_blank():
    raw = mail("Content-Type: text/plain; charset=utf-8; format=Flowed; DelSp=Yes", body="訂單 \n在哪裡\n")
    assert read(raw).text == "訂單在哪裡"


def test_lines_stuffed_with_a_blank_are_as_they_were_written():
    raw = mail("Content-Type: text/plain; format=flowed", body=" From Vigo\n >non é cita\n")
    assert read(raw).text == "From Vigo\n>non é cita"
