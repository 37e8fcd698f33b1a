"""Signatures: what stands below the words of a mail to a customer, by who writes, by mailbox and by language (B9).

Start with `choosing.py`, which says which one goes out; `repeated.py` knows when it stands there already.
"""
