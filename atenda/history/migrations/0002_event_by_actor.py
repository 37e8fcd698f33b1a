from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("history", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "event", models.Index("organization", "actor", models.F("id").desc(), name="event_by_actor")
        ),
    ]
