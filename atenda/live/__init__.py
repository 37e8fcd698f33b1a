"""Pages that follow what others do: changed cases are announced after commit, browsers told, fragments fetched.

Start with `announce.py` (the web side), then `stream.py` (the process browsers listen to)."""
