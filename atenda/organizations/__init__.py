"""The tenant. An organization owns everything below it; `inside(organization)` is the only way in.

Words: organization, preset, revision (moves when picklists, roles or people change, so that caches know).
Start with `tenancy.py` (entering), then `models.py` (the base of every tenant table)."""
