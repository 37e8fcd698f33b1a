"""Indexes of the lists, each made without stopping those who write. `models.py` says what each is for."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

PENDING = Q(closed_at=None)
UNASSIGNED = Q(assignee_ids=[])
WHOLE = ["state", "priority", "created_at", "closed_at"]
NEW = [
    models.Index(
        "organization", "state", "created_at", "folio", condition=PENDING, name="case_pending_by_state_created"
    ),
    models.Index(
        "organization",
        "state",
        "priority",
        F("folio").desc(),
        condition=PENDING,
        name="case_pending_by_state_priority",
    ),
    models.Index(
        "organization",
        "team",
        F("folio").desc(),
        include=["state", "priority", "created_at"],
        condition=Q(team__isnull=False, closed_at=None),
        name="case_pending_of_team",
    ),
    models.Index("organization", F("folio").desc(), include=WHOLE, condition=UNASSIGNED, name="case_unassigned"),
    models.Index(
        "organization",
        F("folio").desc(),
        include=WHOLE,
        condition=Q(assignee_ids=[], team__isnull=True),
        name="case_unassigned_teamless",
    ),
]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0001_initial")]

    operations = [
        *(AddIndexConcurrently("case", index) for index in NEW),
        RemoveIndexConcurrently("case", "case_unassigned_by_folio"),
        RemoveIndexConcurrently("case", "case_pending_by_team"),
    ]
