"""The people we work for: accounts (companies) and contacts (people), and how to reach them.

Words: account, contact, address, phone, e-mail; a *default* is the one shown first.
Two records of the same customer are merged (`merging.py`) and parted again (`parting.py`).
Start with `models.py`; `search.py` finds a customer by anything a person would type."""
