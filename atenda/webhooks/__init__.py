"""Telling other programs what happened, as Standard Webhooks says (1.19).

Words: endpoint (an address that is told), delivery (one event for one endpoint, tried until it is taken)."""
