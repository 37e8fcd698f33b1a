"""What state a case is in, and what comes next, in words for a customer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from atenda.cases.models import Case, Lifecycle


@dataclass(frozen=True)
class Standing:
    """`tone` is how it looks; never the only way it is said."""

    now: str
    next: str
    tone: str


def standing_of(case: Case) -> Standing:
    match case.state.lifecycle:
        case Lifecycle.NEW:
            return Standing(_("We have received it"), _("Next we look at it and write to you."), "open")
        case Lifecycle.WORKING:
            return Standing(_("We are working on it"), _("We write to you as soon as there is news."), "open")
        case Lifecycle.WAITING:
            return Standing(_("It is waiting"), _("If we asked you for something, answer below."), "waiting")
        case Lifecycle.CANCELLED:
            return Standing(_("It is cancelled"), _("We do not work on it any more."), "closed")
        case _:
            return Standing(_("It is closed"), _("There is nothing left to do."), "closed")
