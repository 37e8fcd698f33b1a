"""Administrators may do everything, so they are given what was not there before."""

from django.db import migrations

GIVE = """UPDATE access_role SET abilities = array_append(abilities, 'notices.manage')
          WHERE kind = 'administrator' AND NOT abilities @> ARRAY['notices.manage']::varchar[]"""
TAKE = "UPDATE access_role SET abilities = array_remove(abilities, 'notices.manage')"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("access", "0001_initial")]

    operations = [migrations.RunSQL(GIVE, TAKE)]
