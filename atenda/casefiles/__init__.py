"""One case to take away: PDF, JSON and files in a zip, with the hash of its chain, and a verifier without network.

Words: case file (expediente), ledger (its events as the chain hashes them), head (the hash of the last one).
Start with `gathering.py`; what `verify.py` checks is what `ledger.py` and `packing.py` write."""
