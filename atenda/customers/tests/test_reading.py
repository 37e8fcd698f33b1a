"""Phones, tax numbers, names and ways to reach, as values: no database."""

import pytest

from atenda.customers.naming import clean, search_name_of, words_of
from atenda.customers.phones import dial_address, is_phone_like, national_beginnings, read_phone, shown_phone
from atenda.customers.refusals import WrongTaxNumber
from atenda.customers.tags import read_tags
from atenda.customers.tax_numbers import TaxNumber, is_tax_number_like, normalised, read_tax_number
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


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("12345678Z", "nif"),
        ("B36000008", "cif"),
        ("X1234567L", "nie"),
        ("es B-36.000.008", "cif"),
        ("12.345.678-z", "nif"),
        ("PT501964843", "vat"),
        ("DE136695976", "vat"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_a_tax_number_that_fits_is_kept_without_signs_and_its_kind_is_known(number, kind):
    assert read_tax_number(number, country="ES") == TaxNumber(normalised(number), kind)


@pytest.mark.parametrize(
    ("number", "country", "kind"),
    [
        ("GODE 561231 GR8", "MX", "rfc"),
        ("xaxx010101000", "MX", "rfc"),
        ("900.123.456-8", "CO", "nit"),
        ("890.903.938-8", "CO", "nit"),
        ("501 964 843", "PT", "vat"),
        ("B36000008", "MX", "cif"),  # one of ours, living there
        ("20-12345678-9", "AR", "other"),  # a country whose rules we do not know
    ],
)
def test_other_countries_have_their_own_rules(number, country, kind):
    assert read_tax_number(number, country=country, home="ES") == TaxNumber(normalised(number), kind)


@pytest.mark.parametrize(
    ("number", "country", "is_like_one"),
    [
        ("12345678A", "ES", True),
        ("B36000000", "ES", True),
        ("X1234567A", "ES", True),
        ("ES12345678A", "ES", True),
        ("12345678", "ES", False),
        ("GODE561231GR9", "MX", True),
        ("900123456-1", "CO", True),
        ("12", "CO", False),
        ("Ñ", "MX", False),
        ("٣٤٥٦٧٨٩٠", "CO", False),
    ],
)
def test_what_does_not_fit_is_refused_and_kept_only_on_purpose(number, country, is_like_one):
    with pytest.raises(WrongTaxNumber) as refused:
        read_tax_number(number, country=country)
    assert refused.value.is_like_one == is_like_one
    assert read_tax_number(number, country=country, keep=True) == TaxNumber(normalised(number), "", is_kept=True)


def test_what_fits_is_not_kept_on_purpose():
    assert read_tax_number("B36000008", country="ES", keep=True) == TaxNumber("B36000008", "cif")


def test_the_kind_that_is_said_decides():
    assert read_tax_number("AB 123", country="ES", kind="passport") == TaxNumber("AB123", "passport")
    assert read_tax_number("GODE561231GR8", country="ES", kind="rfc") == TaxNumber("GODE561231GR8", "rfc")
    assert read_tax_number("X1234567L", country="MX", kind="nif") == TaxNumber("X1234567L", "nie")
    with pytest.raises(WrongTaxNumber):
        read_tax_number("B36000008", country="ES", kind="rfc")


def test_a_number_that_is_too_long_is_never_kept():
    with pytest.raises(WrongTaxNumber):
        read_tax_number("9" * 21, country="ES", kind="other", keep=True)


def test_tags_are_read_from_a_text_with_commas():
    assert read_tags("VIP, moroso;vip ,,\x00 Gran  conta ") == ["Gran conta", "moroso", "VIP"]
    assert read_tags([f"e{number:02}" for number in range(50)]) == [f"e{number:02}" for number in range(20)]
    assert read_tags(["<b>", "ñ" * 99, "a,b"]) == ["<b>", "a b", "ñ" * 40]


def test_only_what_has_a_digit_looks_like_a_tax_number():
    assert [is_tax_number_like(text) for text in ("B3600", "Bodegas", "ñ123", "é123", "l&m85")] == [
        True,
        False,
        True,
        False,
        True,
    ]


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
