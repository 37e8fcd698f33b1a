"""The case: opening, editing, closing, merging; who works on it.

Words: reference (the short title), folio (the number people say), state, priority, category, life cycle.
Start with `models/`, then `opening.py`."""
