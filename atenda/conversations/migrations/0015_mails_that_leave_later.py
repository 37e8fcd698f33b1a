"""Whether a mail waits for its hour is asked of a case with each mail that comes in: an index that has hardly a row."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("conversations", "0014_side_conversations")]

    operations = [
        AddIndexConcurrently(
            "message",
            models.Index(
                fields=["organization", "case"], condition=Q(leaves_at__isnull=False), name="message_to_leave_later"
            ),
        ),
    ]
