"""The whole organization as an open, documented archive that another Atenda reads back equal.

`tables.py` says what goes along and what stays, with the reason; `writing.py`, `checking.py` and `reading.py` are the
three verbs. The format stands in `docs/running/archive.md`."""
