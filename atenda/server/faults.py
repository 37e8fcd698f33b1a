"""Expected faults of a machine or its set-up: people read the sentence, never a traceback."""

from django.core.exceptions import ImproperlyConfigured


class Misconfigured(ImproperlyConfigured):
    """The environment says something Atenda cannot run with."""


class ServerFault(Exception):
    """Something on this machine keeps Atenda from running; the message says what, in one sentence."""
