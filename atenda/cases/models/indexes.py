"""The indexes of cases, each with the page that walks it."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

# a case begins with a contact: until there is another one, that is the last
LAST_CONTACT = Coalesce("contacted_at", "created_at")

# Besides these there is case_facets, of what lists filter by: `worklists/facets.py`.
INDEXES: list[models.Index] = [
    # the list: pending, in every order, and scoped to a person
    models.Index("organization", models.F("folio").desc(), condition=Q(closed_at=None), name="case_pending_by_folio"),
    models.Index(
        "organization",
        "state",
        models.F("folio").desc(),
        condition=Q(closed_at=None),
        name="case_pending_by_state",
    ),
    models.Index(
        "organization",
        "priority",
        models.F("folio").desc(),
        condition=Q(closed_at=None),
        name="case_pending_by_priority",
    ),
    models.Index("organization", "created_at", "folio", condition=Q(closed_at=None), name="case_pending_by_created"),
    # the views of open, in progress and on hold, by creation and by priority
    models.Index(
        "organization",
        "state",
        "created_at",
        "folio",
        condition=Q(closed_at=None),
        name="case_pending_by_state_created",
    ),
    models.Index(
        "organization",
        "state",
        "priority",
        models.F("folio").desc(),
        condition=Q(closed_at=None),
        name="case_pending_by_state_priority",
    ),
    GinIndex(fields=["organization", "assignee_ids"], condition=Q(closed_at=None), name="case_pending_by_assignee"),
    models.Index(
        "organization",
        models.F("folio").desc(),
        include=["state", "priority", "team", "created_at"],
        condition=Q(assignee_ids=[], closed_at=None),
        name="case_waiting_for_somebody",
    ),
    # the list of who sees their teams: what a team has to do, for any order, without looking into the table
    models.Index(
        "organization",
        "team",
        models.F("folio").desc(),
        include=["state", "priority", "created_at"],
        condition=Q(team__isnull=False, closed_at=None),
        name="case_pending_of_team",
    ),
    # pages of who sees own and unassigned, or their teams and what no team has
    models.Index(
        "organization",
        models.F("folio").desc(),
        include=["state", "priority", "created_at", "closed_at"],
        condition=Q(assignee_ids=[]),
        name="case_unassigned",
    ),
    models.Index(
        "organization",
        models.F("folio").desc(),
        include=["state", "priority", "created_at", "closed_at"],
        condition=Q(assignee_ids=[], team__isnull=True),
        name="case_unassigned_teamless",
    ),
    models.Index(
        "organization",
        "created_at",
        "folio",
        include=["closed_at", "team"],
        condition=Q(assignee_ids=[]),
        name="case_unassigned_by_created",
    ),
    # those with a tag: few of many, so a question names both the tag and that there are some
    GinIndex(fields=["organization", "tag_ids"], condition=~Q(tag_ids=[]), name="case_by_tag"),
    # every case, in every order
    models.Index("organization", "state", models.F("folio").desc(), name="case_by_state"),
    models.Index("organization", "priority", models.F("folio").desc(), name="case_by_priority"),
    models.Index("organization", "created_at", "folio", name="case_by_created"),
    models.Index(
        "organization", "team", models.F("folio").desc(), condition=Q(team__isnull=False), name="case_by_team"
    ),
    models.Index(
        "organization",
        "team",
        "created_at",
        "folio",
        include=["closed_at"],
        condition=Q(team__isnull=False),
        name="case_by_team_created",
    ),
    # by category, which the newest may not have
    models.Index(
        "organization",
        "category",
        models.F("folio").desc(),
        condition=Q(category__isnull=False, closed_at=None),
        name="case_pending_by_category",
    ),
    models.Index(
        "organization",
        "category",
        models.F("folio").desc(),
        condition=Q(category__isnull=False),
        name="case_by_category",
    ),
    # open, in progress and on hold, by what happened last: the others may all have happened later
    *(
        models.Index(
            "organization", "state", moment, "folio", condition=Q(closed_at=None), name=f"case_pending_state_{name}"
        )
        for name, moment in (("updated", "updated_at"), ("contacted", LAST_CONTACT))
    ),
    # by what happened last, and by what is due; who has late ones is counted in the index alone
    models.Index("organization", "updated_at", "folio", condition=Q(closed_at=None), name="case_pending_by_updated"),
    models.Index("organization", "updated_at", "folio", name="case_by_updated"),
    models.Index("organization", LAST_CONTACT, "folio", condition=Q(closed_at=None), name="case_pending_by_contacted"),
    models.Index("organization", LAST_CONTACT, "folio", name="case_by_contacted"),
    models.Index(
        "organization",
        "due_at",
        "folio",
        include=["binned_at", "team", "assignee_ids"],
        condition=Q(due_at__isnull=False) & Q(closed_at=None),
        name="case_pending_by_deadline",
    ),
    models.Index("organization", "due_at", "folio", condition=Q(due_at__isnull=False), name="case_by_due"),
    models.Index(
        "organization",
        "closed_at",
        "folio",
        include=["created_at"],
        condition=Q(closed_at__isnull=False),
        name="case_by_closed",
    ),
    # those customers gave a mark: few of many
    models.Index(
        "organization",
        "rating",
        models.F("folio").desc(),
        include=["closed_at"],
        condition=Q(rating__isnull=False),
        name="case_by_rating",
    ),
    # what was merged into a case
    models.Index("organization", "merged_into", condition=Q(merged_into__isnull=False), name="case_by_survivor"),
    # the bin
    models.Index(
        "organization",
        models.F("binned_at").desc(),
        include=["folio"],
        condition=Q(binned_at__isnull=False),
        name="case_in_bin",
    ),
    # whose customers have open cases: for their lists, and for the warning on a case
    *(
        models.Index(
            "organization",
            customer,
            models.F("folio").desc(),
            include=["binned_at"],
            condition=Q(**{f"{customer}__isnull": False}, closed_at=None),
            name=f"case_pending_by_{customer}",
        )
        for customer in ("contact", "account")
    ),
    # from the customer's page
    models.Index(
        "organization",
        "contact",
        models.F("folio").desc(),
        condition=Q(contact__isnull=False),
        name="case_by_contact",
    ),
    models.Index(
        "organization",
        "account",
        models.F("folio").desc(),
        condition=Q(account__isnull=False),
        name="case_by_account",
    ),
]
