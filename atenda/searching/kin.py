"""Words that no rule of `stemming.py` brings together, or keeps apart."""

from __future__ import annotations

# Nouns that differ by their last letter alone, and words whose end is no ending: each by itself and its plural.
_APART = """
    caso casa copa copo cuento cuenta conto banco banca punto punta cargo carga plazo plaza prazo praza suelo suela
    bolso bolsa ramo rama rato rata foco foca marco marca fruto fruta libro libra velo vela palo pala cubo cuba peso
    pesa manto manta cesto cesta gorro gorra resto resta modo moda medio media pato pata puerto porto puerta porta
    barco barca metro meta base vaso clase serie seria serio torno torna bono bueno costa costo coste corte corta
    corto parte parto tasa tazo taza gasto gasta pena pino pina piña peine toma tomo tono tona tapa tapo cola colo
    cuello collo tarde hora horno trato trata forma firme rosa roso raza mano mana mona mono lado lata lago laga
    palma pasta pasto pozo poza peza pieza pico pica polo pola ropa rey rei ley lei nota noto obra ola olla hoja
    papa pasa paso piso pisa poste posta puesto posto puesta prenda puente ponte ruta ruto ruido sala salo sello
    sella seta seto solo sola suma tela tele tema tina tino tiro tira vena viga vino viña vela estado sabado mercado
    marido dolar taller camaron martin alguien confirme reclamo extremo prestamo proximo anonimo supremo crisis
    tesis dosis seis dieciseis mais demais depois autobus virus bonus status campus interes ingles frances portugues
    gales leones cordobes vigues marques reves estres mes pais
"""
_IN_S = {
    "interes",
    "ingles",
    "frances",
    "portugues",
    "gales",
    "leones",
    "cordobes",
    "vigues",
    "marques",
    "reves",
    "mes",
}


def _alone() -> dict[str, str]:
    found = {}
    for word in _APART.split():
        found[word] = word
        if not word.endswith("s"):
            found[f"{word}s"] = word
            if word[-1] not in "aeiou":
                found[f"{word}es"] = word
    return found


ALONE = _alone()

KIN: list[list[str]] = []
