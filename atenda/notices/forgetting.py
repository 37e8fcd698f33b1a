"""Let go of what was told about a case that is erased."""

from __future__ import annotations

from atenda.cases.models import Case
from atenda.notices.digests import KIND
from atenda.notices.models import CustomerLink, Following, Mail, News, Notice
from atenda.notices.ways import case_address


def forget_case(case: Case) -> None:
    """Its mails too, those in which they went along with others, and the daily ones that name it."""
    bundles = list(Mail.objects.filter(case=case, bundle__isnull=False).values_list("bundle_id", flat=True).distinct())
    Mail.objects.filter(bundle__in=bundles).update(bundle=None)
    Mail.objects.filter(pk__in=bundles).delete()
    daily = Mail.objects.filter(case=None, kind=KIND, text__contains=f"{case_address(case)}\n")
    days = list(daily.values_list("pk", flat=True))
    Notice.objects.filter(digest__in=days).update(digest=None)
    Mail.objects.filter(pk__in=days).delete()
    for model in (Notice, News, Mail, Following, CustomerLink):
        model.objects.filter(case=case).delete()
