"""Roles that exist already get what new ones begin with; whoever administers may change it after."""

from django.db import migrations

GIVE = """
    UPDATE access_role SET abilities = array_append(abilities, 'lists.export')
    WHERE kind IN ('administrator', 'supervisor') AND NOT abilities @> ARRAY['lists.export']::varchar[];
    UPDATE access_role SET abilities = array_append(abilities, 'organization.archive')
    WHERE kind = 'administrator' AND NOT abilities @> ARRAY['organization.archive']::varchar[];
    """


class Migration(migrations.Migration):
    dependencies = [("exporting", "0001_files_made_of_lists"), ("access", "0003_abilities_named_by_the_code")]

    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop)]
