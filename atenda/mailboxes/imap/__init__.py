"""Mail that is fetched: speak IMAP to a server, read its folders from a day on, and store what is there.

`conversing.py` speaks, `reading.py` reads a folder in batches, `storing.py` stores under a lease, `keeper.py` looks
after one door and `fetcher.py` after all of them.
"""
