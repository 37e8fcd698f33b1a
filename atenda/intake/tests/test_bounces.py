"""Bounces as mail systems write them: what became of which mail, by its Message-ID alone (2.2, 3.10).

The words are ours, in the manner of each system."""

import pytest

from atenda.intake.reading.shape import Automatic, Bounce
from atenda.intake.tests.writing import OURS, joined, mail, mixed, part, read

TO_ANA = "ana@mar.example"
OUR_MAIL = f"From: mesa@rias.example\nTo: {TO_ANA}\nSubject: Caldeira\nMessage-ID: {OURS}\n\nBos días.\n"
DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.mar.example>"


def report(status: str, returned: bytes, words: str = "Non chegou.", *headers: str) -> bytes:
    return mixed(
        part("text/plain", words),
        part("message/delivery-status", status),
        returned,
        kind="report",
        more="; report-type=delivery-status",
        headers=("Return-Path: <>", *headers),
    )


WHOLE = part("message/rfc822", OUR_MAIL)
HEADERS = part("text/rfc822-headers", OUR_MAIL.partition("\n\n")[0] + "\n")


def dsn(action: str, status: str, diagnosis: str, *, mta: str = "dns; mx.mar.example", more: str = "") -> str:
    return (
        f"Reporting-MTA: {mta}\nArrival-Date: Mon, 23 Nov 2026 03:00:00 +0100\n\n"
        f"Final-Recipient: rfc822; {TO_ANA}\nAction: {action}\nStatus: {status}\n{diagnosis}{more}"
    )


def words(text: str, *headers: str) -> bytes:
    return mail("Return-Path: <>", DAEMON, *headers, body=text)


REPORTED = {
    "Postfix": (
        report(dsn("failed", "5.1.1", "Diagnostic-Code: smtp; 550 5.1.1 <ana@mar.example>: Recipient "
                                      "address rejected\n"), WHOLE),
        ("failed", "5.1.1", "550 5.1.1 <ana@mar.example>: Recipient address rejected"),
    ),
    "Postfix, late": (
        report(dsn("delayed", "4.4.1", "Diagnostic-Code: X-Postfix; connect to mx.mar.example: Connection "
                                       "timed out\n"), HEADERS),
        ("delayed", "4.4.1", "connect to mx.mar.example: Connection timed out"),
    ),
    "Sendmail": (
        report(dsn("failed", "5.7.1", "Diagnostic-Code: SMTP; 554 5.7.1 Spam\n", mta="dns; sm.mar.example"), WHOLE),
        ("failed", "5.7.1", "554 5.7.1 Spam"),
    ),
    "Exchange": (
        report(
            dsn("failed", "5.2.2", "Diagnostic-Code: smtp;550 5.2.2 STOREDRV.Deliver: mailbox full\n"
                                   "X-Display-Name: Ana\n"),
            WHOLE,
        ),
        ("failed", "5.2.2", "550 5.2.2 STOREDRV.Deliver: mailbox full"),
    ),
    "Exchange Online, which says more in its words": (
        report(dsn("failed", "5.0.0", "Diagnostic-Code: smtp;550 5.4.1 Recipient address rejected: Access "
                                      "denied\n"), HEADERS),
        ("failed", "5.4.1", "550 5.4.1 Recipient address rejected: Access denied"),
    ),
    "Gmail, in folded lines": (
        report(
            dsn("failed", "5.1.1", "Diagnostic-Code: smtp; 550-5.1.1 The account that you\n tried to reach "
                                   "is not there.\n"),
            WHOLE,
        ),
        ("failed", "5.1.1", "550-5.1.1 The account that you tried to reach is not there."),
    ),
    "Amazon SES": (
        report(dsn("failed", "5.3.4", "Diagnostic-Code: smtp; 552 5.3.4 Message too "
                                      "long\n", mta="dsn; a.ses.example"), HEADERS),
        ("failed", "5.3.4", "552 5.3.4 Message too long"),
    ),
    "PowerMTA, relayed": (
        report(dsn("relayed (to a server that tells nothing)", "2.0.0", "Diagnostic-Code: smtp; 250 ok\n"), HEADERS),
        ("relayed", "2.0.0", "250 ok"),
    ),
    "OpenSMTPD": (
        report(dsn("failed", "5.0.0", "Diagnostic-Code: smtp; 550 Invalid recipient\n"), HEADERS),
        ("failed", "5.0.0", "550 Invalid recipient"),
    ),
    "Oracle Messaging, without a diagnosis": (
        report(dsn("failed", "5.4.4", "", more="Remote-MTA: dns; mx.mar.example\n"), WHOLE),
        ("failed", "5.4.4", ""),
    ),
    "Courier, which says no action": (
        report(f"Reporting-MTA: dns; c\n\nFinal-Recipient: rfc822; {TO_ANA}\nStatus: 4.2.0\n", HEADERS),
        ("delayed", "4.2.0", ""),
    ),
    "a report with the Message-ID in itself": (
        report(f"Reporting-MTA: dns; n\nOriginal-Message-ID: {OURS}\n\nFinal-Recipient: rfc822;{TO_ANA}\n"
               f"Action: failed\nStatus: 5.1.2\n",
               part("text/plain", "nada")),
        ("failed", "5.1.2", ""),
    ),
    "a report packed in base64": (
        mixed(
            part("text/plain", "Non chegou."),
            part("message/delivery-status", dsn("failed", "5.1.1", "Diagnostic-Code: smtp; 550 no\n"), pack=True),
            part("message/rfc822", OUR_MAIL),
            kind="report", more="; report-type=delivery-status",
        ),
        ("failed", "5.1.1", "550 no"),
    ),
    "a report in UTF-8 (RFC 6533)": (
        mixed(
            part("text/plain", "Non chegou."),
            part("message/global-delivery-status", dsn("failed", "5.1.1", "Diagnostic-Code: smtp; 550 "
                                                                          "caixa descoñecida\n")),
            part("message/global-headers", OUR_MAIL),
            kind="report", more="; report-type=delivery-status",
        ),
        ("failed", "5.1.1", "550 caixa descoñecida"),
    ),
}  # fmt: skip

WORDS = {
    "qmail": (
        words(
            "Hi. This is the qmail-send program at mar.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
            f"<{TO_ANA}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
            f"--- Below this line is a copy of the message.\n\nReturn-Path: <mesa@rias.example>\n{OUR_MAIL}"
        ),
        ("failed", "5.1.1", "Sorry, no mailbox here by that name. (#5.1.1)"),
    ),
    "qmail, whose host is not there": (
        words(
            "Hi. This is the qmail-send program at mar.example.\n\n"
            f"<{TO_ANA}>:\nSorry, I couldn't find any host named mar.example. (#5.1.2)\n\n"
            f"--- Below this line is a copy of the message.\n\n{OUR_MAIL}"
        ),
        ("failed", "5.1.2", "Sorry, I couldn't find any host named mar.example. (#5.1.2)"),
    ),
    "Exim": (
        words(
            "This message was created by the mail program itself.\n\nA message that you sent could not be "
            "delivered to one of"
            f" its recipients:\n\n  {TO_ANA}\n    host mx.mar.example [192.0.2.1]\n    SMTP error: 550 "
            f"5.1.1 User unknown\n\n"
            f"------ This is a copy of the message, including all the headers. ------\n\n{OUR_MAIL}",
            f"X-Failed-Recipients: {TO_ANA}",
        ),
        ("failed", "5.1.1", "host mx.mar.example [192.0.2.1] SMTP error: 550 5.1.1 User unknown"),
    ),
    "Exim, late": (
        words(
            "A message that you sent has not yet been delivered to one of its recipients after 24 hours.\n\n"
            f"No action is needed: it will be retried.\n\n  {TO_ANA}\n    Delay reason: Connection timed out\n\n"
            f"Message headers:\n--- The header of the original message is following. ---\nMessage-ID: {OURS}\n"
        ),
        ("delayed", "4.4.1", "Delay reason: Connection timed out"),
    ),
    "Exchange 2003": (
        words(
            "Your message did not reach some of its recipients.\n\n      Subject: Caldeira\n\n"
            f"The following recipient(s) could not be reached:\n\n      {TO_ANA} on 23/11/2026 3:00\n"
            f"            The mailbox is full. <mx.mar.example #5.2.2>\n\nOriginal message headers:\n\n"
            f"Message-ID: {OURS}\n"
        ),
        ("failed", "5.2.2", "on 23/11/2026 3:00 The mailbox is full. <mx.mar.example #5.2.2"),
    ),
    "Domino": (
        words(
            f"Your message\n\n  Subject: Caldeira\n\nwas not delivered to:\n\n  {TO_ANA}\n\nbecause:\n\n"
            f"  User unknown in the directory\n\n--- Original message ---\nMessage-ID: {OURS}\n"
        ),
        ("failed", "5.1.1", "because:"),
    ),
    "Yahoo": (
        words(
            f"Sorry, we were unable to deliver your message to the following address.\n\n<{TO_ANA}>:\n"
            f"554: delivery error: this user does not have an account here\n\n--- Below this line is a "
            f"copy of the message.\n\n{OUR_MAIL}"
        ),
        ("failed", "5.1.1", "554: delivery error: this user does not have an account here"),
    ),
    "GroupWise": (
        words(
            f"The message that you sent was undeliverable to the following:\n\n\t{TO_ANA} (user not found)\n\n"
            f"Returned text follows\n--- original message ---\nMessage-ID: {OURS}\n"
        ),
        ("failed", "5.1.1", "user not found"),
    ),
    "MDaemon": (
        words(
            f"The attached message had permanent fatal delivery errors.\n\nFailed address: {TO_ANA}\n\n"
            f"--- Session ---\n> 550 5.7.1 relaying denied\n\n--- Message header ---\nMessage-ID: {OURS}\n"
        ),
        ("failed", "5.7.1", "--- Session --- 550 5.7.1 relaying denied"),
    ),
    "hMailServer": (
        words(
            "Your message did not reach some or all of the intended recipients.\n\n"
            f"   {TO_ANA}\n   Error Type: SMTP\n   Error: 552 Over quota\n\n--- Original message ---\n"
            f"Message-ID: {OURS}\n"
        ),
        ("failed", "5.2.2", "Error Type: SMTP Error: 552 Over quota"),
    ),
    "CommuniGate": (
        words(
            f"Failed to deliver to '{TO_ANA}'\nmail host says: 550 unknown user\n\n--- Original message "
            f"---\nMessage-ID: {OURS}\n"
        ),
        ("failed", "5.1.1", "mail host says: 550 unknown user"),
    ),
    "IceWarp": (
        words(
            f"The following recipients were not reached: message could not be delivered.\n\n<{TO_ANA}>; "
            f"Failed; 5.1.2 (bad"
            f" destination host 'DNS: domain does not exist')\n\n--- Original message ---\nMessage-ID: {OURS}\n"
        ),
        ("failed", "5.1.2", "Failed; 5.1.2 (bad destination host 'DNS: domain does not exist"),
    ),
    "a filter of spam": (
        words(
            f"Your mail to the following address was rejected by policy and could not be delivered:\n\n{TO_ANA}\n"
            f"Reason: 554 blocked by reputation\n\n--- Original message ---\nMessage-ID: {OURS}\n"
        ),
        ("failed", "5.7.1", "Reason: 554 blocked by reputation"),
    ),
    "a server that speaks Spanish": (
        words(
            "No se ha podido entregar su mensaje a este destinatario:\n\n"
            f"{TO_ANA}\nMotivo: el buzón está lleno (552)\n\n--- Mensaje original ---\nMessage-ID: {OURS}\n"
        ),
        ("failed", "5.2.2", "Motivo: el buzón está lleno (552)"),
    ),
    "a server that speaks Galician": (
        words(
            "Non se puido entregar a súa mensaxe:\n\n"
            f"{TO_ANA}\n550 5.1.1 Usuario descoñecido\n\n--- Mensaxe orixinal ---\nMessage-ID: {OURS}\n"
        ),
        ("failed", "5.1.1", "550 5.1.1 Usuario descoñecido"),
    ),
    "Sendmail of old, a warning": (
        words(
            "**   THIS IS A WARNING MESSAGE ONLY: NO NEED TO RESEND   **\n\nThe following address had "
            "transient errors:\n"
            f"<{TO_ANA}>\n    (reason: 451 4.3.0 try later)\n\n--- Original message ---\nMessage-ID: {OURS}\n"
        ),
        ("delayed", "4.3.0", "(reason: 451 4.3.0 try later)"),
    ),
    "a server that sends our mail back as a file": (
        mixed(
            part("text/plain", f"Delivery failed.\n\n{TO_ANA}: 550 5.1.1 user unknown\n"),
            part("message/rfc822", OUR_MAIL),
            headers=("Return-Path: <>",),
        ),
        ("failed", "5.1.1", "550 5.1.1 user unknown"),
    ),
}


@pytest.mark.parametrize("system", [*REPORTED, *WORDS])
def test_a_bounce_tells_what_became_of_which_mail(system):
    raw, (action, status, reason) = {**REPORTED, **WORDS}[system]
    told = read(raw)
    assert told.bounces == (Bounce(action, status, reason, TO_ANA, OURS),)
    assert told.automatic is Automatic.BOUNCE


def test_twenty_systems_and_more_are_told():
    assert len(REPORTED) + len(WORDS) >= 20


def test_a_report_of_several_recipients_tells_each():
    status = (
        "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ana@mar.example\nAction: failed\nStatus: 5.1.1\n\n"
        "Original-Recipient: rfc822;Brais@Mar.example\nFinal-Recipient: rfc822; b@x.example\nAction: "
        "delivered\nStatus: 2.1.5\n"
    )
    told = read(report(status, WHOLE)).bounces
    assert [(one.recipient, one.action, one.status) for one in told] == [
        ("ana@mar.example", "failed", "5.1.1"),
        ("Brais@mar.example", "delivered", "2.1.5"),
    ]


def test_a_bounce_that_does_not_name_our_mail_names_none():
    told = read(words(f"could not be delivered\n\n<{TO_ANA}>:\n550 5.1.1 no\n"))
    assert [(one.recipient, one.message_id) for one in told.bounces] == [(TO_ANA, "")]


def test_a_report_without_a_mail_that_came_back_names_none():
    assert read(report(dsn("failed", "5.1.1", ""), part("text/plain", "nada"))).bounces[0].message_id == ""


@pytest.mark.parametrize(
    "raw",
    [
        mail(body="O voso correo non foi posible entregar; my mail could not be delivered to ana@mar.example\n"),
        mail("Return-Path: <>", body="Estou de vacacións.\n"),
        mixed(
            part("text/plain", "Mirade este aviso."),
            part("message/rfc822", words(f"could not be delivered\n<{TO_ANA}>")),
        ),
        mail("From: postmaster@mar.example", body="Chámame, que cambiamos o servidor.\n"),
    ],
)
def test_words_of_a_person_about_a_bounce_are_no_bounce(raw):
    assert read(raw).bounces == ()


def test_a_broken_report_is_still_a_bounce():
    raw = mail("Return-Path: <>", "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
               body=joined([part("text/plain", "x"), part("message/delivery-status", "nada que ler\n")],
        "b"))  # fmt: skip
    told = read(raw)
    assert (told.automatic, told.bounces) == (Automatic.BOUNCE, ())
