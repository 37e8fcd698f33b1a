"""The source of a case was a word of the code; it becomes a row of the organization, as the reasons for closing do.

Events keep the word: `history.telling` knows the row by its key.
"""

from django.db import migrations

# fmt: off
SOURCES = [
    ("phone", "Teléfono", "Teléfono", "Phone", "blue"),
    ("in_person", "En persona", "En persoa", "In person", "green"),
    ("email", "Correo", "Correo", "E-mail", "azure"),
    ("web", "Web", "Web", "Web", "purple"),
    ("chat", "Chat", "Chat", "Chat", "yellow"),
    ("other", "Otro", "Outro", "Other", "grey"),
]
REASONS = [
    ("Solucionado", "Solucionado", "Solved", "green"),
    ("El cliente aceptó la solución", "O cliente aceptou a solución", "Customer accepted the solution", "green"),
    ("Solicitud atendida", "Solicitude atendida", "Request attended", "azure"),
    ("El cliente dejó de responder", "O cliente deixou de responder", "Customer no longer answered", "grey"),
]
# fmt: on
LABELS = "jsonb_build_object('es', %s::text, 'gl', %s::text, 'en', %s::text)"


def make_rows(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for place, (key, *labels, colour) in enumerate(SOURCES):
            cursor.execute(
                "INSERT INTO cases_source (organization_id, labels, position, colour, key)"  # noqa: S608
                f" SELECT id, {LABELS}, %s, %s, %s FROM organizations_organization",
                [*labels, place, colour, key],
            )
        for place, (*labels, colour) in enumerate(REASONS):
            cursor.execute(
                "INSERT INTO cases_closingreason (organization_id, labels, position, colour, cancels)"  # noqa: S608
                f" SELECT id, {LABELS}, %s, %s, false FROM organizations_organization",
                [*labels, place, colour],
            )
        cursor.execute(
            "UPDATE cases_case c SET source_id = s.id FROM cases_source s"
            " WHERE s.organization_id = c.organization_id AND s.key = c.source_key"
        )


def take_them_back(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_case c SET source_key = coalesce(nullif(s.key, ''), 'other') FROM cases_source s"
            " WHERE s.organization_id = c.organization_id AND s.id = c.source_id"
        )
        cursor.execute("UPDATE cases_case SET source_id = NULL, closing_reason_id = NULL")
        cursor.execute("DELETE FROM cases_source")
        cursor.execute("DELETE FROM cases_closingreason")


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_picklists_of_a_case")]

    operations = [migrations.RunPython(make_rows, take_them_back)]
