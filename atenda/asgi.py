"""The live stream, for its server: one small process that holds the browsers' connections."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atenda.settings")

from atenda.live.stream import application

__all__ = ["application"]
