"""Figures over time: how many cases, how many pending, how long until solved; charts of a list; the home page.

Words: figure, period, flow (what came and went in a stretch of time), day added up, asked at (now, or a past moment).
Start with `flows.py` (what is counted, in SQL), then `reckoning.py` (the three figures of a period)."""
