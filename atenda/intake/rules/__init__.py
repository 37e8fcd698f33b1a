"""Rules of mailboxes: what a mail says decides what its case is at first, or that it is held or ignored (U6, U7).

`vocabulary.py` says what can be asked, `judging.py` asks it, `trying.py` asks it of mails of long ago.
"""

from atenda.intake.rules.judging import Verdict, verdict, verdict_by_hand

__all__ = ["Verdict", "verdict", "verdict_by_hand"]
