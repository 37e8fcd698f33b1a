"""Roles that exist already get what new ones begin with; whoever administers may change it after."""

from django.db import migrations

GIVE = """UPDATE access_role SET abilities = array_append(abilities, 'cases.many')
          WHERE kind IN ('administrator', 'supervisor', 'agent')
          AND NOT abilities @> ARRAY['cases.many']::varchar[]"""


class Migration(migrations.Migration):
    dependencies = [("worklists", "0003_deeds_on_many"), ("access", "0003_abilities_named_by_the_code")]

    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop)]
