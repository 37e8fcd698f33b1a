"""The event log: record an event, tell it in a sentence, chain it, start what follows.

Words: event, stream (the case or subject whose events are numbered), payload (what an erasure may clear), cause.
Start with `recording.py`."""
