"""The town that lists show, and the indexes by which they are narrowed, made without stopping those who write."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

FROM, TO = "áàâäéèêëíìîïóòôöúùûüç", "aaaaeeeeiiiioooouuuuc"
KINDS = ("account", "contact")


def _town(kind: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""UPDATE customers_{kind} customer SET town = translate(lower(way.city), '{FROM}', '{TO}')
        FROM customers_address way
        WHERE way.organization_id = customer.organization_id AND way.{kind}_id = customer.id
            AND way.is_default AND way.city <> ''""",
        migrations.RunSQL.noop,
    )


def _in_order_of_names(kind: str, column: str) -> models.Index:
    return models.Index(
        fields=["organization", column, "search_name", "id"],
        condition=~Q(**{column: ""}),
        name=f"{kind}_by_{column}",
    )


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("customers", "0002_what_more_is_known")]

    operations = [
        *map(_town, KINDS),
        *(
            AddIndexConcurrently(kind, index)
            for kind in KINDS
            for index in (
                _in_order_of_names(kind, "town"),
                _in_order_of_names(kind, "language"),
                GinIndex(fields=["organization", "tag_ids"], name=f"{kind}_by_tags"),
            )
        ),
    ]
