"""Roles that exist already get what new ones begin with; whoever administers may change it after."""

from django.db import migrations

GIVEN = {
    "administrator": "{files.add,files.remove,files.review}",
    "supervisor": "{files.add,files.remove,files.review}",
    "agent": "{files.add}",
}
GIVE = (
    "UPDATE access_role SET abilities = abilities || ARRAY(SELECT a FROM unnest('{new}'::varchar[]) a "
    "WHERE a <> ALL (abilities)) WHERE kind = '{kind}'"
)


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial"), ("access", "0003_abilities_named_by_the_code")]

    operations = [
        migrations.RunSQL(GIVE.format(new=new, kind=kind), migrations.RunSQL.noop) for kind, new in GIVEN.items()
    ]
