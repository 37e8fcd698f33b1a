import pytest

from atenda.customers.models import Account, Contact
from atenda.customers.opening import open_account, open_contact
from atenda.customers.search import customer_of, find_customers
from atenda.customers.ways import Email, Phone, Postal
from atenda.organizations.entering import inside
from atenda.testing.cast import NOW


def person(name, **values):
    return open_contact(name=name, by=None, now=NOW, **values)


def company(name, **values):
    return open_account(name=name, by=None, now=NOW, **values)


def names(text, **values):
    return [card.name for card in find_customers(text, **values)]


@pytest.fixture
def people(acme):
    person("María José Gómez Peña", phones=[Phone("986 77 34 99")], emails=[Email("mjose@gomez.example")])
    person("Mariña Pena", tax_id="12345678Z")
    person("José Luis Ñúñez", phones=[Phone("+351 912 345 678")])
    company("Supercamelia Distribución", tax_id="B36000008", emails=[Email("info@supercamelia.example")])
    company("Camelia Blanca")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("maria jose", ["María José Gómez Peña"]),
        ("GOMEZ MARIA", ["María José Gómez Peña"]),
        ("ñúñez", ["José Luis Ñúñez"]),
        ("jo lu", ["José Luis Ñúñez"]),
        ("camelia", ["Camelia Blanca", "Supercamelia Distribución"]),
        ("distribución camelia", ["Supercamelia Distribución"]),
        ("zzz", []),
        ("", []),
        ("   ", []),
    ],
)
def test_a_name_is_found_by_its_words_in_any_order(people, text, found):
    assert names(text) == found


def test_n_and_enye_are_two_letters_and_the_other_one_comes_last(people):
    assert names("pena") == ["Mariña Pena", "María José Gómez Peña"]
    assert names("peña") == ["María José Gómez Peña", "Mariña Pena"]


@pytest.mark.parametrize(
    "text", ["986773499", "986 77 34 99", "+34 986 77", "0034986773499", "34986773499", "9867734", "986.77-34 99"]
)
def test_a_phone_number_is_found_however_it_is_typed(people, text):
    assert names(text) == ["María José Gómez Peña"]


def test_a_foreign_phone_number_is_found_with_and_without_its_prefix(people):
    assert names("912345678") == names("+351 9123") == names("00351912345678") == ["José Luis Ñúñez"]


@pytest.mark.parametrize("text", ["mjose@gomez.example", "MJose@", "mjose", "mjose@gomez"])
def test_an_email_is_found_by_its_beginning(people, text):
    assert names(text)[:1] == ["María José Gómez Peña"]


@pytest.mark.parametrize("text", ["B36000008", "b-36.000.008", "ESB36000008", "B3600"])
def test_a_tax_number_is_found_with_or_without_its_signs(people, text):
    assert names(text) == ["Supercamelia Distribución"]


@pytest.mark.parametrize("text", ["Ñuñes", "nuñex", "nunez", "jose luis ñuñes"])
def test_a_mistyped_name_is_found(people, text):
    assert "José Luis Ñúñez" in names(text)


def test_exact_names_come_before_similar_ones(acme):
    person("Xosé Fernándes")
    person("Ana Fernández")
    assert names("fernandes") == ["Xosé Fernándes", "Ana Fernández"]


def test_names_that_begin_so_come_first(acme):
    person("Tea Anabel")
    person("Ana Zas")
    assert names("ana")[:2] == ["Ana Zas", "Tea Anabel"]


def test_a_card_tells_one_customer_from_another(acme):
    contact = person(
        "Iago Seoane",
        company="Bar Ñ",
        phones=[Phone("986 777 777")],
        emails=[Email("iago@bar.example")],
        addresses=[Postal("Rúa 1", city="Cangas")],
    )
    (card,) = find_customers("iago seoane")
    assert (card.value, card.note, card.town, card.dial) == (
        f"contact:{contact.pk}",
        "Bar Ñ · 986 77 77 77 · iago@bar.example",
        "Cangas",
        "tel:+34986777777",
    )
    (card,) = find_customers("Bar Ñ")
    assert (card.kind, card.others) == ("account", ("Iago Seoane",))


def test_a_search_may_be_for_one_kind_only(people):
    assert names("camelia", kinds=["contact"]) == []
    assert names("986773499", kinds=["account"]) == []


def test_no_more_than_asked_for(acme):
    for number in range(9):
        person(f"Repetido {number}", phones=[Phone(f"98644400{number}")])
    assert len(names("repetido", limit=5)) == len(names("986444", limit=5)) == 5


@pytest.mark.parametrize(
    "text",
    ["%", "_", "\\", "' OR 1=1 --", "\x00", "%%%%", "a" * 5000, "🦑", "(((", "<script>", "+", "----", "@", "٣٤٥٦٧"],
)
def test_hostile_words_find_nothing_and_break_nothing(people, text):
    assert names(text) == []


def test_signs_of_patterns_are_ordinary_letters(acme):
    person("100% Galego_S.L. \\o/")
    assert names("100%") == names("galego_") == names("\\o/") == ["100% Galego_S.L. \\o/"]


def test_an_emoji_name_is_found(acme):
    person("🦑 Lura")
    assert names("🦑") == names("lura") == ["🦑 Lura"]


def test_customers_of_another_organization_are_never_found(acme, other):
    with inside(other.organization):
        person(
            "Canario Segredo", phones=[Phone("986 999 999")], emails=[Email("canario@s.example")], tax_id="12345678Z"
        )
    assert names("canario") == names("986999999") == names("canario@s.example") == names("12345678Z") == []


def test_as_many_queries_for_one_as_for_three(acme, django_assert_num_queries, django_assert_max_num_queries):
    person("Único Un", company="Un SL", phones=[Phone("986 111 111")])
    with django_assert_max_num_queries(7) as one:
        assert len(find_customers("unico", limit=1)) == 1
    for number in range(3):
        person(f"Triple {number}", company="Tres SL", phones=[Phone("986 111 112")])
    with django_assert_num_queries(len(one)):
        assert len(find_customers("triple", limit=3)) == 3


def test_a_value_names_its_customer(acme, other):
    assert customer_of(f"contact:{acme.customer.pk}") == acme.customer
    assert customer_of(f"account:{acme.account.pk}") == acme.account
    for value in (
        "",
        "contact:",
        f"contact:{other.customer.pk}",
        "account:0",
        "contact:1;x",
        "x:1",
        "contact:" + "9" * 30,
    ):
        assert customer_of(value) is None
    assert Contact.objects.count() == Account.objects.count() == 1
