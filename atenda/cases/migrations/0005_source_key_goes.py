"""What a case keeps of its source is the row alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_sources_become_rows")]

    operations = [
        migrations.AlterField("case", "source_key", models.CharField(max_length=12, default="other")),
        migrations.RemoveField("case", "source_key"),
    ]
