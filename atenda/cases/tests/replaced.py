"""Values, and their replacement carried out as the worker would."""

from datetime import timedelta

from atenda.cases import picklists, swapping, tagging
from atenda.testing.cast import NOW

SOON = NOW + timedelta(minutes=1)


def value(kind, name, **more):
    labels = dict.fromkeys(("es", "gl", "en"), name)
    return picklists.add(kind, labels=labels, position=9, colour="blue", by=None, now=NOW, **more)


def tags(*names):
    return tagging.tags_called(list(names), by=None, now=NOW)


def carry_out(replacement, now=SOON):
    """Every batch, as the worker would."""
    while swapping.advance(replacement, now=now):
        pass
