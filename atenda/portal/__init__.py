"""The customers' door: the page of one case behind a sealed address, read and answered without signing in (N16).

It owns no tables: links are made in `notices/customer_links.py`, and what a customer does calls the packages' verbs.
Begin with `conversation.py`, which says what they may read.
"""
