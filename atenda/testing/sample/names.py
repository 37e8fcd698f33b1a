"""Names of people as they are heard in Galicia. Put together at random: nobody is meant."""

from __future__ import annotations

from random import Random


def _words(text: str) -> list[str]:
    return text.split()


WOMEN = _words("""
Antía Sabela Uxía Noa Iria Carme Lucía Marta Ana María Laura Sara Paula Alba Rosalía Olalla Xiana Candela Aldara
Sofía Beatriz Rocío Cristina Mónica Silvia Pilar Dolores Mercedes Montserrat Rosa Isabel Teresa Elena Patricia Nuria
Raquel Yolanda Susana Eva Inés Irene Tareixa Maruxa Ximena Branca Estela Helena Lorena Verónica
""")
MEN = _words("""
Xoán Xosé Brais Iago Roi Martiño Uxío Anxo Xurxo Breixo Antón Paulo Pedro Manuel Carlos Miguel Daniel David Javier
Francisco Alberto Fernando Sergio Adrián Pablo Diego Óscar Rubén Marcos Alejandro Ramón Jesús Ángel Andrés Tomás
Eduardo Ricardo Roberto Suso Moncho Fiz Nicolás Lois Bieito Cibrán Hugo Mateo Gonzalo Ignacio Emilio Evaristo
""")
WOMEN_TWICE = ["María José", "Ana Belén", "María del Carmen", "María Jesús", "María Luisa", "Ana Isabel", "Rosa María"]
MEN_TWICE = ["José Luis", "José Manuel", "Juan Carlos", "Xosé Manuel", "José Antonio", "Miguel Ángel", "Xoán Carlos"]

SURNAMES = _words("""
Abalo Acuña Alonso Álvarez Amoedo Araújo Arias Barreiro Bastos Besada Blanco Boullosa Bouzas Búa Caamaño Cabaleiro
Calvo Campos Carballo Carballeira Castiñeiras Castro Chapela Conde Costas Couto Crespo Currás Dacosta Davila Díaz
Domínguez Durán Estévez Fandiño Feijoo Fernández Ferreiro Ferro Figueroa Filgueira Fontán Freire Fraga Gago García
Garrido Gil Giráldez Gómez González Gondar Guerra Iglesias Lago Lamas Leal Leiro López Lorenzo Losada Loureiro
Mariño Martínez Meira Míguez Millán Montero Mosquera Mouriño Mourelle Muíños Múgica Nieto Nogueira Novás Núñez
Ogando Oliveira Otero Outeiral Outón Padín Parada Pardo Paz Pazos Pena Peña Pereira Pérez Piñeiro Piñón Portela Pose
Prado Quintela Quiroga Rey Rial Rivas Rodríguez Romero Rúa Salgado Sanmartín Santos Seoane Silva Sobral Solla Soto
Soutelo Suárez Taboada Táboas Teijeiro Torres Troncoso Ulloa Valiñas Varela Vázquez Veiga Viéitez Vidal Vilanova
Vilas Viñas Yáñez
""")


def person(random: Random) -> tuple[str, bool]:
    """A given name and two surnames, and whether it is a woman's."""
    is_woman, twice = random.random() < 0.5, random.random() < 0.12
    given = random.choice((WOMEN_TWICE if twice else WOMEN) if is_woman else (MEN_TWICE if twice else MEN))
    return f"{given} {random.choice(SURNAMES)} {random.choice(SURNAMES)}", is_woman
