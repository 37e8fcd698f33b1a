"""The indexes of filters and of orders by what happened last: see `cases/models/indexes.py`, `worklists/facets.py`."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

PENDING = Q(closed_at=None)
ORDERS = {
    "case_pending_by_updated": ("updated_at", {"condition": PENDING}),
    "case_by_updated": ("updated_at", {}),
    "case_pending_by_contacted": (Coalesce("contacted_at", "created_at"), {"condition": PENDING}),
    "case_by_contacted": (Coalesce("contacted_at", "created_at"), {}),
    "case_pending_by_due": ("due_at", {"condition": Q(due_at__isnull=False) & PENDING}),
    "case_by_due": ("due_at", {"condition": Q(due_at__isnull=False)}),
    "case_by_closed": ("closed_at", {"condition": Q(closed_at__isnull=False), "include": ["created_at"]}),
}
FACETS = """
(ARRAY[
    -(state_id * 32 + 2),
    -(priority_id * 32 + 4),
    COALESCE(-(category_id * 32 + 6), -(organization_id * 32 + 7)),
    COALESCE(-(type_id * 32 + 8), -(organization_id * 32 + 9)),
    COALESCE(-(importance_id * 32 + 10), -(organization_id * 32 + 11)),
    COALESCE(-(campaign_id * 32 + 12), -(organization_id * 32 + 13)),
    COALESCE(-(source_id * 32 + 14), -(organization_id * 32 + 15)),
    COALESCE(-(team_id * 32 + 16), -(organization_id * 32 + 17)),
    COALESCE(-(contact_id * 32 + 18), -(organization_id * 32 + 19)),
    COALESCE(-(account_id * 32 + 20), -(organization_id * 32 + 21)),
    COALESCE(-(closing_reason_id * 32 + 26), -(organization_id * 32 + 27)),
    CASE WHEN assignee_ids = '{}'::bigint[] THEN -(organization_id * 32 + 23) ELSE 0::bigint END,
    CASE WHEN tag_ids = '{}'::bigint[] THEN -(organization_id * 32 + 25) ELSE 0::bigint END,
    CASE WHEN closed_at IS NULL THEN -(organization_id * 32 + 1) ELSE 0::bigint END,
    CASE WHEN assignee_ids = '{}'::bigint[] AND team_id IS NULL THEN -(organization_id * 32 + 31) ELSE 0::bigint END
] || assignee_ids)
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("cases", "0014_deadline_and_last_contact")]

    operations = [
        *(
            AddIndexConcurrently("case", models.Index(F("organization"), by, F("folio"), name=name, **rest))
            for name, (by, rest) in ORDERS.items()
        ),
        migrations.RunSQL(
            f"CREATE INDEX CONCURRENTLY case_facets ON cases_case USING gin ({FACETS}, tag_ids) WITH (fastupdate = off)",
            "DROP INDEX CONCURRENTLY case_facets",
        ),
        # an index of an expression has statistics of its own, and what is rare is told from what is common by them
        migrations.RunSQL("ANALYZE cases_case", migrations.RunSQL.noop),
    ]
