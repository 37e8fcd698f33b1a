"""Days as files say them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from atenda.importing.dates import NoMoment, order_of, read_moment

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("31/12/2024", (2024, 12, 30, 23, 0)),
        ("1-2-24 9:05", (2024, 2, 1, 8, 5)),
        ("31.12.2024 09:05:01", (2024, 12, 31, 8, 5, 1)),
        ("31/12/2024 9:05 p. m.", (2024, 12, 31, 20, 5)),
        ("2024-12-31", (2024, 12, 30, 23, 0)),
        ("2024-07-31 10:00:00", (2024, 7, 31, 8, 0)),
        ("2024-12-31T09:05:01Z", (2024, 12, 31, 9, 5, 1)),
        ("2024-12-31T09:05:01.123+02:00", (2024, 12, 31, 7, 5, 1)),
        ("2024-12-31 09:05:01 UTC", (2024, 12, 31, 9, 5, 1)),
        ("31 de diciembre de 2024", (2024, 12, 30, 23, 0)),
        ("3 de xaneiro de 2024, 10:30", (2024, 1, 3, 9, 30)),
        ("martes, 31 dic. 2024 10:30", (2024, 12, 31, 9, 30)),
        ("Dec 31, 2024 9:05 PM", (2024, 12, 31, 20, 5)),
        ("45657.5", (2024, 12, 31, 11, 0)),
        ("45657,5", (2024, 12, 31, 11, 0)),
        ("1735635901", (2024, 12, 31, 9, 5, 1)),
    ],
)
def test_a_moment_is_read_however_it_is_written(text, moment):
    assert read_moment(text, MADRID) == datetime(*moment, tzinfo=UTC)


def test_a_column_says_by_one_number_whether_its_months_come_first():
    assert order_of(["01/02/2024", "02/13/2024"]) == "mdy"
    assert order_of(["01/02/2024", "13/02/2024"]) == "dmy"
    assert read_moment("02/13/2024", UTC, order="mdy") == datetime(2024, 2, 13, tzinfo=UTC)


@pytest.mark.parametrize("text", ["onte", "31/13/2024", "30/02/2024", "31/12/1024", "99999"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(NoMoment):
        read_moment(text, MADRID)


def test_nothing_is_no_moment():
    assert read_moment("  ", MADRID) is None
    assert read_moment("0000-00-00 00:00:00", MADRID) is None
