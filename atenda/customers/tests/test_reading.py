"""Phones, tax numbers, names and ways to reach, as values: no database."""

import pytest

from atenda.customers.naming import clean, search_name_of, words_of
from atenda.customers.phones import dial_address, is_phone_like, national_beginnings, read_phone, shown_phone
from atenda.customers.tax_numbers import WrongControlDigit, is_tax_number_like, normalised, read_tax_number
from atenda.customers.ways import Email, Phone, Postal, settled


@pytest.mark.parametrize(
    "typed",
    [
        "986123456",
        "986 12 34 56",
        "986-12.34/56",
        "+34 986 123 456",
        "0034986123456",
        "(+34) 986123456",
        "tel: 986123456",
    ],
)
def test_a_phone_number_is_the_same_however_it_is_typed(typed):
    assert read_phone(typed, "ES").number == "+34986123456"
    assert read_phone(typed, "ES").national == "986123456"


def test_a_foreign_number_keeps_its_country():
    assert read_phone("+351 912 345 678", "ES").number == "+351912345678"
    assert shown_phone("+351912345678", "ES") == "+351 912 345 678"


@pytest.mark.parametrize("typed", ["ext. 12", "preguntar por Ana", "12", "986 12 34 56 ext 3", "📞"])
def test_what_is_no_phone_number_stays_as_typed(typed):
    assert read_phone(typed, "ES").number == typed
    assert shown_phone(typed, "ES") == typed
    assert dial_address(typed).startswith("tel:")


def test_a_search_forgets_the_country_prefix_and_blanks():
    assert national_beginnings("0034 986 12", "ES") == ["98612"]
    assert national_beginnings("34986", "ES") == ["34986"]
    assert national_beginnings("+351 9123", "ES") == ["9123"]
    assert national_beginnings("986", "ES") == []
    assert [is_phone_like(text) for text in ("986 12", "98a612", "98")] == [True, False, False]


@pytest.mark.parametrize("number", ["12345678Z", "B36000008", "X1234567L", "es B-36.000.008", "12.345.678-z"])
def test_a_spanish_tax_number_with_its_control_digit_is_kept_without_signs(number):
    assert read_tax_number(number, "ES") == normalised(number)
    assert normalised(number).isalnum()


@pytest.mark.parametrize("number", ["12345678A", "B36000000", "X1234567A", "ES12345678A"])
def test_a_wrong_control_digit_is_refused(number):
    with pytest.raises(WrongControlDigit):
        read_tax_number(number, "ES")


@pytest.mark.parametrize("number", ["PT501964843", "501964843", "DE136695976", "FR40303265045", "12345678", ""])
def test_tax_numbers_of_other_countries_are_taken_as_typed(number):
    assert read_tax_number(number, "ES") == number
    assert read_tax_number("12345678A", "MX") == "12345678A"


def test_only_what_has_a_digit_looks_like_a_tax_number():
    assert [is_tax_number_like(text) for text in ("B3600", "Bodegas", "ñ123")] == [True, False, False]


def test_names_lose_what_cannot_be_seen():
    assert clean("  Ana\u202e\x00 \n Pe\u0301rez ") == "Ana Pérez"


def test_names_sort_with_enye_after_n():
    names = ["Oza", "Ñora", "Nuria", "Nzila", "peña", "Penz", "Pena", "Peo"]
    assert sorted(names, key=search_name_of) == ["Nuria", "Nzila", "Ñora", "Oza", "Pena", "Penz", "peña", "Peo"]


def test_the_longest_name_still_fits_its_column():
    assert len(search_name_of("ñ" * 200)) == 401
    assert len(search_name_of("İ" * 200)) <= 401


def test_words_of_a_name_are_its_letters():
    assert words_of("Señor D'Ors 4x4 🦑 e Cía.") == {"señor", "ors", "cia"}


def test_ways_have_exactly_one_default():
    assert settled([Email("B@b.es"), Email(" a@a.es ", "casa")], "ES") == [
        Email("b@b.es", is_default=True),
        Email("a@a.es", "casa"),
    ]
    two = settled([Phone("986 000 001", is_default=True), Phone("986 000 002", is_default=True)], "ES")
    assert [way.is_default for way in two] == [True, False]
    assert settled([Email(" "), Email("")], "ES") == []


def test_the_same_way_twice_is_one():
    assert settled([Phone("986 12 34 56"), Phone("+34986123456", "bar", True)], "ES") == [
        Phone("+34986123456", is_default=True)
    ]


def test_an_address_with_a_country_alone_is_none():
    assert settled([Postal("", country="ES")], "ES") == []
    assert len(settled([Postal("", city="Vigo"), Postal("", city="Lugo")], "ES")) == 2
