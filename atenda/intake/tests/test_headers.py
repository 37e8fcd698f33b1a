"""Headers as programs write them: encoded words, addresses, dates, names of mails (2.5, 3.12, RFC 5322)."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage

import pytest

from atenda.intake.reading.shape import Address
from atenda.intake.tests.writing import mail, read

SUBJECTS = [
    ("Subject: =?utf-8?Q?A=C3=B1o?=", "Año"),
    ("Subject: =?UTF-8?b?QcOxbw==?=", "Año"),
    ("Subject: =?UTF-8?b?QcOxbw?=", "Año"),
    ("Subject: =?iso-8859-1*es?q?A=F1o?=", "Año"),
    ("Subject: =?utf-8?q?A?= =?utf-8?q?=C3=B1o?=", "Año"),
    ("Subject: =?utf-8?q?A=C3?=\n =?utf-8?q?=B1o?=", "Año"),
    ("Subject: =?utf-8?q?A=C3=B1o?=\n =?iso-8859-1?q?_m=E1is?=", "Año máis"),
    ("Subject: Re: =?utf-8?q?A=C3=B1o_?= novo", "Re: Año novo"),
    ("Subject: Re:=?utf-8?q?_A=C3=B1o?=", "Re: Año"),
    ("Subject: =?utf-8?q?a b?=", "a b"),
    ("Subject: =?utf-8?x?QQ==?=", "=?utf-8?x?QQ==?="),
    ("Subject: =?rot13?q?Ola?=", "Ola"),
    ("Subject: Año", "Año"),
    ("Subject: =?utf-8?q?a=0D=0ABcc:_evil@x.example?=", "a Bcc: evil@x.example"),
    ("Subject: =?utf-8?q?a=00b=1Bc?=", "ab c"),
    ("Subject: longo\n\tasunto\n en tres", "longo asunto en tres"),
    ("Subject:", ""),
    ("Subject: =?utf-8?q??=", ""),
    ("Subject: " + "a" * 900, "a" * 500),
]


@pytest.mark.parametrize(("header", "subject"), SUBJECTS)
def test_a_subject_is_one_line_of_words(header, subject):
    assert read(mail(header)).subject == subject


def test_a_mail_without_a_subject_has_an_empty_one():
    assert read(b"From: ana@mar.example\n\nOla\n").subject == ""


def test_a_subject_in_latin_without_an_envelope_is_read():
    assert read(b"From: ana@mar.example\nSubject: A\xf1o\n\nOla\n").subject == "Año"


SENDERS = [
    ("Ana Pena <Ana@Mar.Example>", "Ana Pena", "Ana@mar.example"),
    ('"Pena, Ana" <ana@mar.example>', "Pena, Ana", "ana@mar.example"),
    ("ana@mar.example (Ana Pena)", "Ana Pena", "ana@mar.example"),
    ("<ana@mar.example>", "", "ana@mar.example"),
    ("ana@mar.example", "", "ana@mar.example"),
    ("=?utf-8?q?Xo=C3=A1n_Pena=2C_fillo?= <x@mar.example>", "Xoán Pena, fillo", "x@mar.example"),
    ("=?utf-8?q?Pena,_Ana?= <x@mar.example>", "Pena, Ana", "x@mar.example"),
    ('"=?utf-8?q?Xo=C3=A1n?=" <x@mar.example>', "Xoán", "x@mar.example"),
    ("Xoán <xoán@mar.example>", "Xoán", "xoán@mar.example"),
    ("Ana <ana@pontevedra.españa.example>", "Ana", "ana@pontevedra.españa.example"),
    ('"ana \\"a nena\\"" <ana@mar.example>', 'ana "a nena', "ana@mar.example"),
    ("Ana Pena ana@mar.example", "Ana Pena", "ana@mar.example"),
    ('"xefa@rias.example" <evil@x.example>', "xefa@rias.example", "evil@x.example"),
    ('"xefa@rias.example" evil@x.example', "xefa@rias.example", "evil@x.example"),
    ("=?utf-8?q?=3Cxefa=40rias.example=3E?= <evil@x.example>", "<xefa@rias.example>", "evil@x.example"),
    ("xefa@rias.example <evil@x.example>", "xefa@rias.example", "evil@x.example"),
    ("<@a.example,@b.example:ana@mar.example>", "", "ana@mar.example"),
    ("<mailto:ana@mar.example>", "", "ana@mar.example"),
    ("'ana@mar.example'", "", "ana@mar.example"),
    ('"dous nomes"@mar.example', "", '"dous nomes"@mar.example'),
    ("Ana <ana@[192.0.2.1]>", "Ana", "ana@[192.0.2.1]"),
    ("ana(nena)@mar.example", "nena", "ana@mar.example"),
    ("Veciños: ana@mar.example, b@x.example;", "", "ana@mar.example"),
    ("Ana <ana@mar.example>, Bea <b@x.example>", "Ana", "ana@mar.example"),
    ("Ana <ana@mar.example", "Ana", "ana@mar.example"),
    ("Ana (do (mar) bo) <ana@mar.example>", "Ana", "ana@mar.example"),
    ("ana@mar.example.", "", "ana@mar.example"),
    ("=?utf-8?q?a=0D=0ATo:_x?= <ana@mar.example>", "a To: x", "ana@mar.example"),
]


@pytest.mark.parametrize(("written", "name", "address"), SENDERS)
def test_a_sender_is_found_and_a_name_never_becomes_an_address(written, name, address):
    assert read(mail(f"From: {written}")).sender == Address(name, address)


@pytest.mark.parametrize(
    "written",
    ["", "Ana Pena", "undisclosed-recipients:;", "<>", "ana@", "@mar.example", "ana@mar.example\x00.evil.example",
     "a" * 300 + "@mar.example", "ana@mar..", "<ana mar@mar.example>", '"ana@mar.example"'],
)  # fmt: skip
def test_what_is_no_address_is_none(written):
    assert read(mail(f"From: {written}")).sender is None or "ana@mar" in read(mail(f"From: {written}")).sender.address


def test_a_mail_without_from_is_of_its_sender():
    assert read(mail("Sender: b@x.example", sender="")).sender == Address("", "b@x.example")


def test_recipients_are_told_with_their_names_and_counted():
    told = read(mail('To: "Mesa, A" <mesa@rias.example>, Amigos: a@x.example, b@x.example;', "Cc: c@x.example"))
    assert [one.address for one in told.to] == ["mesa@rias.example", "a@x.example", "b@x.example"]
    assert (told.cc[0].address, told.recipients) == ("c@x.example", 4)


def test_where_it_was_delivered_is_told_once_each():
    told = read(mail("Delivered-To: mesa@rias.example", "X-Original-To: ventas@rias.example",
                     "Envelope-To: mesa@rias.example"))  # fmt: skip
    assert told.delivered_to == ("mesa@rias.example", "ventas@rias.example")


def test_reply_to_is_told():
    assert read(mail("Reply-To: outra@mar.example")).reply_to == (Address("", "outra@mar.example"),)


def test_two_senders_are_told_as_a_problem():
    assert "several-senders" in read(mail("From: a@x.example, b@x.example")).problems
    assert "several-senders" in read(mail("From: a@x.example", "From: b@x.example")).problems


DATES = [
    ("Mon, 23 Nov 2020 10:00:00 +0100", datetime(2020, 11, 23, 9, tzinfo=UTC)),
    ("23 Nov 2020 10:00 GMT", datetime(2020, 11, 23, 10, tzinfo=UTC)),
    ("Mon, 23 Nov 2020 10:00:00 -0000 (UTC)", datetime(2020, 11, 23, 10, tzinfo=UTC)),
    ("Mon, 23 Nov 2020 10:00:00 EST", datetime(2020, 11, 23, 15, tzinfo=UTC)),
    ("Mon, 23 Nov 20 10:00:00 +0000", datetime(2020, 11, 23, 10, tzinfo=UTC)),
    ("Mon, 31 Feb 2020 10:00:00 +0000", None),
    ("Mon, 23 Nov 2020 25:61:00 +0000", None),
    ("Mon, 23 Nov 2020 10:00:00 +9999", None),
    ("Thu, 01 Jan 1970 00:00:00 +0000", None),
    ("Fri, 01 Jan 2100 00:00:00 +0000", None),
    ("Fri, 01 Jan 99999999999 00:00:00 +0000", None),
    ("onte pola tarde", None),
    ("", None),
    ("=?utf-8?q?Mon?=", None),
]


@pytest.mark.parametrize(("written", "moment"), DATES)
def test_a_date_that_can_be_is_told_in_utc(written, moment):
    assert read(mail(f"Date: {written}")).sent_at == moment


NAMES = [
    ("Message-ID: <a.b@mar.example>", "<a.b@mar.example>"),
    ("message-id:<a@b>", "<a@b>"),
    ("Message-ID:\n <a@b>", "<a@b>"),
    ("Message-ID: < a@b >", "<a@b>"),
    ("Message-ID: a@b", "<a@b>"),
    ("Message-ID: <a@b> <c@d>", "<a@b>"),
    ("Message-ID: <>", ""),
    ("Message-ID: <" + "a" * 1000 + "@b>", ""),
    ("Message-ID: <[a]@[b]>", "<[a]@[b]>"),
    ("X-None: a", ""),
]


@pytest.mark.parametrize(("header", "name"), NAMES)
def test_a_mail_is_named_with_its_brackets(header, name):
    assert read(mail(header)).message_id == name


def test_the_mails_it_answers_are_told_once_in_their_order():
    told = read(mail("In-Reply-To: Message of 23 Nov <b@x>", "References: <a@x>\n <b@x><c@\n x> <a@x> nada"))
    assert (told.in_reply_to, told.references) == (("<b@x>",), ("<b@x>", "<c@x>", "<a@x>"))


def test_names_that_python_wrote_in_code_are_read():
    """Its mails do that to every name longer than a line, ours among them; RFC 2047 forbids it."""
    name = f"<{'a' * 32}.{'b' * 64}@acme.example>"
    written = EmailMessage()
    written["In-Reply-To"] = written["References"] = name
    assert b"=?utf-8?q?" in written.as_bytes()
    told = read(mail(*(f"{key}: {value}" for key, value in message_from_bytes(written.as_bytes()).items())))
    assert (told.in_reply_to, told.references) == ((name,), (name,))
    assert read(mail("In-Reply-To: <a@x> =?utf-8?q?=3Cb=40x=3E?=")).in_reply_to == ("<a@x>", "<b@x>")
    assert read(mail("Message-ID: =?utf-8?q?=3Ca=40x=3E?=")).message_id == "<a@x>"


@pytest.mark.parametrize("header", ["X-Atenda-Case: 7", "X-Desk-Priority: 1", "X-RT-Ticket: 1",
        "X-Zammad-Ticket-Owner: a",
                                    "X-OTRS-Queue: a", "X-FreeScout-Type: note"])  # fmt: skip
def test_control_headers_from_outside_change_nothing(header):
    """3.11"""
    assert read(mail(header)) == read(mail())
