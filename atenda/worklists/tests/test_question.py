"""What is asked of the list: read from its address and put back."""

from django.http import QueryDict

from atenda.organizations.entering import inside
from atenda.testing.cast import Cast
from atenda.worklists.filters import Choice
from atenda.worklists.question import View, read_question


def written(query: str) -> str:
    return read_question(QueryDict(query)).query()


def test_an_address_says_what_was_asked_and_nothing_else(acme: Cast) -> None:
    asked = read_question(QueryDict("view=all&category=3,5&category=-7&assignee=me,none&q=pescada%20fría&idle=7"))
    assert asked.view == View.ALL
    assert asked.filters.choices["category"] == Choice((3, 5), (7,))
    assert asked.filters.choices["assignee"] == Choice(("me", None))
    assert (asked.filters.words, asked.filters.idle) == ("pescada fría", 7)
    assert asked.query() == "?view=all&assignee=me,none&category=3,5,-7&idle=7&q=pescada+fr%C3%ADa"
    assert written(asked.query()[1:]) == asked.query()


def test_what_goes_without_saying_is_not_said(acme: Cast) -> None:
    assert written("view=pending&order=-folio") == "?view=pending"
    assert written("created=2026-11-01..2026-11-30&order=-created") == "?created=2026-11-01..2026-11-30"
    assert written("created=2026-11-01..2026-11-30&order=-folio") == "?order=-folio&created=2026-11-01..2026-11-30"


def test_what_makes_no_sense_is_not_asked(acme: Cast) -> None:
    for nonsense in (
        "view=x&order=drop&category=x",
        "category=0,-0,--3,3.5,99999999999999999999",
        "priority=none&state=none&customer=none,12,thing:3,contact:",
        "created=2026-02-30&closed=..&due=never&idle=-3&idle=99999",
        "open_on=2026-11-01..2026-11-02&open_on=7d",
        "created=2026-11-30..2026-11-01",
        "category=%D9%A3",
        "q=%00",
    ):
        assert written(nonsense) == "?view=pending", nonsense


def test_how_cases_are_shown_stands_in_the_address_with_all_else(acme: Cast) -> None:
    asked = "?view=all&show=board&by=priority&lanes=team&category=3"
    assert written(asked[1:]) == asked
    assert written("show=board&by=state") == "?show=board"
    assert written("show=chart&by=tag&lanes=team") == "?show=chart&by=tag"
    assert written("show=board&by=tag&lanes=state") == "?show=board"
    assert written("show=walls&by=priority&lanes=team") == "?view=pending"


def test_a_form_says_a_field_several_times_and_days_in_two(acme: Cast) -> None:
    assert written("category=3&category=-5&created_first=2026-11-01&created_last=2026-11-22") == (
        "?category=3,-5&created=2026-11-01..2026-11-22"
    )
    assert written("due=overdue") == "?due=overdue"


def test_each_filter_and_each_of_its_values_can_be_taken_away(acme: Cast) -> None:
    asked = read_question(QueryDict("category=3,5,-7&created=7d&due=none&idle=3&open_on=2026-11-01&q=x"))
    filters = asked.filters
    assert filters.without("category", 5, whole=False).choices["category"] == Choice((3,), (7,))
    for name in ("category", "created", "due", "idle", "open_on", "q"):
        assert set(filters.without(name).written) == set(filters.written) - {name}


def test_days_are_those_of_whoever_asks(acme: Cast) -> None:
    from datetime import UTC, datetime

    from django.utils import timezone

    asked = read_question(QueryDict("created=2026-10-25"))  # 25 hours in Madrid
    with inside(acme.organization), timezone.override("Europe/Madrid"):
        first, after = asked.filters.days["created"].bounds(datetime(2026, 11, 22, tzinfo=UTC))
    assert (first, after) == (datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC))
