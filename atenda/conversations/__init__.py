"""What is said on a case: notes now, messages later, and the timeline that reads them in order.

Start with `timeline.py`."""
