"""Organizations that chose whom they tell what hear of mails that come in, as new ones do."""

from django.db import migrations, models

GIVE = """UPDATE notices_policy SET switches = switches || ARRAY['wrote:assignees']::varchar[]
    WHERE 'noted:assignees' = ANY (switches) AND NOT 'wrote:assignees' = ANY (switches)"""
KINDS = [
    ("closed", "A case is closed"),
    ("opened", "A case is created"),
    ("edited", "A case is edited"),
    ("wrote", "The customer writes"),
    ("noted", "A note is written"),
]


class Migration(migrations.Migration):
    dependencies = [("notices", "0008_dropped_in_a_restored_copy")]

    operations = [
        migrations.RunSQL(GIVE, migrations.RunSQL.noop),
        migrations.AlterField("news", "kind", models.CharField(max_length=8, choices=KINDS)),
        migrations.AlterField("notice", "kind", models.CharField(max_length=8, choices=KINDS)),
    ]
