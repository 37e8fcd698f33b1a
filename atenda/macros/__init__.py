"""Words and deeds kept for the next time: quick replies, which fill themselves in for a case (S0.55, B16), and macros,
which do several deeds at once.

Start with `filling.py`, which knows no database, then `replies.py` and `running.py`."""
