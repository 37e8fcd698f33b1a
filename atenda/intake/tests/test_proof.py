"""Who vouches for a sender, and who only pretends to (2.7, 3.01)."""

import pytest

from atenda.intake.reading.shape import Proof
from atenda.intake.tests.writing import mail, read

US = "mx.rias.example"
IN = (
    f"Received: from mar.example (mar.example [198.51.100.7]) by {US} (Postfix) with ESMTPS id 1; Mon, 23 "
    f"Nov 2026 03:00:00 +0000"
)
WITHIN = (
    f"Received: from {US} (localhost [127.0.0.1]) by {US} (Dovecot) with LMTP id 2; Mon, 23 Nov 2026 03:00:01 +0000"
)
ELSEWHERE = "Received: from pc (pc [203.0.113.9]) by mar.example with ESMTPS id 3; Mon, 23 Nov 2026 02:59:00 +0000"
PASS = (
    f"Authentication-Results: {US}; spf=pass smtp.mailfrom=mar.example; dmarc=pass (p=reject) header.from=mar.example"
)
FAIL = f"Authentication-Results: {US}; dmarc=fail (p=none) header.from=mar.example"
GOOGLE_IN = (
    "Received: from mar.example (mar.example [198.51.100.7]) by mx.google.com with ESMTPS id 4; Mon, 23 Nov 2026"
)
GOOGLE = "Authentication-Results: mx.google.com; dkim=pass header.i=@mar.example; dmarc=pass header.from=mar.example"
EXCHANGE_IN = (
    "Received: from mar.example (198.51.100.7) by DB5.mail.protection.outlook.com (10.1.1.1) with Microsoft SMTP Server"
)
EXCHANGE_WITHIN = (
    "Received: from DB5.mail.protection.outlook.com (2603:10a6:1::1) by AM0.eurprd.prod.outlook.com (2603:10a6:2::2)"
)
EXCHANGE = (
    "Authentication-Results: spf=pass (sender IP is 198.51.100.7) smtp.mailfrom=mar.example; dkim=pass; "
    "dmarc=pass action=none header.from=mar.example;compauth=pass reason=100"
)

TOLD = {
    "above our hop": ([PASS, IN, ELSEWHERE], [US], Proof.PASSED),
    "between hops of ours": ([WITHIN, PASS, IN, ELSEWHERE], [US], Proof.PASSED),
    "in several headers": ([f"Authentication-Results: {US}; dkim=pass", PASS, IN], [US], Proof.PASSED),
    "failed": ([FAIL, IN], [US], Proof.FAILED),
    "with a version": ([PASS.replace(f"{US};", f"{US} 1;"), IN], [US], Proof.PASSED),
    "in capitals": ([PASS.replace(US, US.upper()).replace("dmarc=pass", "DMARC = Pass"), IN], [US], Proof.PASSED),
    "in folded lines": ([PASS.replace("; ", ";\n\t"), IN.replace(" by ", "\n\tby ")], [US], Proof.PASSED),
    "a name for all our servers": ([PASS.replace(US, "rias.example"), IN], ["rias.example"], Proof.PASSED),
    "Gmail, under its hop": (
        ["Delivered-To: mesa@rias.example", "Received: by 2002:a05:6a10:1 with SMTP id x", "X-Received: by 2002:a05:1",
         "ARC-Seal: i=1", "Return-Path: <ana@mar.example>", GOOGLE_IN, "Received-SPF: pass", GOOGLE],
        ["mx.google.com"], Proof.PASSED,
    ),
    "Exchange Online, without a name": ([EXCHANGE_WITHIN, EXCHANGE, EXCHANGE_IN], [".outlook.com"], Proof.PASSED),
    "no word on "
    "DMARC": ([f"Authentication-Results: {US}; spf=pass smtp.mailfrom=mar.example", IN], [US], Proof.UNKNOWN),
    "DMARC could not be asked": ([PASS.replace("dmarc=pass", "dmarc=temperror"), IN], [US], Proof.UNKNOWN),
    "no policy": ([PASS.replace("dmarc=pass", "dmarc=none"), IN], [US], Proof.UNKNOWN),
    "nobody is trusted": ([PASS, IN], [], Proof.UNKNOWN),
    "nothing is said": ([IN], [US], Proof.UNKNOWN),
}  # fmt: skip

FORGED = {
    "by a server nobody trusts": [PASS.replace(US, "mx.mar.example"), IN],
    "under our hop": [IN, PASS, ELSEWHERE],
    "under our hop, with a hop of ours forged too": [IN, PASS, WITHIN, PASS, IN],
    "under a hop that calls itself by our name": [
        f"Received: from {US} (evil.example [203.0.113.9]) by {US} (Postfix); Mon, 23 Nov 2026", PASS, IN,
    ],
    "under a hop that has only our name and a foreign number": [
        f"Received: from {US} ([203.0.113.9]) by {US} (Postfix); Mon, 23 Nov 2026", PASS, IN,
    ],
    "by a name that begins like ours": [PASS.replace(US, f"{US}.evil.example"), IN],
    "by a name that ends like ours": [PASS.replace(US, f"evil{US}"), IN],
    "our name in a comment": [f"Authentication-Results: evil.example ({US}); dmarc=pass header.from=mar.example", IN],
    "the verdict in a comment": [f"Authentication-Results: {US}; spf=none (; dmarc=pass header.from=mar.example)", IN],
    "the verdict in quotation marks": [f'Authentication-Results: {US}; spf=fail reason="; dmarc=pass"', IN],
    "another domain passed": [PASS.replace("header.from=mar.example", "header.from=evil.example"), IN],
    "a domain below passed": [PASS.replace("header.from=mar.example", "header.from=sub.mar.example"), IN],
    "no hop of ours at all": [PASS],
    "only foreign hops": [PASS, ELSEWHERE],
    "an older header of its name": [IN, "Received: from a (a [203.0.113.9]) by b.example; x", PASS, GOOGLE],
    "X-Authentication-Results": [f"X-{PASS}", IN],
    "ARC of somebody": [f"ARC-{PASS.replace('results', 'Results')}", IN],
}  # fmt: skip


@pytest.mark.parametrize("case", TOLD)
def test_a_server_of_ours_is_believed(case):
    headers, trusted, proof = TOLD[case]
    assert read(mail(*headers), *trusted).proof is proof


@pytest.mark.parametrize("case", FORGED)
def test_a_forged_proof_proves_nothing(case):
    assert read(mail(*FORGED[case]), US).proof is Proof.UNKNOWN


def test_a_forged_pass_does_not_hide_a_true_failure():
    assert read(mail(FAIL, IN, PASS), US).proof is Proof.FAILED


@pytest.mark.parametrize("second", ["From: xefa@rias.example", "From: ana@mar.example"])
def test_two_senders_are_never_proved(second):
    assert read(mail(PASS, IN, "From: ana@mar.example", second), US).proof is Proof.UNKNOWN
    assert read(mail(PASS, IN, "From: ana@mar.example, xefa@rias.example"), US).proof is Proof.UNKNOWN


def test_gmails_word_under_the_hop_of_another_is_not_believed():
    assert read(mail(GOOGLE_IN.replace("mx.google.com", US), GOOGLE), US, "mx.google.com").proof is Proof.UNKNOWN


def test_what_stands_among_the_headers_of_the_sender_is_not_gmails():
    forged = [GOOGLE_IN, "Received-SPF: fail", "Date: Mon, 23 Nov 2020 10:00:00 +0000", GOOGLE]
    assert read(mail(*forged), "mx.google.com").proof is Proof.UNKNOWN


@pytest.mark.parametrize(
    "header",
    ["X-Spam-Flag: YES", "X-Spam-Status: Yes, score=9", "X-Spam: yes", "X-MS-Exchange-Organization-SCL: 9",
     "X-Forefront-Antispam-Report: CIP:1;SFV:SPM;SCL:9", "X-Rspamd-Action: add header"],
)  # fmt: skip
def test_a_server_of_ours_says_that_it_is_spam(header):
    assert read(mail(header, IN), US).is_spam
    assert read(mail(IN, header), US).is_spam
    assert not read(mail(IN, ELSEWHERE, header), US).is_spam
    assert not read(mail(header, ELSEWHERE), US).is_spam
    assert not read(mail(header, IN)).is_spam


@pytest.mark.parametrize(
    "header", ["X-Spam-Flag: NO", "X-Spam-Status: No, score=1", "X-MS-Exchange-Organization-SCL: 1"]
)
def test_a_server_of_ours_says_that_it_is_none(header):
    assert not read(mail(header, IN), US).is_spam
