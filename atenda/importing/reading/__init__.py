"""From a file as other programs write it to rows of text: what it is, its encoding, its separator, its sheets.

Start with `rows.py`; whatever cannot be read is a `CannotRead` with the sentence a person reads."""
