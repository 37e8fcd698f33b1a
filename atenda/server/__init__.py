"""How Atenda runs on a machine: embedded PostgreSQL, processes, health, what the doctor looks at."""
