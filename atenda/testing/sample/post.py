"""A mailbox, and the mails of this morning: questions, an answer with a photo, a stranger, machines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from hashlib import sha256
from random import Random

from atenda.access.abilities import RoleKind
from atenda.cases.models import Case, Source
from atenda.customers.models import EmailAddress
from atenda.intake.accepting import accept
from atenda.intake.models import Door
from atenda.mailboxes.managing import add_mailbox
from atenda.staff.models import Agent, Team
from atenda.testing.sample.house import DESK
from atenda.testing.sample.papers import a_photo

ADDRESS = "soporte@rias.example"
QUESTIONS = (
    (
        "Falta unha caixa no pedido do luns",
        "Boas:\n\nNo pedido do luns viñan once caixas de mexillón e no albarán pon doce. Podedes mandala mañá?"
        "\n\nGrazas",
        "",
    ),
    (
        "Factura duplicada",
        "Hola:\n\nNos ha llegado dos veces la factura de octubre, con números distintos. ¿Cuál es la buena?\n\n"
        "Un saludo",
        "<p>Hola:</p><p>Nos ha llegado <b>dos veces</b> la factura de octubre, con números distintos. "
        "¿Cuál es la buena?</p><p>Un saludo</p>",
    ),
    (
        "",
        "Buenos días, ¿tenéis lenguado fresco para el viernes? Serían quince kilos.",
        "",
    ),
)


def bring_mails(random: Random, *, now: datetime) -> None:
    """They are stored as if they had come in; the worker files them as it does all others."""
    admin = Agent.objects.filter(role__kind=RoleKind.ADMINISTRATOR).order_by("pk").first()
    assert admin is not None
    mailbox = add_mailbox(
        name="Soporte",
        address=ADDRESS,
        aliases=["pedidos@rias.example"],
        language="gl",
        team=Team.objects.get(name=DESK),
        source=Source.objects.filter(key="email").first(),
        trusted=["mx.rias.example"],
        by=admin,
        now=now,
    )
    for mail in _mails(random, now):
        accept(bytes(mail), mailbox=mailbox, door=Door.SMTP, now=now, envelope_to=[ADDRESS])


def _mails(random: Random, now: datetime) -> Iterator[EmailMessage]:
    rows = EmailAddress.objects.filter(contact__isnull=False).select_related("contact").order_by("pk")
    people = [(row.contact.name, row.address) for row in rows[:200] if row.contact is not None]
    for place, ((subject, text, html), (name, address)) in enumerate(
        zip(QUESTIONS, random.sample(people, len(QUESTIONS)), strict=True)
    ):
        mail = _mail(name, address, subject, text, now - timedelta(minutes=40 - 9 * place))
        if html:
            mail.add_alternative(html, subtype="html")
        yield mail
    case = Case.objects.pending().filter(contact__emails__isnull=False).order_by("-pk").first()
    if case is not None and case.contact is not None:
        known = case.contact.emails.order_by("pk").first()
        answer = _mail(
            case.contact.name,
            known.address,
            f"Re: Caso {case.folio}: {case.reference}",
            "Aquí vai a foto.\n\nO mar., 3 nov. 2026 ás 9:12, Soporte escribiu:\n"
            "> Pódesnos mandar unha foto da etiqueta?\n",
            now - timedelta(minutes=12),
        )
        answer.add_attachment(a_photo(random), "image", "jpeg", filename="etiqueta.jpg")
        yield answer
        yield _mail(
            "Xestión Rápida",
            "info@xestion-rapida.example",
            f"Re: Caso {case.folio}",
            "Somos a nova xestoría deste cliente. Mándenos todo o que teñan do caso, por favor.",
            now - timedelta(minutes=8),
        )
    away = _mail("Ausente", people[0][1], "Respuesta automática", "Estoy fuera hasta el lunes.", now)
    away["Auto-Submitted"] = "auto-replied"
    yield away
    news = _mail("Feira do Mar", "novas@feira-do-mar.example", "Programa de novembro", "Todo o programa.", now)
    news["List-Id"] = "<novas.feira-do-mar.example>"
    yield news


def _mail(name: str, address: str, subject: str, text: str, at: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = formataddr((name, address))
    mail["To"] = ADDRESS
    if subject:
        mail["Subject"] = subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{at.timestamp():.0f}.{sha256(text.encode()).hexdigest()[:12]}@{address.partition('@')[2]}>"
    mail.set_content(text)
    return mail
