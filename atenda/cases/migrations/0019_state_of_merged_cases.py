"""The state called «Combinado» that one of the presets brings is where merged cases stand."""

from django.db import migrations

MARK = """
    UPDATE cases_state s SET is_merged = true
    FROM (SELECT organization_id, min(id) AS id FROM cases_state
          WHERE labels->>'en' = 'Merged' AND lifecycle = 'cancelled' GROUP BY organization_id) first
    WHERE s.organization_id = first.organization_id AND s.id = first.id"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_merged_cases")]
    operations = [migrations.RunSQL(MARK, "UPDATE cases_state SET is_merged = false WHERE is_merged")]
