from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0003_abilities_named_by_the_code")]

    operations = [
        migrations.AddField(
            model_name="identity",
            name="time_zone",
            field=models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="time zone"),
        ),
    ]
