"""What each `atenda` command asks for and says; the deeds are in the packages. `atenda/cli.py` puts them together.

Imports stand inside the commands: `atenda --help` and the supervisor must not load the whole desk.
"""
