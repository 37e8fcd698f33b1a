"""The machines' door: the REST API, the keys that open it, its limits and its description.

Words: token (a key of a person or of the organization, with scopes), problem (an error as RFC 9457 writes it), cursor
(where a page ended). Every route calls the verbs that pages call and asks the same `may_…`."""
