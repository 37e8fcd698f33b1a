"""Telling other programs what happened, as Standard Webhooks says (1.19).

Words: endpoint (an address that is told), delivery (one event for one endpoint, tried until it is taken), courier (who
brings them, in the worker). A deed leaves what is owed (`owing.py`), the courier makes deliveries of it
(`spreading.py`), writes them (`composing.py`), brings them (`courier.py`, `bringing.py`) and says what became of them
(`settling.py`).
"""
