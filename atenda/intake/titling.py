"""What a case is called that began with a mail (B27)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from atenda.intake.reading.shape import ReadMail

LONGEST = 200
SHORTEST = 3  # letters: less says nothing
# «Re:», «RV:», «Fwd:», «Rif:», «[lista]» at the beginning, as often as they stand there
_BEFORE = re.compile(
    r"^\s*(?:(?:re|rv|rép|resp|fwd?|tr|wg|aw|sv|enc|ref)\s*(?:\[\d+\])?\s*[::]\s*|\[[^\]]{1,40}\]\s*)+", re.I
)
_SPACES = re.compile(r"\s+")


def title_of(mail: ReadMail) -> str:
    """Its subject without the marks of answering; else its first words; else who wrote it."""
    subject = bare(mail.subject)
    if sum(sign.isalnum() for sign in subject) >= SHORTEST:
        return _cut(subject)
    for line in mail.new_text.splitlines():
        words = _SPACES.sub(" ", line).strip()
        if sum(sign.isalpha() for sign in words) >= SHORTEST and not words.endswith((",", ":")):
            return _cut(words, 80)
    who = mail.sender.name or mail.sender.address if mail.sender else ""
    return _cut(_("Mail from %(who)s") % {"who": who} if who else _("Mail without words"))


def bare(subject: str) -> str:
    """A subject without the marks of answering and forwarding, on one line."""
    return _SPACES.sub(" ", _BEFORE.sub("", subject)).strip()


def _cut(text: str, longest: int = LONGEST) -> str:
    if len(text) <= longest:
        return text
    return text[: longest - 1].rpartition(" ")[0] + "…" if " " in text[:longest] else text[: longest - 1] + "…"
