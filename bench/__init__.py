"""What Atenda takes its time for, measured beside its floor: `make bench`.

An organization of a million cases stands beside small ones in a cluster of its own (`var/bench`, made once and used
again). Every page is measured inside the view and over HTTP, next to the same SQL asked bare and next to an empty view;
the figures go to `var/bench/figures.json` and into docs/running/performance.md.

`ground.py` makes the place, `filling.py` the rows, `visits.py` says what is measured, `inside.py` and `network.py`
measure, `report.py` writes it down.
"""
