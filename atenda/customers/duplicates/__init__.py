"""Who may be on record twice (U14).

`of_one.py` answers it of one customer at once. Of all of them a job looks (`looking.py`): what several records share
(`evidence.py`), names that sound the same or differ by a slip (`sounding.py`), and how much that says (`weighing.py`).
What it finds is listed (`listing.py`) until the two are merged or somebody says that they are two (`telling_apart.py`).
"""
