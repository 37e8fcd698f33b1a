"""What customers call about: kinds of case, each told in Spanish and in Galician, in parts that combine."""

from __future__ import annotations

from atenda.testing.sample.subjects import desk, office, routes, store
from atenda.testing.sample.subjects.kinds import Subject

SUBJECTS: list[Subject] = [*store.SUBJECTS, *routes.SUBJECTS, *office.SUBJECTS, *desk.SUBJECTS]
