"""A case may have a deadline, set by hand, and knows when the customer was last spoken to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_count_by_scope")]

    operations = [
        migrations.AddField("case", "due_at", models.DateTimeField("deadline", null=True, blank=True)),
        migrations.AddField("case", "contacted_at", models.DateTimeField(null=True, editable=False)),
    ]
