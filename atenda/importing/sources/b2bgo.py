"""B2BGo, and the spreadsheets people keep in its manner (S0): folio, fecha, cliente, categoría, asignados."""

LABEL = "B2BGo"
COLUMNS = {
    "accounts": {
        "codigo": "external_id",
        "clave": "external_id",
        "nombre": "name",
        "nombre comercial": "name",
        "rfc": "tax_id",
        "correo electronico": "email",
        "telefono": "phone",
        "direccion predeterminada": "street",
    },
    "contacts": {"codigo": "external_id", "nombre": "name", "cliente": "company", "telefono": "phone"},
    "cases": {
        "folio": "external_id",
        "fecha": "created_at",
        "cliente": "account",
        "categoria": "category",
        "prioridad": "priority",
        "estado": "state",
        "estado del caso": "state",
        "asignado a": "assignees",
        "asignados": "assignees",
        "referencia": "reference",
        "referencia del caso": "reference",
        "descripcion": "description",
        "etiquetas": "tags",
        "fecha de cierre": "closed_at",
        "ultimo contacto": "updated_at",
    },
    "notes": {"folio": "case", "comentario": "body", "agente": "author", "fecha": "created_at"},
}
STATES = {"abierto": "new", "en progreso": "working", "en espera": "waiting", "cerrado": "closed"}
