"""The cases there are: their words are stale, and a job writes them, the newest first, while people work."""

from django.db import migrations

FILL = """
    INSERT INTO searching_casetext (organization_id, folio, case_id, words, is_stale)
    SELECT organization_id, folio, id, ''::tsvector, true FROM cases_case
    ON CONFLICT (organization_id, folio) DO NOTHING
    """


class Migration(migrations.Migration):
    dependencies = [("searching", "0001_initial"), ("conversations", "0001_initial")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
