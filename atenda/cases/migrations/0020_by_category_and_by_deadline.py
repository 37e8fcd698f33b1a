"""Lists by category walk an index of it, and who has late cases is counted in an index alone; made without stopping
those who write. `models/indexes.py` says what each is for."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

NEW = [
    models.Index(
        "organization",
        "category",
        F("folio").desc(),
        condition=Q(category__isnull=False, closed_at=None),
        name="case_pending_by_category",
    ),
    models.Index(
        "organization",
        "category",
        F("folio").desc(),
        condition=Q(category__isnull=False),
        name="case_by_category",
    ),
    models.Index(
        "organization",
        "due_at",
        "folio",
        include=["binned_at", "team", "assignee_ids"],
        condition=Q(due_at__isnull=False) & Q(closed_at=None),
        name="case_pending_by_deadline",
    ),
]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0019_state_of_merged_cases")]

    operations = [
        *(AddIndexConcurrently("case", index) for index in NEW),
        RemoveIndexConcurrently("case", "case_pending_by_due"),
    ]
