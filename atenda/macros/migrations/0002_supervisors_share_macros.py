"""Roles that exist already get what new ones begin with; whoever administers may change it after."""

from django.db import migrations

GIVE = """UPDATE access_role SET abilities = array_append(abilities, 'macros.share')
          WHERE kind IN ('administrator', 'supervisor') AND NOT abilities @> ARRAY['macros.share']::varchar[]"""
TAKE = "UPDATE access_role SET abilities = array_remove(abilities, 'macros.share')"


class Migration(migrations.Migration):
    dependencies = [("macros", "0001_initial"), ("access", "0003_abilities_named_by_the_code")]

    operations = [migrations.RunSQL(GIVE, TAKE)]
