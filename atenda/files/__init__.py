"""Files of cases: stored once by content, previewed as images, reviewed, handed out only to whoever sees the case.

Words: content (the bytes, one for each organization and digest), upload (sent, not yet part of anything), attachment
(part of a case, perhaps of a note in it). Start with `attaching.py`; bytes are in `storage.py`, the door in
`receiving.py`."""
