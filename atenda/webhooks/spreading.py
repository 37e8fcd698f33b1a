"""Make deliveries of what is owed: one for each endpoint that is told of the event.

One organization at a time, under a lock of its own, oldest first: of one subject no later delivery is seen before an
earlier one, which is what the order they are brought in rests on.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from atenda.organizations.entering import current_organization
from atenda.webhooks.models import Endpoint

BATCH = 500  # deeds at once
MOST = 20_000  # events that are told afterwards at once; asked again, the next ones

SPREAD = """
    WITH taken AS (
        DELETE FROM webhooks_owed WHERE organization_id = %(organization)s AND id IN (
            SELECT id FROM webhooks_owed WHERE organization_id = %(organization)s ORDER BY id LIMIT %(batch)s)
        RETURNING event_ids, is_quiet
    ), written AS (
        INSERT INTO webhooks_delivery (organization_id, endpoint_id, event_id, kind, case_id, stream, stream_id,
                                       message_id, state, tries, due_at, created_at, body, attempts)
        SELECT e.organization_id, p.id, e.id, e.kind, e.case_id,
               CASE WHEN e.case_id IS NULL THEN e.subject_type ELSE 'case' END, coalesce(e.case_id, e.subject_id),
               'msg_' || replace(gen_random_uuid()::text, '-', ''), 'waiting', 0, %(now)s, %(now)s, '', '[]'
        FROM taken t CROSS JOIN LATERAL unnest(t.event_ids) AS told (id)
        JOIN history_event e ON e.organization_id = %(organization)s AND e.id = told.id
        JOIN webhooks_endpoint p ON p.organization_id = %(organization)s AND p.state = 'active'
             AND p.removed_at IS NULL AND e.kind = ANY (p.kinds) AND (p.hears_quiet OR NOT t.is_quiet)
        ORDER BY e.id, p.id
        ON CONFLICT (organization_id, endpoint_id, event_id) WHERE event_id IS NOT NULL DO NOTHING
    )
    SELECT count(*) FROM taken
"""

CATCH_UP = """
    INSERT INTO webhooks_delivery (organization_id, endpoint_id, event_id, kind, case_id, stream, stream_id,
                                   message_id, state, tries, due_at, created_at, body, attempts)
    SELECT e.organization_id, %(endpoint)s, e.id, e.kind, e.case_id,
           CASE WHEN e.case_id IS NULL THEN e.subject_type ELSE 'case' END, coalesce(e.case_id, e.subject_id),
           'msg_' || replace(gen_random_uuid()::text, '-', ''), 'waiting', 0, %(now)s, %(now)s, '', '[]'
    FROM history_event e
    WHERE e.organization_id = %(organization)s AND e.at >= %(since)s AND e.kind = ANY (%(kinds)s)
      AND e.id > coalesce((SELECT o.id FROM history_event o WHERE o.organization_id = %(organization)s
                           AND o.at < %(since)s - interval '1 day' ORDER BY o.id DESC LIMIT 1), 0)
      AND (%(quiet)s OR e.case_id IS NULL OR NOT EXISTS (
          SELECT 1 FROM history_event r
          JOIN history_eventpayload s ON s.organization_id = %(organization)s AND s.event_id = r.id
          WHERE r.organization_id = %(organization)s AND r.case_id = e.case_id AND r.seq > e.seq
            AND r.kind = 'notice.kept_quiet' AND s.after -> 'events' @> to_jsonb(e.id)))
      AND NOT EXISTS (SELECT 1 FROM webhooks_delivery d WHERE d.organization_id = %(organization)s
                      AND d.endpoint_id = %(endpoint)s AND d.event_id = e.id)
    ORDER BY e.id LIMIT %(most)s
    ON CONFLICT (organization_id, endpoint_id, event_id) WHERE event_id IS NOT NULL DO NOTHING
"""


@transaction.atomic
def spread(now: datetime) -> bool:
    """In the organization entered. True when a whole batch was taken: there may be more."""
    organization = current_organization().pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('webhooks'), hashint8(%s))", [organization])
        cursor.execute(SPREAD, {"organization": organization, "now": now, "batch": BATCH})
        return int(cursor.fetchone()[0]) == BATCH


def catch_up(endpoint: Endpoint, *, since: datetime, now: datetime) -> int:
    """What happened since and was not told to this endpoint, while it was paused say; how much that is.

    What was written down for an earlier moment, old cases brought in say, is not looked for.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            CATCH_UP,
            {
                "organization": current_organization().pk,
                "endpoint": endpoint.pk,
                "kinds": list(endpoint.kinds),
                "quiet": endpoint.hears_quiet,
                "most": MOST,
                "since": since,
                "now": now,
            },
        )
        return int(cursor.rowcount)
