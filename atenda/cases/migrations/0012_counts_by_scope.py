"""Counts by team and by who has the case, beside those by state: so that who sees less reads theirs too.

The counts of before go, and are counted anew by the next migration.
"""

from django.db import migrations, models

from atenda.organizations.constraints import OrgPK

KEY = "cases_casecount_key_begins_with_organization"
COUNT_BY_STATE = """
    INSERT INTO cases_casecount (organization_id, state_id, n)
    SELECT s.organization_id, s.id, count(c.id)
    FROM cases_state s
    LEFT JOIN cases_case c ON c.organization_id = s.organization_id AND c.state_id = s.id AND c.binned_at IS NULL
    GROUP BY s.organization_id, s.id
    """
# rows that every deed changes: room for their next versions on the page where they are
ROOM = "ALTER TABLE cases_casecount SET (fillfactor = 50)"
NO_ROOM = "ALTER TABLE cases_casecount RESET (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_links_by_creation")]

    operations = [
        migrations.RunSQL("DELETE FROM cases_casecount", COUNT_BY_STATE),
        migrations.RemoveConstraint("casecount", KEY),
        migrations.AddField("casecount", "holder", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddField("casecount", "team_key", models.BigIntegerField(default=0), preserve_default=False),
        migrations.AddConstraint("casecount", OrgPK(columns=("holder", "team_key", "state_id"), name=KEY)),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]
