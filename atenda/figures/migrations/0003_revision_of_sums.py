"""Sums say when they have moved, so that processes may keep them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("figures", "0002_interludes_of_before")]

    operations = [migrations.AddField("addedup", "revision", models.BigIntegerField(default=0))]
