"""What the machine itself keeps in the database: whether this is a restored copy that must keep still, what became of
backups, and which processes were at work when."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Hold(models.Model):
    """A restored copy: nothing is sent or fetched until a person releases it (6.35).

    One row for all of the database, written before anything runs on it; it stays, as the record of what was released.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    backup_at = models.DateTimeField()  # what is older than this may have gone out already, from where it was copied
    begun_at = models.DateTimeField()
    released: Any = ArrayField(models.BigIntegerField(), default=list, blank=True)  # organizations, one by one
    released_at = models.DateTimeField(null=True)  # all of them

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="hold_once")]


class Backup(models.Model):
    """What became of one try to make a backup. `taken_at` is the moment it is true of; without one it failed."""

    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    place = models.CharField(max_length=500)
    size = models.BigIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)


class Pulse(models.Model):
    """When a process that no page can ask was last at work: one row for each, written every few seconds."""

    process = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
