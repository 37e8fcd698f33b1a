"""What the house sells: frozen fish and seafood, and what a bar or a hotel needs beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Product:
    """Its name and the plural of its packing, in Spanish and in Galician. Packings are feminine: phrases rely on it."""

    code: str
    es: str
    gl: str
    packs_es: str
    packs_gl: str

    def name(self, language: str) -> str:
        return self.gl if language == "gl" else self.es

    def packs(self, language: str) -> str:
        return self.packs_gl if language == "gl" else self.packs_es


_SEA = """
110|merluza en rodajas 5 kg|pescada en rodas 5 kg|cajas|caixas
112|lomos de merluza sin piel 120 g|lombos de pescada sen pel 120 g|cajas|caixas
115|merluza entera n.º 4|pescada enteira n.º 4|cajas|caixas
121|calamar patagónico en anillas|lura patagónica en aros|cajas|caixas
122|chipirón limpio 10/20|chopiño limpo 10/20|cajas|caixas
124|pota troceada|pota en anacos|bolsas|bolsas
127|choco limpio 0/1|choco limpo 0/1|cajas|caixas
130|pulpo T4 cocido en patas|polbo T4 cocido en patas|cajas|caixas
131|pulpo entero T5|polbo enteiro T5|cajas|caixas
140|langostino cocido 40/60|lagostino cocido 40/60|cajas|caixas
142|gamba blanca n.º 2|gamba branca n.º 2|bandejas|bandexas
143|gambón L1|gambón L1|cajas|caixas
145|cigala 2/4|cigala 2/4|bandejas|bandexas
147|buey de mar cocido|boi de mar cocido|cajas|caixas
150|mejillón media concha|mexillón media cuncha|bolsas|bolsas
151|mejillón sin concha 200/300|mexillón sen cuncha 200/300|bolsas|bolsas
153|vieira con coral|vieira con coral|bandejas|bandexas
155|zamburiña media concha|zamburiña media cuncha|bandejas|bandexas
157|almeja blanca cocida|ameixa branca cocida|bolsas|bolsas
160|bacalao desalado en lomos|bacallao desalgado en lombos|cajas|caixas
161|migas de bacalao|faragullas de bacallao|bolsas|bolsas
165|rape en colas 300/500|peixe sapo en rabos 300/500|cajas|caixas
167|rodaballo 1/2|rodaballo 1/2|cajas|caixas
170|xarda en filetes|xarda en filetes|cajas|caixas
172|bonito del norte en ventresca|bonito do norte en ventresca|bandejas|bandexas
174|lomos de salmón 180 g|lombos de salmón 180 g|cajas|caixas
176|filetes de lenguado tropical|filetes de linguado tropical|cajas|caixas
180|surtido para paella|surtido para paella|bolsas|bolsas
182|palitos de cangrejo 1 kg|pauciños de cangrexo 1 kg|bolsas|bolsas
"""
_OTHER = """
190|croquetas de marisco|croquetas de marisco|bolsas|bolsas
191|empanadillas de bonito|empanadiñas de bonito|bolsas|bolsas
192|empanada de zamburiñas|empanada de zamburiñas|cajas|caixas
194|patatas prefritas 9×9|patacas prefritas 9×9|bolsas|bolsas
196|pimientos de Herbón prefritos|pementos de Herbón prefritos|bolsas|bolsas
198|masa de hojaldre|masa follada|cajas|caixas
310|aceite de girasol alto oleico 25 l|aceite de xirasol alto oleico 25 l|garrafas|garrafas
312|aceite de oliva 5 l|aceite de oliva 5 l|garrafas|garrafas
320|servilletas 40×40 blancas|panos de mesa 40×40 brancos|cajas|caixas
322|manteles de papel 1×1|manteis de papel 1×1|cajas|caixas
325|vasos de sidra|vasos de sidra|cajas|caixas
327|copas de albariño|copas de albariño|cajas|caixas
330|film alimentario 45 cm|film alimentario 45 cm|cajas|caixas
331|papel de aluminio 30 cm|papel de aluminio 30 cm|cajas|caixas
334|bandejas de pulpo de madera n.º 20|pratos de polbo de madeira n.º 20|cajas|caixas
340|guantes de nitrilo talla L|luvas de nitrilo talla L|cajas|caixas
342|detergente lavavajillas 20 kg|deterxente lavalouza 20 kg|garrafas|garrafas
344|bolsas de basura industriales|bolsas de lixo industriais|cajas|caixas
350|mejillones en escabeche|mexillóns en escabeche|cajas|caixas
351|berberechos al natural 30/40|berberechos ao natural 30/40|cajas|caixas
355|pimentón dulce 1 kg|pemento doce moído 1 kg|latas|latas
"""


def _read(text: str) -> list[Product]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return [Product(code, es, gl, packs_es, packs_gl) for code, es, gl, packs_es, packs_gl in rows]


FROM_THE_SEA = _read(_SEA)
PRODUCTS = [*FROM_THE_SEA, *_read(_OTHER)]
