"""Roles that exist already get what new ones begin with; whoever administers may change it after."""

from django.db import migrations

GIVE = """UPDATE access_role SET abilities = array_append(abilities, 'cases.reply')
          WHERE kind IN ('administrator', 'supervisor', 'agent') AND NOT abilities @> ARRAY['cases.reply']::varchar[]"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0005_mails_of_ours"), ("access", "0003_abilities_named_by_the_code")]

    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop)]
