"""Atenda's own settings, and one more door: an empty page, the floor under every other."""

from atenda.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
