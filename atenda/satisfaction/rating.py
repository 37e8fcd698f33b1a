"""The customer gives a mark, and may change it while it can be given; what follows a bad one follows once."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from atenda.cases.describing import tags_of
from atenda.cases.editing import edit
from atenda.cases.merging import hold
from atenda.cases.models import Case
from atenda.cases.tagging import tags_called
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.refusals import Refused
from atenda.satisfaction.alarming import tell_supervisors
from atenda.satisfaction.events import RATED
from atenda.satisfaction.faces import score_of
from atenda.satisfaction.models import Survey
from atenda.satisfaction.policy import policy

LONGEST = 2_000
TOLD = 300  # of a comment, in the history of the case


class NoSuchMark(Refused):
    sentence = _("Choose one of the faces.")
    fields = ("mark",)


@deed
def rate(survey: Survey, *, mark: int, comment: str, now: datetime) -> None:
    """Of one that was merged since, too. The same again changes nothing. Raises NoSuchMark."""
    case, goes_on = _held(survey)
    survey.lock()
    if not 1 <= mark <= survey.faces:
        raise NoSuchMark
    comment = comment.strip()[:LONGEST]
    if (survey.mark, survey.comment) == (mark, comment):
        return
    was_bad, before = survey.is_bad, survey.said if survey.mark else ""
    survey.mark, survey.comment, survey.rated_at = mark, comment, now
    survey.save(update_fields=["mark", "comment", "rated_at"])
    _keep_latest(case)
    words = f"{survey.said} · «{comment[:TOLD]}»" if comment else survey.said
    after = {"name": words, "mark": mark, "faces": survey.faces, **({"was": before} if before else {})}
    record(case, RATED, by=None, after=after, at=now)
    if survey.is_bad and not was_bad:
        _follow_up(case, goes_on, survey, now)


def _held(survey: Survey) -> tuple[Case, Case]:
    """The case, and the one that goes on for it, both locked: looked up again where it was merged in between."""
    while True:
        case: Case = Case.objects.get(pk=survey.case_id)
        goes_on = case.survivor
        hold(*{case.pk: case, goes_on.pk: goes_on}.values())
        if case.survivor == goes_on:
            return case, goes_on


def _keep_latest(case: Case) -> None:
    """The mark of the last closing that has one, for the lists of cases; nobody changed the case."""
    last = Survey.objects.filter(case=case, mark__isnull=False).order_by("-closed_at", "-pk").first()
    case.rating = score_of(last.mark, last.faces) if last and last.mark else None
    case.save(update_fields=["rating"])


def _follow_up(case: Case, goes_on: Case, survey: Survey, now: datetime) -> None:
    """The tag stands where the case goes on."""
    chosen = policy()
    if chosen.bad_tag and goes_on.binned_at is None:
        tags = [*tags_of(goes_on), *tags_called([chosen.bad_tag], by=None, now=now)]
        edit(goes_on, tags=list({tag.pk: tag for tag in tags}.values()), by=None, now=now)
    if chosen.tells_supervisors:
        tell_supervisors(case, survey, now=now)
