"""The people who work here: agents and teams.

Words: an *agent* is one identity at work in one organization; whoever acts is the *actor*.
Start with `models.py`; joining and leaving are in `membership.py`."""
