"""Organizations that chose whom they tell what hear of mails that do not arrive, as new ones do."""

from django.db import migrations, models

GIVE = """UPDATE notices_policy SET switches = switches || ARRAY['failed:assignees']::varchar[]
    WHERE NOT 'failed:assignees' = ANY (switches)"""
KINDS = [
    ("closed", "A case is closed"),
    ("opened", "A case is created"),
    ("failed", "A mail does not arrive"),
    ("edited", "A case is edited"),
    ("wrote", "The customer writes"),
    ("noted", "A note is written"),
]


class Migration(migrations.Migration):
    dependencies = [("notices", "0011_mailboxes_have_their_own_way_out")]

    operations = [
        migrations.RunSQL(GIVE, migrations.RunSQL.noop),
        migrations.AlterField("news", "kind", models.CharField(max_length=8, choices=KINDS)),
        migrations.AlterField("notice", "kind", models.CharField(max_length=8, choices=KINDS)),
    ]
