"""The days that are added up already, in their parts: all of them together, as the cases stand now.

Only what is added up in the zone of its organization; where nothing is, the job adds everything up a minute later.
Going back the table goes.
"""

from django.db import migrations

FILL = """
    INSERT INTO figures_dayinpart
        (organization_id, holder, day, team_key, opened, gone, back, solved, seconds)
    SELECT organization_id, holder, day, coalesce(team_id, 0),
        sum(opened), sum(gone), sum(back), sum(solved), sum(seconds)
    FROM (
        SELECT c.organization_id, c.assignee_ids, c.team_id, happened.*
        FROM cases_case c
        JOIN cases_state s ON s.organization_id = c.organization_id AND s.id = c.state_id
        CROSS JOIN LATERAL (VALUES
            (c.created_at, 1, 0, 0, 0, 0::float8),
            (c.closed_at, 0, 1, 0, (s.lifecycle = 'closed')::int,
                CASE WHEN s.lifecycle = 'closed' THEN extract(epoch FROM c.closed_at - c.created_at)::float8 ELSE 0 END)
        ) happened (at, opened, gone, back, solved, seconds)
        WHERE c.binned_at IS NULL AND happened.at IS NOT NULL
        UNION ALL
        SELECT c.organization_id, c.assignee_ids, c.team_id, happened.*
        FROM cases_interlude i
        JOIN cases_case c ON c.organization_id = i.organization_id AND c.id = i.case_id
        CROSS JOIN LATERAL (VALUES
            (i.since, 0, (NOT i.is_pending)::int, i.is_pending::int, 0, 0::float8),
            (i.until, 0, i.is_pending::int, (NOT i.is_pending)::int, 0, 0::float8)
        ) happened (at, opened, gone, back, solved, seconds)
        WHERE c.binned_at IS NULL
    ) found
    JOIN figures_addedup done USING (organization_id)
    CROSS JOIN LATERAL (SELECT (at AT TIME ZONE done.zone)::date) one (day)
    CROSS JOIN LATERAL unnest(
        (-1)::bigint || CASE assignee_ids WHEN '{}' THEN '{0}'::bigint[] ELSE assignee_ids END) holder
    WHERE day <= done.until
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    """


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0004_days_in_parts"),
        ("cases", "0016_interlude"),
    ]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
