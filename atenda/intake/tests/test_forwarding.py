"""Who wrote first what a mail passes on, as mail programs say it in four languages."""

import pytest

from atenda.intake.tests.writing import mail, mixed, part, read

ANA = "ana@mar.example"
FORMS = {
    "Gmail, en": (
        "Fwd: Caldeira",
        f"Mira isto.\n\n---------- Forwarded message ---------\nFrom: Ana Pena "
        f"<{ANA}>\nDate: Mon, Nov 23, 2026 at 3:00 AM\nSubject: Caldeira\nTo: "
        f"<b@x.example>\n\n\nNon vai.\n",
    ),
    "Gmail, es": (
        "Fwd: Caldera",
        f"---------- Forwarded message ---------\nDe: Ana Pena <{ANA}>\nDate: "
        f"lun, 23 nov 2026 a las 3:00\nSubject: Caldera\nTo: <b@x.example>\n\nNo va.\n",
    ),
    "Gmail, gl": (
        "Fwd: Caldeira",
        f"---------- Forwarded message ---------\nDe: Ana Pena <{ANA}>\nDate: o "
        f"luns, 23 de nov. de 2026 ás 03:00\nSubject: Caldeira\nTo: "
        f"<b@x.example>\n\nNon vai.\n",
    ),
    "Gmail, pt": (
        "Fwd: Caldeira",
        f"---------- Mensagem encaminhada ---------\nDe: Ana Pena <{ANA}>\n"
        f"Date: segunda, 23/11/2026 à(s) 03:00\nSubject: Caldeira\n\nNão funciona.\n",
    ),
    "Outlook, es": (
        "RV: Caldera",
        f"Os lo paso.\n\n________________________________\nDe: Ana Pena "
        f"<{ANA}>\nEnviado: lunes, 23 de noviembre de 2026 3:00\nPara: "
        f"b@x.example\nAsunto: Caldera\n\nNo va.\n",
    ),
    "Outlook of old, es": (
        "RV: Caldera",
        f"-----Mensaje original-----\nDe: Ana Pena [mailto:{ANA}]\nEnviado el: lunes, 23 "
        f"de noviembre de 2026 3:00\nPara: b@x.example\nAsunto: Caldera\n\nNo va.\n",
    ),
    "Outlook, gl": (
        "Rv: Caldeira",
        f"________________________________\nDe: Ana Pena <{ANA}>\nEnviado: "
        f"luns, 23 de novembro de 2026 3:00\nPara: b@x.example\nAsunto: "
        f"Caldeira\n\nNon vai.\n",
    ),
    "Outlook, pt": (
        "ENC: Caldeira",
        f"De: Ana Pena <{ANA}>\nEnviada em: segunda-feira, 23 de novembro de "
        f"2026 03:00\nPara: b@x.example\nAssunto: Caldeira\n\nNão funciona.\n",
    ),
    "Outlook, en": (
        "FW: Boiler",
        f"From: Ana Pena <{ANA}>\nSent: Monday, November 23, 2026 3:00 AM\nTo: "
        f"b@x.example\nSubject: Boiler\n\nIt is off.\n",
    ),
    "Outlook, its link beside": (
        "FW: Boiler",
        f"From: Ana Pena <{ANA}<mailto:{ANA}>>\nSent: Monday, November 23, 2026 3:00 "
        f"AM\nTo: b@x.example\nSubject: Boiler\n\nIt is off.\n",
    ),
    "Apple Mail, es": (
        "Fwd: Caldera",
        f"Mirad.\n\n> Inicio del mensaje reenviado:\n> \n> De: Ana Pena <{ANA}>\n> "
        f"Asunto: Caldera\n> Fecha: 23 de noviembre de 2026, 3:00:00 CET\n> Para: "
        f"b@x.example\n> \n> No va.\n",
    ),
    "Apple Mail, in bold": (
        "Fwd: Caldera",
        f"Inicio del mensaje reenviado:\n\n*De: *Ana Pena <{ANA}>\n*Asunto: "
        f"**Caldera*\n*Fecha: *23 de noviembre de 2026\n\nNo va.\n",
    ),
    "Apple Mail, gl": (
        "Fwd: Caldeira",
        f"Inicio da mensaxe reenviada:\n\nDe: Ana Pena <{ANA}>\nAsunto: Caldeira\n"
        f"Data: 23 de novembro de 2026\nPara: b@x.example\n\nNon vai.\n",
    ),
    "Apple Mail, pt": (
        "Fwd: Caldeira",
        f"Início da mensagem reencaminhada:\n\nDe: Ana Pena <{ANA}>\nAssunto: "
        f"Caldeira\nData: 23 de novembro de 2026\n\nNão vai.\n",
    ),
    "Apple Mail, en": (
        "Fwd: Boiler",
        f"Begin forwarded message:\n\nFrom: Ana Pena <{ANA}>\nSubject: Boiler\nDate: November 23, 2026\n\nOff.\n",
    ),
    "Thunderbird, es": (
        "Fwd: Caldera",
        f"-------- Mensaje reenviado --------\nAsunto: \tCaldera\nFecha: \tMon, 23 Nov "
        f"2026 03:00:00 +0100\nDe: \tAna Pena <{ANA}>\nPara: \tb@x.example\n\nNo va.\n",
    ),
    "Thunderbird, gl": (
        "Fwd: Caldeira",
        f"-------- Mensaxe reenviada --------\nAsunto: \tCaldeira\nData: \tMon, 23 Nov "
        f"2026\nDe: \tAna Pena <{ANA}>\nPara: \tb@x.example\n\nNon vai.\n",
    ),
    "Thunderbird, pt": (
        "Fwd: Caldeira",
        f"-------- Mensagem reencaminhada --------\nAssunto: \tCaldeira\nData: \tMon, "
        f"23 Nov 2026\nDe: \tAna Pena <{ANA}>\nPara: \tb@x.example\n\nNão vai.\n",
    ),
    "Thunderbird, en": (
        "Fwd: Boiler",
        f"-------- Forwarded Message --------\nSubject: \tBoiler\nDate: \tMon, 23 Nov "
        f"2026\nFrom: \tAna Pena <{ANA}>\nTo: \tb@x.example\n\nOff.\n",
    ),
    "its subject changed": (
        "Cliente enfadada",
        f"---------- Forwarded message ---------\nDe: Ana Pena <{ANA}>\nDate: lun\nSubject: Caldera\n\nNo va.\n",
    ),
    "passed on twice, the nearest": (
        "Fwd: Fwd: Caldera",
        f"---------- Forwarded message ---------\nDe: Ana Pena <{ANA}>\nDate: "
        f"lun\nSubject: Fwd: Caldera\n\n---------- Forwarded message "
        f"---------\nDe: Outra <o@x.example>\nDate: lun\nSubject: Caldera\n\nNo va.\n",
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_whoever_wrote_first_is_found(form):
    subject, body = FORMS[form]
    assert read(mail(f"Subject: {subject}", body=body)).forwarded.address == ANA


def test_in_html_alone_the_first_writer_is_found():
    html = f"<p>Mira</p><hr><p><b>De:</b> Ana Pena &lt;{ANA}&gt;<br><b>Para:</b> b@x.example</p><p>No va</p>"
    assert read(mail("Subject: RV: Caldera", "Content-Type: text/html", body=html)).forwarded.address == ANA


INSIDE = mail(f"From: Ana Pena <{ANA}>", "Subject: Caldeira")


def test_a_mail_attached_was_written_by_its_sender():
    for subject in ("Fwd: Caldeira", "Caldeira"):
        told = read(
            mixed(part("text/plain", "Vai isto."), part("message/rfc822", INSIDE), headers=(f"Subject: {subject}",))
        )
        assert told.forwarded.address == ANA


def test_of_two_mails_attached_nobody_is_the_first():
    raw = mixed(part("message/rfc822", INSIDE), part("message/rfc822", INSIDE), headers=("Subject: Fwd: x",))
    assert read(raw).forwarded is None


ANSWERS = {
    "of Outlook": (
        "RE: Caldera",
        f"Ya va.\n\n________________________________\nDe: Ana Pena <{ANA}>\n"
        f"Enviado: lunes\nPara: b@x.example\nAsunto: Caldera\n\nNo va.\n",
    ),
    "of Outlook of old": (
        "RE: Caldera",
        f"Ya va.\n\n-----Mensaje original-----\nDe: Ana Pena <{ANA}>\nEnviado el: "
        f"lunes\nPara: b@x.example\nAsunto: Caldera\n",
    ),
    "of Gmail": ("Re: Caldera", f"Ya va.\n\nEl lun, 23 nov 2026 a las 3:00, Ana Pena (<{ANA}>) escribió:\n> No va\n"),
    "plain words": ("Caldera", "De: la caldera, solo sé que no va.\nPara: quien lea.\n"),
    "an order that passes nothing on": ("Fwd: Caldera", "Te lo reenvío luego.\n"),
    "a From alone": ("Fwd: Caldera", f"De: Ana Pena <{ANA}>\n\n" + "No va.\n" * 200),
}


@pytest.mark.parametrize("form", ANSWERS)
def test_an_answer_passes_nothing_on(form):
    subject, body = ANSWERS[form]
    assert read(mail(f"Subject: {subject}", body=body)).forwarded is None
