"""What is said before a mail leaves, once: sent again, it goes out (B7, N7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.conversations.answered import Answered
from atenda.conversations.speaking_of_files import promises_a_file
from atenda.intake.reading.language import language_of

WRITTEN = {
    "es": gettext_lazy("This seems to be Spanish."),
    "gl": gettext_lazy("This seems to be Galician."),
    "pt": gettext_lazy("This seems to be Portuguese."),
    "en": gettext_lazy("This seems to be English."),
}
READ = {
    "es": gettext_lazy("They write Spanish."),
    "gl": gettext_lazy("They write Galician."),
    "pt": gettext_lazy("They write Portuguese."),
    "en": gettext_lazy("They write English."),
}


@dataclass(frozen=True)
class Remark:
    """`name` is kept in the form, so that the same is not said twice; of something new it is another."""

    name: str
    sentence: str


def remarks_on(text: str, *, last: int, answered: Answered, carries: bool) -> Iterator[Remark]:
    """`last`: the latest message there was when the words were begun; `carries`: whether a file goes with them."""
    if last != answered.last:
        sentence = _("There is a new message in the case. Read it, and send yours again if it still holds.")
        yield Remark(f"message-{answered.last}", sentence)
    if not carries and promises_a_file(text):
        yield Remark("file", _("You speak of a file, and none goes with it. Send it again if that is meant."))
    written = language_of(text)
    if written and answered.reads and written not in answered.reads:
        words = [WRITTEN[written], *(READ[language] for language in answered.reads if language in READ)]
        yield Remark(f"language-{written}", " ".join(map(str, [*words, _("Send it again if that is meant.")])))
