from django.db import migrations

from atenda.access.sealing import seal, unsealed

SECRETS = ("secret", "seed")


def each(change):
    """Rewrite the secrets of every second factor with `change`, which leaves alone what is so already."""

    def rewrite(apps, schema_editor):
        authenticators = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
        for authenticator in authenticators.select_for_update():
            data = authenticator.data
            data |= {name: change(data[name]) for name in SECRETS if name in data}
            authenticator.save(update_fields=["data"])

    return rewrite


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(each(seal), each(unsealed))]
