"""Quick replies and macros this house keeps, as a distributor of frozen fish would write them. All made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from atenda.cases import catalogue
from atenda.cases.models import Lifecycle, Tag
from atenda.cases.tagging import tags_called
from atenda.macros import macros, replies
from atenda.macros.models import QuickReply
from atenda.signatures.signing import sign_for_others
from atenda.staff.models import Agent
from atenda.testing.sample.house import ADMINISTRATOR, House


@dataclass(frozen=True)
class Words:
    name: str
    shortcut: str
    folder: str
    es: str
    gl: str
    en: str = ""


WORDS = (
    Words(
        "Recibido, lo miramos",
        "recibido",
        "Saludos",
        "Buenos días, {{nombre}}:\n\nHemos recibido su mensaje y ya lo estamos mirando. "
        "Su caso es el {{folio}}; le escribimos en cuanto sepamos algo.\n\n{{agente}}",
        "Bos días, {{nome}}:\n\nRecibimos a súa mensaxe e xa a estamos mirando. "
        "O seu caso é o {{folio}}; escribímoslle en canto saibamos algo.\n\n{{axente}}",
        "Good morning, {{first name}}:\n\nWe have your message and are looking into it. "
        "Your case is {{folio}}; we will write as soon as we know more.\n\n{{agent}}",
    ),
    Words(
        "Gracias por avisar",
        "gracias",
        "Saludos",
        "Gracias por avisarnos, {{nombre}}. Queda anotado en el caso {{folio}}.",
        "Grazas por avisarnos, {{nome}}. Queda anotado no caso {{folio}}.",
        "Thank you for letting us know, {{first name}}. It is noted in case {{folio}}.",
    ),
    Words(
        "¿Sigue haciendo falta?",
        "sigue",
        "Saludos",
        "Hola, {{nombre}}:\n\nNo hemos vuelto a saber de usted sobre «{{referencia}}». ¿Sigue haciéndole falta? "
        "Si está resuelto, no tiene que hacer nada.",
        "Ola, {{nome}}:\n\nNon volvemos saber de vostede sobre «{{referencia}}». Séguelle facendo falta? "
        "Se está resolto, non ten que facer nada.",
    ),
    Words(
        "El reparto se retrasa",
        "retraso",
        "Entregas/Retrasos",
        "Hola, {{nombre}}:\n\nEl camión de su ruta sale hoy con retraso. Llegará a lo largo de la mañana y la "
        "mercancía viaja a −18 °C todo el tiempo. Disculpe la espera.",
        "Ola, {{nome}}:\n\nO camión da súa ruta sae hoxe con atraso. Chegará ao longo da mañá e a "
        "mercadoría viaxa a −18 °C todo o tempo. Desculpe a espera.",
    ),
    Words(
        "Nuevo día de entrega",
        "nuevodia",
        "Entregas/Retrasos",
        "Hola, {{nombre}}:\n\nSu pedido sale en el próximo reparto, como muy tarde el {{plazo}}. "
        "Si ese día tiene cerrado, dígamelo y lo cambiamos.",
        "Ola, {{nome}}:\n\nO seu pedido sae no próximo reparto, como moi tarde o {{prazo}}. "
        "Se ese día ten pechado, dígamo e cambiámolo.",
    ),
    Words(
        "Foto del albarán",
        "albaran",
        "Entregas",
        "Hola, {{nombre}}:\n\n¿Podría enviarnos una foto del albarán y otra de las cajas tal como llegaron? "
        "Basta con responder a este correo.",
        "Ola, {{nome}}:\n\nPodería enviarnos unha foto do albará e outra das caixas tal e como chegaron? "
        "Abonda con responder a este correo.",
    ),
    Words(
        "Se repone en el siguiente reparto",
        "repone",
        "Calidad",
        "Hola, {{nombre}}:\n\nLamentamos lo ocurrido. Lo reponemos sin cargo en el siguiente reparto a {{empresa}}; "
        "no hace falta que devuelva nada.",
        "Ola, {{nome}}:\n\nLamentamos o ocorrido. Repoñémolo sen cargo no seguinte reparto a {{empresa}}; "
        "non fai falta que devolva nada.",
    ),
    Words(
        "Ficha técnica y alérgenos",
        "ficha",
        "Calidad",
        "Hola, {{nombre}}:\n\nLe adjuntamos la ficha técnica con los alérgenos y la zona de captura del lote.",
        "Ola, {{nome}}:\n\nAchegámoslle a ficha técnica cos alérxenos e a zona de captura do lote.",
        "Hello, {{first name}}:\n\nPlease find attached the data sheet with allergens and catch area of the lot.",
    ),
    Words(
        "Abono en la próxima factura",
        "abono",
        "Facturas",
        "Hola, {{nombre}}:\n\nTiene razón: el importe no era correcto. Lo verá abonado en la próxima factura.",
        "Ola, {{nome}}:\n\nTen razón: o importe non era correcto. Verao aboado na próxima factura.",
    ),
    Words(
        "Copia de la factura",
        "factura",
        "Facturas",
        "Hola, {{nombre}}:\n\nLe adjuntamos la copia de la factura que nos pedía. Un saludo, {{agente}}.",
        "Ola, {{nome}}:\n\nAchegámoslle a copia da factura que nos pedía. Un saúdo, {{axente}}.",
    ),
    Words(
        "Visita del técnico",
        "tecnico",
        "Equipos",
        "Hola, {{nombre}}:\n\nEl técnico pasará a revisar el arcón. Hasta entonces no lo abra más de lo necesario y, "
        "si la temperatura sube de −12 °C, llámenos.",
        "Ola, {{nome}}:\n\nO técnico pasará a revisar a arca. Ata entón non a abra máis do necesario e, "
        "se a temperatura sobe de −12 °C, chámenos.",
    ),
    Words(
        "Acceso a la web de pedidos",
        "acceso",
        "Web de pedidos",
        "Hola, {{nombre}}:\n\nYa puede volver a entrar en la web de pedidos. La contraseña la elige usted al entrar; "
        "nosotros nunca se la pedimos.",
        "Ola, {{nome}}:\n\nXa pode volver entrar na web de pedidos. O contrasinal escólleo vostede ao entrar; "
        "nós nunca llo pedimos.",
    ),
)
REWRITTEN = ("albaran", "Hola, {{nombre}}:\n\n¿Podría enviarnos una foto del albarán firmado y otra de las cajas?")


SIGNATURES = {
    "es": "<div><strong>{{agente}}</strong><br>{{cargo}}<br>{{organización}}<br>Tel. {{teléfono}}</div>",
    "gl": "<div><strong>{{axente}}</strong><br>{{cargo}}<br>{{organización}}<br>Tel. {{teléfono}}</div>",
}


def keep(random: Random, house: House, *, now: datetime) -> None:
    """A dozen quick replies for everybody, some of the supervisor's own, three macros, and a signature."""
    boss = house.agents["supervisora@rias.example"]
    first = now - timedelta(days=400)
    made = {each.shortcut: _reply(each, boss, first) for each in WORDS}
    shortcut, text = REWRITTEN
    replies.change(made[shortcut], texts={"es": text}, by=boss, now=now - timedelta(days=20))  # nobody told Galician
    for each in made.values():
        used = {"uses": random.randrange(3, 240), "used_at": now - timedelta(hours=random.randrange(2, 700))}
        QuickReply.objects.filter(pk=each.pk).update(**used)
    _macros(made, boss, first)
    sign_for_others(mailbox=None, texts=SIGNATURES, by=house.agents[ADMINISTRATOR.email], now=first)


def _reply(words: Words, by: Agent, now: datetime) -> QuickReply:
    texts = {"es": words.es, "gl": words.gl, "en": words.en}
    more = {"shortcut": words.shortcut, "folder": words.folder, "reach": "all"}
    return replies.add(name=words.name, texts=texts, by=by, now=now, **more)


def _macros(made: dict[str, QuickReply], by: Agent, now: datetime) -> None:
    waiting = next(state for state in catalogue.states_in(Lifecycle.WAITING) if not state.is_retired)
    working = next(state for state in catalogue.states_in(Lifecycle.WORKING) if not state.is_retired)
    high = list(catalogue.priorities().values())[-1]
    tags: list[Tag] = tags_called(["Pendiente de abono"], by=by, now=now)
    does: dict[str, dict[str, Any]] = {
        "Me lo quedo y aviso": {"responsible": "me", "reply": made["recibido"].pk, "state": working.id},
        "Pedir el albarán": {
            "note": "Pedida la foto del albarán a {{cliente}}.",
            "reply": made["albaran"].pk,
            "state": waiting.id,
        },
        "Abonar en factura": {
            "priority": high.id,
            "add_tags": [tag.pk for tag in tags],
            "reply": made["abono"].pk,
            "state": catalogue.first_closed_state().id,
            "solution": "Abonado en la próxima factura.",
        },
    }
    for name, what in does.items():
        macros.add(name=name, does=what, reach="all", by=by, now=now)
