"""What a column of a file can be, for each kind of thing, and what such columns are called in es, gl and en."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.importing.models import What

PICKLISTS = ("state", "priority", "category", "type", "importance", "campaign", "source", "closing_reason")
PEOPLE = ("responsible", "assignees", "author")
LISTED = (*PICKLISTS, *PEOPLE, "team")  # values are chosen from a list, and may be chosen by hand
MOMENTS = ("created_at", "closed_at", "updated_at", "due_at")


@dataclass(frozen=True)
class Target:
    """`called`: headings that mean it, folded; `is_many`: several columns may."""

    name: str
    label: Any
    called: tuple[str, ...]
    is_many: bool = False
    is_needed: bool = False


def _targets(*targets: Target) -> dict[str, Target]:
    return {target.name: target for target in targets}


def _t(name: str, label: Any, called: str, **more: bool) -> Target:
    return Target(name, label, tuple(called.split("|")), **more)


_ID = _t(
    "external_id",
    _("Its number or name in the other program"),
    "id|codigo|numero|codigo de cliente|codigo cliente|numero de cliente|num cliente|referencia externa|external id",
)
_CUSTOMER = (
    _t("tax_id", _("Tax number"), "nif|cif|nie|rfc|nit|dni|vat|vat number|tax number|tax id|numero de identificacion"),
    _t(
        "email",
        _("E-mail"),
        "correo|correo electronico|email|e-mail|mail|e-mail address|email address|correo secundario|email 2|correo 2",
        is_many=True,
    ),
    _t(
        "phone",
        _("Phone"),
        "telefono|telefono 1|telefono movil|movil|telefono fijo|fijo|telefono 2|movil 2|phone|"
        "mobile|mobile phone|work phone|home phone|tel|tfno|celular|whatsapp|telefono de trabajo|fax",
        is_many=True,
    ),
    _t("street", _("Street and number"), "direccion|enderezo|domicilio|calle|rua|address|street|address line 1"),
    _t("postal_code", _("Postal code"), "codigo postal|cp|c.p.|postal code|zip|zip code|postcode"),
    _t("city", _("Town"), "localidad|localidade|poblacion|ciudad|cidade|municipio|concello|city|town"),
    _t("province", _("Province"), "provincia|estado o provincia|state|province|region"),
    _t("country", _("Country"), "pais|country|country/region"),
    _t("language", _("Language"), "idioma|lingua|language|locale"),
    _t("notes", _("Notes"), "notas|observaciones|observacions|comentarios|notes|comments|remarks|descripcion|details"),
    _t("tags", _("Tags"), "etiquetas|tags|labels|grupo|segmento"),
    _t(
        "created_at",
        _("On record since"),
        "fecha de alta|fecha alta|data de alta|data alta|fecha de creacion|created|created at|created on",
    ),
)
_NAME = (
    "nombre|nome|name|full name|razon social|nombre completo|nome completo|nombre y apellidos|nome e apelidos|"
    "apellidos y nombre|apelidos e nome|nombre o razon social|nombre fiscal"
)

TARGETS: Mapping[str, Mapping[str, Target]] = {
    What.ACCOUNTS: _targets(
        _ID,
        _t(
            "name",
            _("Name"),
            f"{_NAME}|cuenta|conta|empresa|cliente|account|account name|company|company name|organization",
            is_needed=True,
        ),
        *_CUSTOMER,
    ),
    What.CONTACTS: _targets(
        _ID,
        _t("name", _("Name"), f"{_NAME}|contacto|persona|contact|contact name|cliente|customer", is_needed=True),
        _t("first_name", _("First name"), "nombre de pila|nome de pila|first name|given name|firstname"),
        _t("last_name", _("Last name"), "apellido|apellidos|apelidos|last name|surname|family name|lastname"),
        _t("company", _("Company"), "empresa|compañia|cuenta|conta|organizacion|company|account|organization"),
        _t("company_id", _("Number of the company in the other program"), "id de empresa|company id|account id"),
        _t("position", _("Position"), "cargo|puesto|posto|job title|title|position"),
        *_CUSTOMER,
    ),
    What.CASES: _targets(
        _t(
            "external_id",
            _ID.label,
            "id|folio|numero|numero de caso|num. caso|ticket|ticket id|ticket number|numero de ticket|case number|#",
        ),
        _t("reference", _("Reference"), "referencia|titulo|asunto|resumen|resumo|reference|title|subject|summary"),
        _t("description", _("Description"), "descripcion|descricion|detalle|mensaje|description|body|message|details"),
        _t("contact", _("Contact"), "contacto|persona|solicitante|contact|requester|customer|user|from|de"),
        _t("contact_id", _("Number of the contact in the other program"), "id de contacto|contact id|requester id"),
        _t(
            "email",
            _("E-mail of the contact"),
            "correo|correo electronico|email|e-mail|requester email|contact email|from email|customer email",
        ),
        _t("phone", _("Phone of the contact"), "telefono|movil|phone|contact phone|phone number"),
        _t("account", _("Account"), "cuenta|conta|cliente|empresa|compañia|account|company|organization|razon social"),
        _t("account_id", _("Number of the account in the other program"), "id de cuenta|account id|organization id"),
        _t("state", _("State"), "estado|status|state|estado del caso"),
        _t("priority", _("Priority"), "prioridad|prioridade|priority"),
        _t("category", _("Category"), "categoria|category|tema|topic|help topic"),
        _t("type", _("Type"), "tipo|type|tipo de caso|case type|motivo"),
        _t("importance", _("Importance"), "importancia|severidad|gravedad|gravidade|severity|importance"),
        _t("campaign", _("Campaign"), "campaña|campaign"),
        _t("source", _("Source"), "origen|orixe|canal|via|channel|source|origin"),
        _t("responsible", _("Responsible"), "responsable|propietario|asignado|owner|agent|assignee|assigned agent"),
        _t("assignees", _("Assigned to"), "asignado a|asignados|agentes|assigned to|assignees", is_many=True),
        _t("team", _("Team"), "equipo|grupo|departamento|group|team|department|cola|queue"),
        _t("tags", _("Tags"), "etiquetas|tags|labels"),
        _t("created_at", _("Created"), "fecha|creado|fecha de creacion|data de creacion|created|created at|created on"),
        _t("closed_at", _("Closed"), "cerrado|fecha de cierre|data de peche|closed|closed at|resolved|resolved at"),
        _t(
            "updated_at",
            _("Last changed"),
            "modificado|fecha de modificacion|ultima actualizacion|updated|updated at|modified|last updated",
        ),
        _t("due_at", _("Deadline"), "fecha limite|vencimiento|plazo|due|due date|deadline|due at"),
        _t("closing_reason", _("Reason"), "motivo de cierre|motivo de peche|reason|status reason|razon para el estado"),
        _t("solution", _("Solution"), "solucion|resolucion|solution|resolution"),
        _t("note", _("Internal note"), "nota|notas|comentario|comentarios|note|notes|comments", is_many=True),
    ),
    What.NOTES: _targets(
        _t("external_id", _ID.label, "id|id de la nota|comment id|note id"),
        _t(
            "case",
            _("Number of the case in the other program"),
            "caso|folio|numero de caso|ticket|ticket id|case|case id|case number|related to|relacionado con",
            is_needed=True,
        ),
        _t("body", _("Note"), "nota|comentario|texto|mensaje|note|body|comment|message|text", is_needed=True),
        _t("author", _("Author"), "autor|autora|agente|creado por|author|agent|created by|from|user"),
        _t("created_at", _("Written"), "fecha|creado|data|fecha de creacion|created|created at|date|created on"),
    ),
}
NEEDED = {
    What.ACCOUNTS: (("name",),),
    What.CONTACTS: (("name", "first_name", "last_name", "email"),),
    What.CASES: (
        ("reference", "description"),
        ("contact", "contact_id", "email", "phone", "account", "account_id"),
    ),
    What.NOTES: (("case",), ("body",)),
}
