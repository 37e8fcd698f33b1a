"""Lists of cases: what is asked for, in what order, and one page of it, however many there are.

Start with `paging.py`: a page is one statement over parts (`scopes.py`) that each walk one index (`ordering.py`)."""
