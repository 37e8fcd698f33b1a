"""Pages of cases: translate a request into a read or a verb, and the outcome into a page."""
