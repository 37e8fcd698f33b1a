"""The people we work for: accounts (companies) and contacts (people), and how to reach them.

Words: account, contact, address, phone, e-mail; a *default* is the one shown first.
Start with `models.py`; `search.py` finds a customer by anything a person would type."""
