"""Who may come in and what they may do: identities, sign-in, links that work once, sessions, roles.

Words: an *identity* signs in (one per person, global); a *role* says what its agents may do and see.
Start with `abilities.py`: everything a role can be allowed, in one place."""
