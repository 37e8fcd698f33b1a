"""A backup of everything while the desk serves, and the way back: `atenda backup`, `atenda restore` (6.34, 6.35).

A backup is a folder that anybody can read without Atenda: `manifest.json`, `SHA256SUMS` (as `sha256sum -c` reads it),
`database/` (as `pg_restore` reads it) and `files/` (each named by its digest). Beside it, apart, its secret key.
`making` makes one, `restoring` brings it back, `nightly` sees to it that there is always a fresh one.
"""
