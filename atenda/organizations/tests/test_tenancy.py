import pytest
from django.db import IntegrityError, connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from atenda.cases.models import Case, CaseAssignee
from atenda.customers.models import Contact
from atenda.organizations.entering import NoOrganization, inside
from atenda.staff.models import Team
from atenda.testing import make


def test_asking_outside_an_organization_is_refused(db):
    with pytest.raises(NoOrganization):
        Team.objects.all()


def test_one_organization_does_not_see_the_other(acme, other):
    theirs = other.customer.pk

    assert not Contact.objects.filter(pk=theirs).exists()
    with inside(other.organization):
        assert Contact.objects.filter(pk=theirs).exists()


def test_the_engine_refuses_a_row_that_points_into_another_organization(acme, other):
    with pytest.raises(IntegrityError, match="cases_case_contact_same_organization"):
        make.case(contact=other.customer)


def test_ordinary_calls_of_the_orm_name_the_organization(acme):
    case = make.case(responsible=acme.agent, assignees=[acme.colleague])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        case.refresh_from_db()
        str(case.state), str(case.contact)
        list(case.assignees.select_related("agent", "case__state"))
        list(Case.objects.prefetch_related("assignees__agent"))
        list(Case.objects.annotate(n=Count("assignees")).values_list("n", flat=True))
        Case.objects.bulk_update([case], ["reference"])
        case.save(update_fields=["reference"])
        CaseAssignee.objects.filter(case=case).delete()

    statements = [query["sql"] for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(statements) >= 9
    for sql in statements:
        assert "organization_id" in sql.split("WHERE", 1)[1], sql
        for join in sql.split("JOIN")[1:]:
            assert "organization_id" in join.split("WHERE")[0], sql


def test_a_row_is_not_deleted_by_itself(acme):
    with pytest.raises(TypeError):
        acme.team.delete()
