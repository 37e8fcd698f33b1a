"""Administrators may do everything: those there are get the ability to import, too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("importing", "0001_what_was_brought"), ("access", "0004_a_time_zone_of_ones_own")]

    operations = [
        migrations.RunSQL(
            """UPDATE access_role SET abilities = abilities || '{import}'::varchar[]
            WHERE kind = 'administrator' AND NOT abilities @> '{import}'::varchar[]""",
            "UPDATE access_role SET abilities = array_remove(abilities, 'import')",
        ),
    ]
