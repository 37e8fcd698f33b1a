"""Mails made to kill their reader: each ends in ten seconds and half a gigabyte, and the next goes on (4.3, 7.18)."""

import base64
import resource
import time

import psutil
import pytest

from atenda.intake.reading.pool import Pool
from atenda.intake.reading.refusals import Unreadable
from atenda.intake.tests.writing import joined, mail, mixed, part

LONGEST = 10.0  # seconds of work: how many of the clock depends on who else is at work (7.18)
NEXT = 15.0


def _levels(how_many: int) -> bytes:
    body = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) for number in range(how_many)
    )
    return mail("Content-Type: multipart/mixed; boundary=bb", body=b"--bb\n" + body + b"\nola\n")


def _nested_mails(how_many: int) -> bytes:
    return mail("Content-Type: message/rfc822", body=b"Content-Type: message/rfc822\n\n" * how_many + b"ola")


BOMBS = {
    "encoded words": lambda: mail("Subject: " + "=?utf-8?q?=C3=B1?= " * 25_000),
    "encoded words of one letter in the names": lambda: mail("Cc: " + "=?utf-8?q?a?= <a@mar.example>, " * 30_000),
    "pieces of RFC 2231": lambda: mixed(
        part(
            "text/plain", "x", "Content-Disposition: attachment;" + "".join(f" filename*{n}=a;" for n in range(20_000))
        )
    ),
    "twenty thousand parts": lambda: mixed(*[part("text/plain", "a")] * 20_000),
    "a hundred thousand headers": lambda: mail(*[f"X-{n}: a" for n in range(100_000)]),
    "one header of ten megabytes": lambda: mail("X-Long: " + "a" * 10_000_000),
    "fifty thousand references": lambda: mail("References: " + " ".join(f"<{n}@mar.example>" for n in range(50_000))),
    "fifty thousand open comments": lambda: mail("From: " + "(" * 50_000 + " ana@mar.example", sender=""),
    "fifty thousand open brackets": lambda: mail("To: " + "<" * 50_000),
    "fifty thousand open quotes": lambda: mail("To: " + '"' * 50_001),
    "fifty thousand groups": lambda: mail("To: " + "a:" * 50_000),
    "a thousand levels": lambda: _levels(1_000),
    "three hundred levels with much in them": lambda: _levels(300) + b"ola\n" * 1_000_000,
    "forty levels with much in them": lambda: _levels(39) + b"ola, que tal\n" * 1_000_000,
    "a thousand mails in mails": lambda: _nested_mails(1_000),
    "ten thousand recipients": lambda: mail(*["To: " + ",\n ".join(f"p{n}@mar.example" for n in range(10_000))]),
    "deep HTML": lambda: mail("Content-Type: text/html", body="<div>" * 100_000),
    "HTML of many tags": lambda: mail("Content-Type: text/html", body="<b>a</b>" * 240_000),
    "HTML that never closes": lambda: mail("Content-Type: text/html", body="<" * 2_000_000),
    "HTML of Word comments": lambda: mail("Content-Type: text/html", body="<!--[if mso]>" * 100_000),
    "HTML of links": lambda: mail("Content-Type: text/html", body='<a href="http://a.example">a</a>' * 60_000),
    "HTML of attributes": lambda: mail("Content-Type: text/html", body="<p " + "a=b " * 400_000 + ">"),
    "five megabytes of blanks": lambda: mail(body=" " * 5_000_000 + "x"),
    "five megabytes of newlines": lambda: mail(body="\n" * 5_000_000 + "x"),
    "five megabytes of quotation": lambda: mail(body="> " * 2_500_000),
    "quotation of many lines": lambda: mail(body="> a\n" * 1_000_000),
    "headers of forwarded mails": lambda: mail("Subject: Fwd: x", body="De: a\nFecha: b\n" * 200_000),
    "flowed lines": lambda: mail("Content-Type: text/plain; format=flowed", body="a \n" * 1_000_000),
    "soft breaks": lambda: mail(
        "Content-Type: text/plain", "Content-Transfer-Encoding: quoted-printable", body="=\n" * 2_000_000
    ),
    "blanks before a soft break": lambda: mail(
        "Content-Type: text/plain", "Content-Transfer-Encoding: quoted-printable", body=" " * 3_000_000 + "x=\n"
    ),
    "zeros": lambda: mail(body=b"\x00" * 10_000_000),
    "no line at all": lambda: b"a" * 30_000_000,
    "only colons": lambda: b":" * 2_000_000,
    "only dividers": lambda: mail("Content-Type: multipart/mixed; boundary=a", body=b"--a\n" * 1_000_000),
    "a boundary of one dash": lambda: mail("Content-Type: multipart/mixed; boundary=-", body=b"---\n" * 500_000),
    "accents heaped up": lambda: mail(body="a" + "\u0301\u0316" * 1_000_000),
    "a name of heaped accents": lambda: mixed(
        part("image/png", "x", 'Content-Disposition: attachment; filename="a' + "\u0301\u0316" * 5_000 + '"')
    ),
    "a bounce of many addresses": lambda: mail(
        "Return-Path: <>",
        body="could not be delivered\n" + "".join(f"<p{n}@mar.example>:\n550 5.1.1 no\n\n" for n in range(50_000)),
    ),
    "a bounce without end": lambda: mail("Return-Path: <>", body="could not be delivered " + "a@" * 2_000_000),
    "reports of many blocks": lambda: mixed(
        part("message/delivery-status", "Action: failed\n\n" * 300_000),
        kind="report",
        more="; report-type=delivery-status",
    ),
    "a winmail of tiny objects": lambda: mixed(
        part(
            "application/ms-tnef",
            b"\x78\x9f\x3e\x22\x01\x00" + b"\x01\x00\x90\x06\x00\x01\x00\x00\x00\x00\x00\x00" * 500_000,
            pack=True,
        )
    ),
    "five hundred files": lambda: mixed(*[part("image/png", "x", "Content-Disposition: attachment")] * 499),
    "thirty megabytes of lines of three letters": lambda: mixed(part("message/rfc822", mail(body="ola\n" * 7_500_000))),
    "36 MB": lambda: mail(body="a" * 36_000_000),
}
LARGE = {
    "a file of 25 MB": lambda: mixed(part("application/pdf", b"%PDF-1.4" + bytes(range(256)) * 100_000, pack=True)),
    "a file of 25 MB in one line": lambda: mixed(
        part(
            "application/zip",
            base64.b64encode(b"PK\x03\x04" + b"a" * 25_000_000),
            "Content-Transfer-Encoding: base64",
            "Content-Disposition: attachment",
        )
    ),
    "a mail of 30 MB in a mail": lambda: mixed(part("message/rfc822", mail(body=("o" * 76 + "\n") * 390_000))),
}


@pytest.fixture(scope="module")
def pool():
    with Pool(1) as made:
        yield made


@pytest.mark.parametrize("name", [*BOMBS, *LARGE])
def test_a_bomb_ends_in_time_and_the_next_mail_goes_on(pool, tmp_path, name):
    raw, folder = tmp_path / "bomb.eml", tmp_path / "parts"
    raw.write_bytes({**BOMBS, **LARGE}[name]())
    folder.mkdir()
    child = psutil.Process(pool._free.queue[0]._process.pid)
    began, ended_before = sum(child.cpu_times()[:2]), _work_of_the_ended()
    code, parts = _code_and_parts(pool, raw, folder)
    ended = time.monotonic()
    took = (sum(child.cpu_times()[:2]) if child.is_running() else _work_of_the_ended() - ended_before) - began
    raw.write_bytes(mail("Subject: plain"))
    assert pool.read(raw, folder, []).subject == "plain"
    print(f"{name}: {code or 'read'} in {took:.2f} s, the next {time.monotonic() - ended:.2f} s later")
    assert took <= LONGEST
    assert time.monotonic() - ended <= NEXT
    if name in LARGE:
        assert (code, parts) == ("", 1)


def _work_of_the_ended() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _code_and_parts(pool, raw, folder):
    try:
        return "", len(pool.read(raw, folder, ["mx.rias.example"]).parts)
    except Unreadable as unreadable:
        return unreadable.code, 0


def test_a_child_that_ran_out_of_memory_is_replaced(pool, tmp_path):
    raw = tmp_path / "raw"
    for bomb in ("thirty megabytes of lines of three letters", "accents heaped up"):
        raw.write_bytes(BOMBS[bomb]())
        _code_and_parts(pool, raw, tmp_path)
        raw.write_bytes(LARGE["a file of 25 MB"]())
        assert _code_and_parts(pool, raw, tmp_path) == ("", 1)


def test_ten_thousand_recipients_are_counted_and_few_are_taken(pool, tmp_path):
    raw = tmp_path / "raw"
    raw.write_bytes(BOMBS["ten thousand recipients"]())
    read = pool.read(raw, tmp_path, [])
    assert (read.recipients, len(read.to), read.to[0].address) == (10_000, 25, "p0@mar.example")


def test_of_fifty_thousand_references_the_last_hundred_are_told(pool, tmp_path):
    raw = tmp_path / "raw"
    raw.write_bytes(BOMBS["fifty thousand references"]())
    read = pool.read(raw, tmp_path, [])
    assert (len(read.references), read.references[-1]) == (100, "<49999@mar.example>")


def test_poison_in_front_of_plain_mails_keeps_none_of_them(pool, tmp_path):
    """6.37, as far as reading goes."""
    raw = tmp_path / "raw"
    raw.write_bytes(joined([b"x"]))
    for number in range(100):
        if number % 20 == 0:
            raw.write_bytes(_levels(1_000))
            with pytest.raises(Unreadable):
                pool.read(raw, tmp_path, [])
        raw.write_bytes(mail(f"Subject: {number}"))
        assert pool.read(raw, tmp_path, []).subject == str(number)
