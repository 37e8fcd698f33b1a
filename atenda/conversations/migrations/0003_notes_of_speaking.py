from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_notes_amended")]

    operations = [migrations.AddField("note", "spoken", models.BooleanField(db_default=False, default=False))]
