"""Deeds on many cases (U25): what can be asked, of which cases, what would come of it, doing it, taking it back.

Start with `doing.py`: each case is done by the same verbs as alone, in a transaction of its own (`running.py`)."""
