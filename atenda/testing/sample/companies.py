"""The customers: bars, fishmongers, hotels, canteens, and the people who order and pay there.

Everything that could lead to somebody is made so that it cannot: e-mails end in .example, tax numbers bear the right
control digit but numbers that are not given out, landlines begin as no subscriber's does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from stdnum.es import cif, dni

from atenda.customers.ways import Email, Phone, Postal
from atenda.organizations.folding import fold
from atenda.testing.sample import places
from atenda.testing.sample.names import SURNAMES, person


@dataclass(frozen=True)
class Company:
    name: str
    tax_id: str
    town: places.Town
    domain: str
    language: str
    emails: Sequence[Email]
    phones: Sequence[Phone]
    addresses: Sequence[Postal]


@dataclass(frozen=True)
class Somebody:
    name: str
    language: str
    tax_id: str = ""
    position: str = ""
    emails: Sequence[Email] = ()
    phones: Sequence[Phone] = ()
    addresses: Sequence[Postal] = field(default=())


# kind of house · weight · names it may have
_KINDS: list[tuple[str, int, str]] = [
    ("Restaurante", 10, "house"), ("Marisquería", 7, "sea"), ("Mesón", 6, "house"), ("Pulpería", 5, "people"),
    ("Bar", 9, "house"), ("Cafetería", 5, "house"), ("Taberna", 4, "house"), ("Parrillada", 3, "house"),
    ("Tapería", 4, "sea"), ("Furancho", 2, "house"), ("Cervexaría", 3, "sea"), ("Arrozaría", 2, "sea"),
    ("Casa", 5, "family"), ("Hotel", 5, "sea"), ("Hostal", 3, "sea"), ("Pazo", 2, "family"), ("Camping", 2, "sea"),
    ("Pescadería", 6, "people"), ("Autoservizo", 3, "people"), ("Supermercado", 3, "family"), 
    ("Ultramarinos", 2, "family"),
    ("Catering", 3, "sea"), ("Comedor escolar", 2, "house"), ("Residencia", 3, "house"), ("Chiringuito", 2, "sea"),
    ("Distribucións", 2, "family"), ("Conxelados", 3, "family"), ("Hostalería", 3, "family"), ("Asador", 2, "house"),
]  # fmt: skip
_HOUSE = (
    """
O Cruceiro|A Revolta|O Lar da Avoa|A Fonte Vella|O Muíño|A Lareira|Os Castiñeiros|O Carballo|A Ponte|O Recuncho|A Eira
O Forno|As Camelias|O Hórreo|A Solaina|O Pazo de Arriba|A Parra|O Fogar|A Tenda Vella|O Refuxio|A Curva|O Pombal
Avenida|Central|Alameda|Os Tres Irmáns|O Novo|A Barca|O Campanario|A Xunqueira|O Souto|A Devesa|O Lagar|As Nogueiras
O Encontro|A Viñoa|Monte Alto|San Amaro|Santa Lucía|A Carballeira|O Peto|O Trasmallo Vello|A Cepa|O Rueiro|A Pedra
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
_SEA = (
    """
A Lonxa|O Peirao|Mar de Fóra|A Dorna|O Trasmallo|Praia Nova|Costa Clara|Ría de Prata|O Faro|A Batea|Ondas|Illa Nova
A Ardora|O Percebe Louco|Area Longa|Punta Sur|O Boi de Mar|A Gamela|Vento Mareiro|Miramar|A Nécora|O Argazo|As Sinas
Brisa do Sal|O Cantil|Marea Alta|A Ribeira|O Naseiro|Porto Vello|A Rompente|O Bocarte|Baixamar|As Furnas|Salitre
A Xarda|O Cabozo|Lobo de Mar|A Vieira|Dársena|O Remo|A Estrela do Mar|O Estaleiro|Mar Adentro|O Salseiro|A Corda
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
_PEOPLE = (
    """
Milucha|Carmiña|Pepe da Ponte|Moncho|Maruxa|Lola|Os Xemelgos|Suso|Pilar|Manolo|Rosiña|Fina|O Rubio|Chicha|Quique
Dorinda|Elvira|Pepita|Ramona|Lelo|Tito|O Marqués|Amparo|Consuelo|Merceditas|Perfecto|Sarita|Xan|Generosa|Ricardiño
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
_FORMS = [("S.L.", "B", 50), ("S.L.U.", "B", 12), ("S.A.", "A", 5), ("S. Coop. Galega", "F", 3), ("C.B.", "E", 10)]
# for a woman, for a man
_POSITIONS = {
    "es": ("Gerente|Jefa de cocina|Compras|Administración|Encargada|Recepción|Propietaria|Jefa de sala|Contabilidad",
           "Gerente|Jefe de cocina|Compras|Administración|Encargado|Recepción|Propietario|Jefe de sala|Contabilidad"),
    "gl": ("Xerente|Xefa de cociña|Compras|Administración|Encargada|Recepción|Dona|Xefa de sala|Contabilidade",
           "Xerente|Xefe de cociña|Compras|Administración|Encargado|Recepción|Dono|Xefe de sala|Contabilidade"),
}  # fmt: skip
GALICIAN = 0.55


def companies(random: Random, n: int) -> list[Company]:
    """`n` companies, no two of one name."""
    taken: set[str] = set()
    made: list[Company] = []
    while len(made) < n:
        firm = company(random)
        if firm.domain not in taken:
            taken.add(firm.domain)
            made.append(firm)
    return made


def somebody(random: Random, at: Company | None) -> Somebody:
    """A person at a company, or one who buys for themselves."""
    name, is_woman = person(random)
    words = _plain(name).split()
    language = at.language if at and random.random() < 0.8 else "gl" if random.random() < GALICIAN else "es"
    phones = [Phone(_mobile(random), "móbil" if language == "gl" else "móvil")] if random.random() < 0.93 else []
    if at is None:
        town = places.town(random)
        emails = [Email(f"{words[0]}.{words[-2]}{random.randint(1, 99)}@correo.example")]
        addresses = [places.address(random, town)] if random.random() < 0.6 else []
        return Somebody(name, language, _person_tax_id(random), "", emails, phones, addresses)
    if random.random() < 0.15:
        phones.append(Phone(_landline(random, at.town), "traballo" if language == "gl" else "trabajo"))
    emails = [Email(f"{words[0]}.{words[-2]}@{at.domain}")] if random.random() < 0.72 else []
    position = random.choice(_POSITIONS[language][0 if is_woman else 1].split("|"))
    return Somebody(name, language, "", position, emails, phones)


def company(random: Random) -> Company:
    kind, _, names = random.choices(_KINDS, [weight for _, weight, _ in _KINDS])[0]
    called: dict[str, Callable[[], str]] = {
        "house": lambda: random.choice(_HOUSE),
        "sea": lambda: random.choice(_SEA),
        "people": lambda: random.choice(_PEOPLE),
        "family": lambda: random.choice(SURNAMES),
    }
    name = f"{kind} {called[names]()}"
    town = places.town(random)
    if random.random() < 0.25 and town.name.split()[-1] not in name:
        name += f" {_of(town.name)}"
    domain = re.sub(r"[^a-z0-9]+", "-", _plain(name)).strip("-")[:40] + ".example"
    if random.random() < 0.72:
        form, letter, _ = random.choices(_FORMS, [weight for _, _, weight in _FORMS])[0]
        name, tax_id = f"{name}, {form}", _company_tax_id(random, letter)
    else:
        tax_id = _person_tax_id(random)
    language = "gl" if random.random() < GALICIAN else "es"
    return Company(
        name, tax_id, town, domain, language, _emails(random, domain), _phones(random, town), _addresses(random, town)
    )


def _of(town: str) -> str:
    """Of a town, in Galician: do Grove, da Estrada, de Vigo."""
    return f"d{town[0].lower()} {town[2:]}" if town.startswith(("A ", "O ")) else f"de {town}"


def _emails(random: Random, domain: str) -> list[Email]:
    boxes = random.sample(["pedidos", "info", "administracion", "cocina", "compras"], random.choice([1, 1, 2, 2, 3]))
    return [Email(f"{box}@{domain}", "" if box == "info" else box.replace("cion", "ción")) for box in boxes]


def _phones(random: Random, town: places.Town) -> list[Phone]:
    phones = [Phone(_landline(random, town))]
    if random.random() < 0.45:
        phones.append(Phone(_mobile(random), "WhatsApp" if random.random() < 0.3 else "móvil"))
    return phones


def _addresses(random: Random, town: places.Town) -> list[Postal]:
    addresses = [places.address(random, town)]
    if random.random() < 0.2:
        addresses.append(places.address(random, town, random.choice(["almacén", "facturación", "cocina"])))
    return addresses


def _landline(random: Random, town: places.Town) -> str:
    """Subscribers' numbers begin with 2 to 9 after the province; these with 1."""
    digits = f"{town.dialling}1{random.randint(0, 99999):05}"
    return _as_typed(random, digits)


def _mobile(random: Random) -> str:
    """The 75 range is not in use."""
    return _as_typed(random, f"75{random.randint(0, 9_999_999):07}")


def _as_typed(random: Random, digits: str) -> str:
    return random.choice([digits, f"{digits[:3]} {digits[3:5]} {digits[5:7]} {digits[7:]}", f"+34 {digits}"])


def _company_tax_id(random: Random, letter: str) -> str:
    """Companies' numbers begin with a province; none is 00."""
    stem = f"{letter}00{random.randint(0, 99999):05}"
    return stem + cif.calc_check_digits(stem)[0]


def _person_tax_id(random: Random) -> str:
    """Numbers from 90 million on have not been given to anybody yet."""
    stem = f"{random.randint(90_000_000, 99_999_998)}"
    return stem + dni.calc_check_digit(stem)


def _plain(text: str) -> str:
    return fold(text).replace("ñ", "n")
