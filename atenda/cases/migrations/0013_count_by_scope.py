"""Count the cases that are there, for everybody (-1), for each assignee, and for nobody (0) where there is none."""

from django.db import migrations

COUNT = """
    INSERT INTO cases_casecount (organization_id, holder, team_key, state_id, n)
    SELECT c.organization_id, holder, coalesce(c.team_id, 0), c.state_id, count(*)
    FROM cases_case c
    CROSS JOIN LATERAL unnest(-1::bigint || CASE WHEN c.assignee_ids = '{}' THEN '{0}' ELSE c.assignee_ids END) holder
    WHERE c.binned_at IS NULL
    GROUP BY 1, 2, 3, 4
    """


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_counts_by_scope")]

    operations = [migrations.RunSQL(COUNT, "DELETE FROM cases_casecount")]
