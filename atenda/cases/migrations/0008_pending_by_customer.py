"""Indexes of the open cases of each customer, made without stopping those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0007_field_rules_and_barred_moves")]

    operations = [
        AddIndexConcurrently(
            "case",
            models.Index(
                "organization",
                customer,
                F("folio").desc(),
                include=["binned_at"],
                condition=Q(**{f"{customer}__isnull": False}, closed_at=None),
                name=f"case_pending_by_{customer}",
            ),
        )
        for customer in ("contact", "account")
    ]
