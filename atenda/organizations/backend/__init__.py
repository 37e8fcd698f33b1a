"""Django's PostgreSQL backend, told that a tenant table is keyed by more than its `id`."""
