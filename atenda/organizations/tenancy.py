"""The base of every table of a tenant.

A tenant table carries its organization; its database key is (organization_id, id); a foreign key inside an
organization is composite, so the engine refuses a row that points into another one; and the manager adds the
organization entered to every statement, so that nobody has to remember it.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelBase
from django.db.models.sql.where import WhereNode

from atenda.organizations.constraints import OrgFKConstraint, OrgPK
from atenda.organizations.entering import current_organization
from atenda.organizations.joined import Joined


class OrgFK(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key inside one organization: every join and look-up also compares the organization.

    The database constraint is the composite one that `OrgModel` adds. No index of its own unless asked for: an
    index that is of use begins with the organization and stands in the model's Meta.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs.setdefault("db_index", False)
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        if kwargs.pop("db_index", True):
            kwargs["db_index"] = True
        else:
            kwargs["db_index"] = False
        return name, path, args, kwargs

    def get_extra_restriction(self, alias: str, related_alias: str) -> WhereNode:
        mine: Any = self.model._meta.get_field("organization")
        theirs: Any = self.remote_field.model._meta.get_field("organization")
        equal: Any = mine.get_lookup("exact")(theirs.get_col(alias), mine.get_col(related_alias))
        return WhereNode([equal])

    def get_extra_descriptor_filter(self, instance: Any) -> dict[str, Any]:
        return {"organization_id": instance.organization_id}


class OrgQuerySet(models.QuerySet[Any]):
    def delete(self) -> tuple[int, dict[str, int]]:
        """One DELETE that names the organization; what still points here makes the engine refuse it."""
        self._not_support_combined_queries("delete")  # type: ignore[attr-defined]
        deleted = self._raw_delete(self.db)
        return deleted, {self.model._meta.label: deleted}


class OrgManager(models.Manager.from_queryset(OrgQuerySet)):  # type: ignore[misc]
    """The rows of the organization entered. Raises NoOrganization outside one."""

    use_in_migrations = False

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(organization_id=current_organization().pk)

    @classmethod
    def of(cls, queryset_class: type[OrgQuerySet]) -> Any:
        """This manager, with the questions of the given queryset."""
        return cls.from_queryset(queryset_class)()


def current_organization_id() -> int:
    """The id given to a new row that does not name its organization."""
    return current_organization().pk


class OrgModelBase(ModelBase):
    """Adds to each concrete tenant table the constraints every tenant table has."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **kwargs: Any) -> Any:
        meta: Any = attrs.get("Meta")
        historical = attrs.get("__module__") == "__fake__"
        if meta is None or not getattr(meta, "abstract", False):
            if meta is None:
                meta = attrs["Meta"] = type("Meta", (), {})
            if not historical:
                table = f"{attrs['__module__'].split('.')[1]}_{name.lower()}"
                key = OrgPK(
                    columns=attrs.get("organization_key", ("id",)), name=f"{table}_key_begins_with_organization"
                )
                links = [
                    OrgFKConstraint(field=field, name=f"{table}_{field}_same_organization")
                    for field, value in attrs.items()
                    if isinstance(value, OrgFK)
                ]
                meta.constraints = [key, *links, *getattr(meta, "constraints", [])]
            if not hasattr(meta, "base_manager_name"):
                meta.base_manager_name = "objects"
        return super().__new__(cls, name, bases, attrs, **kwargs)


class OrgModel(models.Model, metaclass=OrgModelBase):
    """A row of one organization. Made inside it: the organization entered is the default."""

    is_tenant_table = True

    organization: Any = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        default=current_organization_id,
        db_index=False,
        db_constraint=False,
        editable=False,
        related_name="+",
    )

    objects = OrgManager()

    class Meta:
        abstract = True

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Refused: a verb deletes, by a queryset, so that what hangs on the row is thought of."""
        raise TypeError(f"{type(self).__name__} rows are deleted by a verb, through a queryset")

    def lock(self) -> Self:
        """Lock the row until the transaction ends and read it afresh, so that what is checked is what is changed."""
        found = _locking(type(self)).one(current_organization().pk, self.pk)
        if found is None:
            raise type(self).DoesNotExist
        fresh = found[0]
        for field in self._meta.concrete_fields:
            setattr(self, field.attname, getattr(fresh, field.attname))
        self._state.fields_cache.clear()
        return self


@cache
def _locking(model: type[models.Model]) -> Joined:
    meta: Any = model._meta
    where = f'x.organization_id = %s AND x."{meta.pk.column}" = %s'
    return Joined(f'FROM "{meta.db_table}" x WHERE {where} FOR NO KEY UPDATE', x=model)
