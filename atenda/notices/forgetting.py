"""Let go of what was told about a case that is erased."""

from __future__ import annotations

from atenda.cases.models import Case
from atenda.notices.models import CustomerLink, Following, Mail, News, Notice


def forget_case(case: Case) -> None:
    """Its mails too, and those in which they went along with others."""
    bundles = list(Mail.objects.filter(case=case, bundle__isnull=False).values_list("bundle_id", flat=True).distinct())
    Mail.objects.filter(bundle__in=bundles).update(bundle=None)
    Mail.objects.filter(pk__in=bundles).delete()
    for model in (Notice, News, Mail, Following, CustomerLink):
        model.objects.filter(case=case).delete()
