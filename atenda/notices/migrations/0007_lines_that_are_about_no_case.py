"""A line behind the bell may be about work of one's own, and lead to another page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0006_lines_know_the_mail_of_their_day")]

    operations = [
        migrations.AddField(
            "notice", "leads_to", models.CharField(blank=True, db_default="", default="", max_length=60)
        ),
    ]
