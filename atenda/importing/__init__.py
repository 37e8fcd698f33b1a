"""Bringing in what a company has: accounts, contacts, cases with their notes.

Words: import (one file brought in), source (the program it comes from), external id (its name there), refused row."""
