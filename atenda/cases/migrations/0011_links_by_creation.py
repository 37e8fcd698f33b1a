"""When a case was created, on its links too: «my cases» by creation walk one index; and so do a team's, and those of nobody."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

FILL = """
    UPDATE cases_caseassignee l SET created_at = c.created_at
    FROM cases_case c WHERE c.organization_id = l.organization_id AND c.id = l.case_id AND l.created_at IS NULL
    """


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0010_values_replaced")]

    operations = [
        migrations.AddField("caseassignee", "created_at", models.DateTimeField(null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("caseassignee", "created_at", models.DateTimeField()),
        AddIndexConcurrently(
            "caseassignee",
            models.Index(
                "organization", "agent", "created_at", "folio", include=["pending"], name="caseassignee_by_created"
            ),
        ),
        AddIndexConcurrently(
            "case",
            models.Index(
                "organization",
                "team",
                "created_at",
                "folio",
                include=["closed_at"],
                condition=Q(team__isnull=False),
                name="case_by_team_created",
            ),
        ),
        AddIndexConcurrently(
            "case",
            models.Index(
                "organization",
                "created_at",
                "folio",
                include=["closed_at", "team"],
                condition=Q(assignee_ids=[]),
                name="case_unassigned_by_created",
            ),
        ),
    ]
