"""Roles that exist already get what new ones begin with; whoever administers may give it to others after."""

from django.db import migrations

GIVE = (
    "UPDATE access_role SET abilities = abilities || 'audit.see'::varchar "
    "WHERE kind = 'administrator' AND 'audit.see' <> ALL (abilities)"
)


class Migration(migrations.Migration):
    dependencies = [("history", "0003_audit_log_and_ledger_checks"), ("access", "0003_abilities_named_by_the_code")]

    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop)]
