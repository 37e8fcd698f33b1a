"""The fast path: what the verbs do, told in memory and written by COPY. Start with `loading.py`."""
