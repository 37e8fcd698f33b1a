"""What the log tells of cases that were reopened before interludes were kept.

Deeds taken back name the event they take back as their cause. Where a log was not kept nothing can be told. Going back
there is nothing to undo: the table goes.
"""

from django.db import migrations

REOPENED = """
    INSERT INTO cases_interlude (organization_id, case_id, closed_at, since, until, is_pending, is_cancelled)
    SELECT r.organization_id, r.case_id, c.at, CASE WHEN u.at IS NULL THEN c.at ELSE r.at END, coalesce(u.at, r.at),
        u.at IS NOT NULL, c.kind = 'case.cancelled'
    FROM history_event r
    CROSS JOIN LATERAL (
        SELECT at, kind FROM history_event c
        WHERE c.organization_id = r.organization_id AND c.case_id = r.case_id AND c.seq < r.seq
          AND c.kind IN ('case.closed', 'case.cancelled', 'case.opened')
        ORDER BY c.seq DESC LIMIT 1) c
    LEFT JOIN history_event u ON u.organization_id = r.organization_id AND u.case_id = r.case_id
        AND u.kind = 'case.unmoved' AND u.cause_id = r.id
    WHERE r.kind = 'case.reopened'
    """
CLOSE_TAKEN_BACK = """
    INSERT INTO cases_interlude (organization_id, case_id, closed_at, since, until, is_pending, is_cancelled)
    SELECT u.organization_id, u.case_id, c.at, c.at, u.at, false, c.kind = 'case.cancelled'
    FROM history_event u
    JOIN history_event c ON c.organization_id = u.organization_id AND c.case_id = u.case_id AND c.id = u.cause_id
    WHERE u.kind = 'case.unmoved' AND c.kind IN ('case.closed', 'case.cancelled')
    """


class Migration(migrations.Migration):
    dependencies = [
        ("figures", "0001_initial"),
        ("history", "0002_event_by_actor"),
    ]

    operations = [
        migrations.RunSQL(REOPENED, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSE_TAKEN_BACK, migrations.RunSQL.noop),
    ]
