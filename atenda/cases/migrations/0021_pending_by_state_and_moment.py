"""Cases of one state by what happened last, made without stopping those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

MOMENTS = {"updated": F("updated_at"), "contacted": Coalesce("contacted_at", "created_at")}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0020_by_category_and_by_deadline")]

    operations = [
        AddIndexConcurrently(
            "case",
            models.Index(
                F("organization"),
                F("state"),
                moment,
                F("folio"),
                condition=Q(closed_at=None),
                name=f"case_pending_state_{name}",
            ),
        )
        for name, moment in MOMENTS.items()
    ]
