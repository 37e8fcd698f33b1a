"""An organization that was read back from an archive goes on with the chain of events it had."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_initial")]

    operations = [
        migrations.AddField("organization", "chained_as", models.BigIntegerField(editable=False, null=True)),
    ]
