"""Providers bring mails to /hooks/…: an organization of that address gets another."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_chained_as")]

    operations = [
        migrations.RunSQL(
            "UPDATE organizations_organization SET slug = 'hooks-' || id WHERE slug = 'hooks'",
            migrations.RunSQL.noop,  # the new address may be known by then
        )
    ]
