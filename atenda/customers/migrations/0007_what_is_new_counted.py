"""Let the planner know that next to no record is merged: of a new column it would guess that next to every one is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_words_and_more_in_one_index")]

    operations = [
        migrations.RunSQL("ANALYZE customers_account, customers_contact", migrations.RunSQL.noop),
    ]
