"""Why a deed on many leaves one of the cases as it is; kept by name, told in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext_lazy as _

from atenda.cases.field_rules import OnFields
from atenda.organizations.refusals import Refused


class NotAllowed(Refused):
    sentence = _("Your role does not allow this. An administrator can give you the permission.")


class OutOfSight(Refused):
    sentence = _("This case is in the bin by now, or no longer among those you may see.")


class NotOneByOne(OnFields):
    sentence = _("By the settings, these fields are changed case by case: %(fields)s.")


class NotOfThisType(OnFields):
    sentence = _("Cases of this type do not have these fields: %(fields)s.")


class TooManyTags(Refused):
    sentence = _("A case has up to 30 tags.")


class NoWayBack(Refused):
    sentence = _("This can no longer be undone: that is possible for 24 hours, once.")


class TooLate(Refused):
    sentence = _("This can no longer be continued. Try the rest again: it is asked as it stands now.")


class Failed(Refused):
    sentence = _("Something went wrong with this case, and it was left as it is. Try it again.")


def name_of(refusal: Refused) -> str:
    return type(refusal).__name__


def told(name: str, fields: list[str]) -> str:
    """The sentence of a refusal kept by its name."""
    kind = _by_name().get(name, Refused)
    return str(kind(fields)) if issubclass(kind, OnFields) else str(kind())


@cache
def _by_name() -> dict[str, type[Refused]]:
    return {kind.__name__: kind for kind in _all(Refused)}


def _all(kind: type[Refused]) -> Iterator[type[Refused]]:
    for below in kind.__subclasses__():
        yield below
        yield from _all(below)
