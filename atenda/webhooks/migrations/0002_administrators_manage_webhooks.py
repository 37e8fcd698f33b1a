"""Administrators may do everything, so they are given what was not there before."""

from django.db import migrations

GIVE = """UPDATE access_role SET abilities = array_append(abilities, 'webhooks.manage')
          WHERE kind = 'administrator' AND NOT abilities @> ARRAY['webhooks.manage']::varchar[]"""
TAKE = "UPDATE access_role SET abilities = array_remove(abilities, 'webhooks.manage')"


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_initial"), ("access", "0004_a_time_zone_of_ones_own")]

    operations = [migrations.RunSQL(GIVE, TAKE)]
