"""One index for the words of names and for what the lists are narrowed by, made without stopping those who write."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations
from django.db.models import F

KINDS = ("account", "contact")


def _words_and_more(kind: str) -> GinIndex:
    words = OpClass(F("search_name"), name="gin_trgm_ops")
    name = f"{kind}_by_words_and_more"
    return GinIndex(F("organization_id"), words, F("language"), F("town"), F("tag_ids"), name=name)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("customers", "0005_records_merged")]

    operations = [
        *(AddIndexConcurrently(kind, _words_and_more(kind)) for kind in KINDS),
        *(RemoveIndexConcurrently(kind, f"{kind}_by_{old}") for kind in KINDS for old in ("words", "tags")),
    ]
