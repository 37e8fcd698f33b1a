"""Roles that exist already get what new ones begin with; whoever administers may change it after."""

from django.db import migrations

GIVE = """UPDATE access_role SET abilities = abilities || ARRAY['mails.sort']::varchar[]
    WHERE kind IN ('administrator', 'supervisor') AND NOT 'mails.sort' = ANY (abilities)"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("access", "0004_a_time_zone_of_ones_own")]

    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop)]
