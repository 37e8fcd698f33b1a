"""A figure beside that of the period before, in words: colour and sign alone say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from atenda.ui.times import duration

THIN = "\u202f"


@dataclass(frozen=True)
class Change:
    """`way`: up, down or flat, which is a drawing; `tone`: what it means, where more is not just more."""

    words: str
    way: str = "flat"
    tone: str = "grey"


def change_of_number(now: int, before: int, *, more_is: str = "grey") -> Change:
    """More or fewer: by how many, and by how much of what it was."""
    if now == before:
        return Change(_("the same as before"))
    values = {"n": f"{abs(now - before):,}".replace(",", THIN), "share": _share(now - before, before)}
    if now > before:
        words = _("%(n)s more (%(share)s)") if before else _("%(n)s more; none before")
        return Change(words % values, "up", more_is)
    return Change(_("%(n)s fewer (%(share)s)") % values, "down", "green" if more_is == "orange" else "grey")


def change_of_time(now: timedelta | None, before: timedelta | None) -> Change:
    """Longer or shorter, where something was solved in both."""
    if now is None or before is None:
        return Change(_("nothing solved in this period") if now is None else _("nothing solved before"))
    seconds, was = now.total_seconds(), before.total_seconds()
    values = {"time": duration(abs(now - before)), "share": _share(seconds - was, was)}
    if abs(seconds - was) < max(60, was / 200):
        return Change(_("the same as before"))
    if seconds > was:
        return Change(_("%(time)s longer (%(share)s)") % values, "up", "orange")
    return Change(_("%(time)s shorter (%(share)s)") % values, "down", "green")


def _share(more: float, of: float) -> str:
    return f"{abs(more) / of * 100:.0f}{THIN}%" if of else ""
