"""How a case stands, in labels and words: for paper and for the case file."""

from __future__ import annotations

from collections.abc import Container, Iterator

from django.utils.translation import gettext as _

from atenda.cases import catalogue
from atenda.cases.field_rules import LABELS
from atenda.cases.merging import merged_into
from atenda.cases.models import Case, Lifecycle
from atenda.staff import directory
from atenda.ui.times import in_words, long_duration


def facts(case: Case, shown: Container[str]) -> Iterator[tuple[str, str]]:
    """How the case stands, as far as its fields are shown and say something; who works on it is always said."""
    for name, values in catalogue.OF_FIELD.items():
        value = values().get(getattr(case, f"{name}_id") or 0)
        if value and name in shown:
            yield str(LABELS[name]), value.label
    people, known = directory.agents(), catalogue.tags()
    yield _("Assigned to"), ", ".join(people[pk].name for pk in case.assignee_ids) or _("Nobody")
    team = directory.teams().get(case.team_id or 0)
    if team and "team" in shown:
        yield str(LABELS["team"]), team.name
    tags = [known[pk].label for pk in case.tag_ids if pk in known]
    if tags and "tags" in shown:
        yield str(LABELS["tags"]), ", ".join(tags)
    if case.merged_into_id is not None:
        yield _("Merged into"), _("case %(number)s") % {"number": case.survivor.folio}
    if case.has_merged:
        yield _("Merged into this case"), ", ".join(str(other.folio) for other in merged_into(case))
    yield _("Created"), in_words(case.created_at)
    yield _("Last contact"), in_words(case.last_contact_at)
    if case.due_at and "due_at" in shown:
        yield str(LABELS["due_at"]), in_words(case.due_at)
    if case.closed_at is not None and case.resolution_time is not None:
        is_cancelled = catalogue.states()[case.state_id].lifecycle == Lifecycle.CANCELLED
        if is_cancelled:
            yield _("Cancelled"), in_words(case.closed_at)
        else:
            yield _("Closed"), f"{in_words(case.closed_at)} ({long_duration(case.resolution_time)})"
