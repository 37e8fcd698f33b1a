"""A mail that speaks of a file it does not carry is asked about once (B11); what only sounds so is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.conversations.speaking_of_files import promises_a_file
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit


@pytest.mark.parametrize(
    "text",
    [
        "Buenos días: adjunto la factura de noviembre.",
        "Le adjuntamos el presupuesto que pidió",
        "No se preocupe, le adjunto otra copia.",
        "La documentación va en el archivo adjunto.",
        "Encontrará adjunta la factura.",
        "Te envío el archivo con las medidas",
        "Les enviamos la documentación firmada.",
        "Te mando unas fotos de la pieza.",
        "Va en anexo el contrato.",
        "Hemos adjuntado el manual",
        "Bos días: adxunto a factura de novembro.",
        "Adxúntolle o orzamento.",
        "Achégolle a factura.",
        "Envíolle o ficheiro coas medidas",
        "Mándoche a foto da peza.",
        "Vai adxunta a factura",
        "O documento vai adxunto",
        "Segue em anexo a fatura.",
        "Envio o ficheiro pedido",
        "Please find attached the invoice.",
        "I'm attaching the photos",
        "I am sending you the invoice today.",
        "See the attachment for details.",
        "It is attached to this mail.",
    ],
)
def test_a_promise_is_heard(text: str) -> None:
    assert promises_a_file(text)


@pytest.mark.parametrize(
    "text",
    [
        "Gracias por su mensaje.",
        "No hemos recibido el adjunto.",
        "Su correo llegó sin adjunto",
        "¿Puede adjuntar una foto de la placa?",
        "Adjunte por favor la factura.",
        "Adjunta la foto cuando puedas, por favor",
        "El archivo adjunto que nos envió está dañado.",
        "Hablaré con el director adjunto.",
        "Según el anexo II del contrato,",
        "La nave anexa está cerrada",
        "¿Recibió el archivo adjunto de ayer?",
        "Le envío un saludo",
        "Envíenos la factura",
        "O ficheiro adxunto que nos enviou non se abre",
        "Non nos chegou o adxunto.",
        "Pode enviar unha foto?",
        "Falarei coa directora adxunta.",
        "Não recebemos o anexo.",
        "Your attachment is damaged.",
        "The label attached to the device says so",
        "Could you send the invoice?",
        "We did not find the attachment",
        "Todo en orden.\n\n> Adjunto la factura.",
        "Todo en orden.\n-- \nXoán, director. Adjunto va nuestro aviso legal.",
    ],
)
def test_what_is_theirs_asked_denied_or_quoted_is_none(text: str) -> None:
    assert not promises_a_file(text)


def test_it_is_asked_once_and_goes_out_when_it_is_sent_again(
    acme: Cast, visit: Visit, tmp_path: Path, settings: Any
) -> None:
    settings.FILES_ROOT = str(tmp_path)
    case: Case = make.case(by=acme.agent)
    address = acme.url(f"cases/{case.folio}/replies/")
    said = {"to": "uxia@cliente.example", "subject": "Factura", "body": "Bos días: adxunto a factura.", "last": "0"}
    agent = visit.as_(acme.agent)
    asked = agent.post(address, said)
    assert asked.status_code == 422
    assert "No lleva ningún archivo" in asked.content.decode()
    assert not Message.objects.exists()
    assert agent.post(address, {**said, "heard": "file"}).status_code == 302
    with_it = {**said, "last": Message.objects.get().pk, "file": SimpleUploadedFile("factura.txt", b"40")}
    assert agent.post(address, with_it).status_code == 302
    assert Message.objects.count() == 2
