"""In which of our languages somebody writes. Said only when it is clear: a wrong answer greets a customer wrongly."""

from __future__ import annotations

import re

LANGUAGES = ("es", "gl", "pt", "en")
LOOKED_AT = 20_000  # signs
FEWEST_WORDS = 3  # that we know
WORD = re.compile(r"[^\W\d_]+")
ADDRESS = re.compile(r"\S{1,200}@\S{1,200}|https?://\S{1,500}")

# A word counts for the languages behind it; alone in one it counts double.
_WORDS = {
    "es": """
        el la los las un una unos unas y o de del que en es no se con por para su al lo como más pero sus le ya
        este sí porque esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante
        todos uno les ni contra otros ese eso ante ellos esto mí antes algunos qué yo otro otras otra él tanto
        esa estos mucho nada muchos cual poco ella estar estas algo nosotros mi mis tú te ti tu tus usted
        ustedes hola gracias buenos días buenas tardes saludos saludo estoy está están estamos tengo tiene
        tenemos puedo puede pueden quiero necesito he ha han hemos hace hacer llegó llegado pedido factura
        enviar envío dirección ayer mañana hoy semana aún todavía favor adjunto cordial fue era eran sido ser
        soy son somos según entonces ningún ninguna siguiente quisiera querría espero quedo
    """,
    "gl": """
        o a os as un unha uns unhas e ou de do da dos das que en é non se con por para seu súa ao á aos ás como
        máis pero xa este si porque esta entre cando moi sen sobre tamén me ata hai onde quen desde dende todo
        nos todos todas eles isto iso antes algúns algunhas eu outro outra outros outras el ela tanto esa estes
        moito moita moitos nada pouco estar algo nós meu miña ti vostede vostedes ola grazas bos días boas
        tardes boa saúdos saúdo estou está están estamos teño ten temos tedes podo pode poden quero necesito
        preciso fai facer chegou chegado pedido factura enviar envío enderezo onte mañá hoxe semana aínda favor
        adxunto cordial foi era eran sido ser son somos fun logo ningún ningunha seguinte quixera gustaríame
        agardo quedo no na nas nun nunha dun dunha polo pola polos polas co coa cos coas xente cousa cousas lle
        lles mentres aquí alí tras até hei vou imos houbo fixen fixo puiden tiven
    """,
    "pt": """
        o a os as um uma uns umas e ou de do da dos das que em é não se com por para seu sua ao à aos às como
        mais mas já este sim porque esta entre quando muito sem sobre também me até há onde quem desde todo nos
        todos todas eles isto isso antes alguns algumas eu outro outra outros outras ele ela tanto essa estes
        muita muitos nada pouco estar algo nós meu minha você vocês olá obrigado obrigada bom dia boa tarde
        noite boas saudações cumprimentos estou está estão estamos tenho tem temos posso pode podem quero
        preciso necessito faz fazer chegou chegado pedido fatura encomenda enviar envio morada endereço ontem
        amanhã hoje semana ainda favor anexo atenciosamente foi era eram sido ser são sou somos então nenhum
        nenhuma seguinte gostaria aguardo fico no na nas num numa dum duma pelo pela pelos pelas lhe lhes
        enquanto aqui ali vou vamos fiz fez tive nem só
    """,
    "en": """
        the and of to a in is you that it he was for on are as with his they i at be this have from or one had
        by but not what all were we when your can said there use an each which she do how their if will up other
        about out many then them these so some her would make like him into time has look two more write go see
        no way could my than been who its now did get may me us our hello hi dear thanks thank please regards
        order invoice received yesterday today tomorrow week still am any don't didn't need want where why
        because just also only best kind morning afternoon
    """,
}
_KNOWN: dict[str, tuple[str, ...]] = {}
for _language, _words in _WORDS.items():
    for _word in set(_words.split()):
        _KNOWN[_word] = (*_KNOWN.get(_word, ()), _language)


def language_of(text: str) -> str:
    """es, gl, pt or en; empty where too little was written, or where two are as likely."""
    words = WORD.findall(ADDRESS.sub(" ", text[:LOOKED_AT]).lower())
    known = [found for word in words if (found := _KNOWN.get(word))]
    if len(known) < FEWEST_WORDS:
        return ""
    points = dict.fromkeys(LANGUAGES, 0.0)
    for languages in known:
        for language in languages:
            points[language] += 2 if len(languages) == 1 else 1 / len(languages)
    for word in words:
        if "ã" in word or "õ" in word or "ç" in word or "lh" in word:
            points["pt"] += 1
        elif "ñ" in word:
            points["es"] += 0.5
            points["gl"] += 0.5
    points["es"] += min(text.count("¿") + text.count("¡"), 5)
    (second, _), (best, _) = sorted(points.items(), key=lambda pair: pair[1])[-2:]
    return best if points[best] >= 3 and points[best] >= 1.25 * points[second] + 0.5 else ""
