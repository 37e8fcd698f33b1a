"""Where customers are: towns with a postal code of theirs and its province, and streets as they are called there."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from atenda.customers.ways import Postal


@dataclass(frozen=True)
class Town:
    name: str
    postal_code: str
    province: str
    weight: int = 1

    @property
    def dialling(self) -> str:
        """How landline numbers of the province begin."""
        return {"Pontevedra": "986", "A Coruña": "981", "Lugo": "982", "Ourense": "988", "León": "987"}[self.province]


_TOWNS = {
    "Pontevedra": """
        Vigo 36201 9; Vigo 36202 6; Vigo 36205 5; Vigo 36208 5; Pontevedra 36001 7; Pontevedra 36003 4;
        Vilagarcía de Arousa 36600 6; Cambados 36630 5; O Grove 36980 7; Sanxenxo 36960 7; Marín 36900 3; Bueu 36930 2;
        Cangas 36940 4; Moaña 36950 2; Redondela 36800 3; Baiona 36300 4; Nigrán 36350 2; Tui 36700 2; A Guarda 36780 2;
        O Porriño 36400 2; Ponteareas 36860 2; Lalín 36500 2; A Estrada 36680 2; Caldas de Reis 36650 2;
        Vilanova de Arousa 36620 2; A Illa de Arousa 36626 2; Silleda 36540 1; Arcade 36690 1""",
    "A Coruña": """
        A Coruña 15001 4; A Coruña 15003 3; Santiago de Compostela 15701 5; Santiago de Compostela 15704 3;
        Ferrol 15401 2; Ribeira 15960 4; Boiro 15930 3; A Pobra do Caramiñal 15940 2; Noia 15200 2; Muros 15250 1;
        Fisterra 15155 1; Carballo 15100 2; Betanzos 15300 1; Sada 15160 1; Arteixo 15142 1; Padrón 15900 2;
        Rianxo 15920 2; Melide 15800 1; Arzúa 15810 1; Pontedeume 15600 1; Cedeira 15350 1; Cee 15270 1""",
    "Lugo": """
        Lugo 27001 2; Viveiro 27850 1; Burela 27880 1; Foz 27780 1; Ribadeo 27700 1; Monforte de Lemos 27400 1;
        Sarria 27600 1; Vilalba 27800 1; Chantada 27500 1; Palas de Rei 27200 1""",
    "Ourense": """
        Ourense 32001 3; Ourense 32003 2; O Barco de Valdeorras 32300 1; Verín 32600 1; Xinzo de Limia 32630 1;
        O Carballiño 32500 2; Ribadavia 32400 1; Celanova 32800 1; Allariz 32660 1""",
    "León": "Ponferrada 24401 1",
}


def _read(province: str, text: str) -> list[Town]:
    towns = []
    for entry in text.split(";"):
        name, code, weight = entry.strip().rsplit(" ", 2)
        towns.append(Town(name, code, province, int(weight)))
    return towns


TOWNS = [town for province, text in _TOWNS.items() for town in _read(province, text)]
WEIGHTS = [town.weight for town in TOWNS]

STREETS = (
    """
Rúa Real; Rúa do Peirao; Rúa da Ferrería; Rúa Nova; Rúa do Príncipe; Rúa Rosalía de Castro; Rúa Castelao; Rúa Progreso
Rúa das Hortas; Rúa do Porto; Rúa da Oliva; Rúa Cabanillas; Rúa San Roque; Rúa da Igrexa; Rúa do Medio; Rúa Murguía
Avenida de Galicia; Avenida da Mariña; Avenida de Vigo; Avenida do Mar; Avenida de Madrid; Avenida das Camelias
Praza Maior; Praza da Constitución; Praza do Concello; Paseo Marítimo; Paseo da Alameda; Estrada Xeral; Lugar de Soutelo
Lugar da Igrexa; Lugar de Vilar; Calle del Mercado; Calle Mayor; Calle Marina; Ronda de Don Bosco; Travesía do Cruceiro
""".replace("\n", ";")
    .strip(";")
    .split(";")
)


def town(random: Random) -> Town:
    return random.choices(TOWNS, WEIGHTS)[0]


def street(random: Random) -> str:
    if random.random() < 0.06:
        return f"Polígono industrial, parcela {random.randint(3, 88)}"
    end = random.choice(["", "", "", " baixo", " bajo", f", {random.randint(1, 6)}.º {random.choice('ABC')}"])
    return f"{random.choice(STREETS).strip()}, {random.randint(1, 148)}{end}"


def address(random: Random, of: Town, label: str = "") -> Postal:
    return Postal(street(random), of.postal_code, of.name, of.province, "ES", label)
