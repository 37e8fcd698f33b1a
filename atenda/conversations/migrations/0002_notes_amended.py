from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0001_initial")]

    operations = [
        migrations.AddField("note", "edited_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("note", "removed_at", models.DateTimeField(editable=False, null=True)),
    ]
