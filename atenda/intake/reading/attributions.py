"""Where a quotation begins: the line by which each mail program says who wrote what follows.

Spanish, Galician, Portuguese and English are our own rules, since the programs of our customers write them in many
ways; for French, German, Italian, Dutch and the others `mail-parser-reply` knows the line. Its expressions are asked of
single lines of bounded length only, never of a whole mail: on hostile text they take far more than linear time.
"""

from __future__ import annotations

import re
from functools import cache

from mailparser_reply.constants import MAIL_LANGUAGES

OURS = frozenset({"en", "es", "gl", "pt"})
LONGEST_LINE = 400  # of an attribution, when the lines it was broken into are joined
MOST_LINES = 4

WROTE = re.compile(
    r"(?:escribi[óo]|escribiu|escreveu|wrote|ha escrito|has written|va escriure)"
    r"(?:\s+(?:lo siguiente|o seguinte|the following|en |no |na |em |on ).{0,60})?"
    r"(?:\s*\([^()]{0,80}(?:\([^()]{0,20}\)[^()]{0,40})?\))?\s*(?::|-{2,}:?)\Z",
    re.IGNORECASE,
)
RUNS_ON = re.compile(r"(\s*(?:On|El|O|Em)\b.{1,300}?(?:wrote|escribi[óo]|escribiu|escreveu):)\s{2,}\S")
BEGINS = re.compile(
    r"(?:-{2,}\s*)?(?:On\b|El\b|O\b|Em\b|No\b|En\b|A\b|Ás\b|Às\b|At\b|Le\b|\d{1,4}[-/. ]|[A-ZÁÉÍÓÚÑ\"'<«])",
    re.IGNORECASE,
)
QUOTING = re.compile(
    r"(?:Quoting|Citando(?:\s+a)?|Mensaje citado por|Mensaxe citada por|Mensagem citada por)\b.{1,300}:\Z", re.I
)
SIGN = re.compile(r"@|\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d\d\b|\b\d{1,2}[/.-]\d{1,2}\b")  # a date, an hour or an address
SEPARATOR = re.compile(
    r"(?:-{2,}|_{2,}|\*{2,})\s*(?:Original Message|Original Appointment|Mensaje original|Mensaje citado"
    r"|Mensaxe orixinal|Mensagem original|Correo original|Correo orixinal|E-mail original|Cita original|Reply Message"
    r"|Urspr[üu]ngliche Nachricht|Message d'origine|Messaggio originale|Oorspronkelijk bericht)"
    r"\s*(?:-{2,}|_{2,}|\*{2,})?\Z",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"(?:-{2,}\s*)?(?:Forwarded [Mm]essage|Begin forwarded message|Mensaje reenviado|Inicio del mensaje reenviado"
    r"|Mensaxe reenviada|Inicio da mensaxe reenviada|Comeza a mensaxe reenviada|Mensagem [Ee]ncaminhada"
    r"|Mensagem [Rr]eenviada|Início da mensagem (?:re)?encaminhada|Início da mensagem reenviada"
    r"|Mensaje enviado por|Forwarded by)"
    r"(?:\s*(?:de|from|por|by)\b.{0,100})?\s*(?:-{2,}|:)\Z",
    re.IGNORECASE,
)
RULE = re.compile(r"[_-]{10,}\Z|[—–]{5,}\Z")
ABOVE = re.compile(
    r"(?:#{2,}|-{2,}|={2,}).{0,10}(?:escriba|escribe|escriba a súa resposta|reply|type your reply|responda).{0,80}",
    re.I,
)
LABEL = re.compile(
    r"[*_]{0,2}(?P<label>De|From|Von|Da|Remitente|Enviado el|Enviado|Enviada em|Enviada|Enviados|Enviado em|Sent"
    r"|Fecha|Data|Date|Fecha de envío|Para|To|A|Asunto|Assunto|Subject|Cc|CC|Copia|Responder a|Reply-To|Importance"
    r"|Importancia|Prioridad|Adjuntos|Attachments)\s*:[*_]{0,2}(?:\s+(?P<value>.*))?\Z",
    re.IGNORECASE,
)
FROM = frozenset({"de", "from", "von", "da", "remitente"})
ABOUT = frozenset({"asunto", "assunto", "subject"})
HEADER_LINES = 10


def attribution_at(lines: list[str], at: int) -> int:
    """How many lines from here on say «… wrote:»; 0 where they do not."""
    if (runs_on := RUNS_ON.match(lines[at][:LONGEST_LINE])) and is_attribution(runs_on[1].strip()):
        return 1  # and what was written then follows in the very line
    joined = ""
    for count in range(1, MOST_LINES + 1):
        if at + count > len(lines) or not lines[at + count - 1].strip():
            return 0
        joined = f"{joined} {lines[at + count - 1].strip()}".strip()
        if len(joined) > LONGEST_LINE:
            return 0
        if is_attribution(joined):
            return count
    return 0


def is_attribution(line: str) -> bool:
    """Whether one line, put together again, says who wrote what follows, and when or from where."""
    if not line.endswith((":", "-", ")")) and ":" not in line[-3:]:
        return False
    line = re.sub(r"\s+", " ", line)
    if QUOTING.match(line):
        return True
    if not SIGN.search(line):
        return False
    if BEGINS.match(line) and WROTE.search(line):
        return True
    return any(known.search(line) for known in _of_other_languages())


def header_at(lines: list[str], at: int) -> int:
    """How many lines of «De: … Enviado: … Para: … Asunto: …» stand here; 0 where no such header begins."""
    labels: set[str] = set()
    has_sign = False
    last = at - 1
    for index in range(at, min(at + HEADER_LINES, len(lines))):
        line = lines[index].strip()
        found = LABEL.match(line) if len(line) <= 1000 else None
        if found is None:
            if index == at or (not line and labels) or last < index - 2:
                break
            continue  # a list of recipients that runs on
        label = found["label"].lower()
        labels.add("from" if label in FROM else "about" if label in ABOUT else label)
        has_sign = has_sign or "@" in line or label in ABOUT
        last = index
    return last - at + 1 if "from" in labels and len(labels) >= 3 and has_sign else 0


@cache
def _of_other_languages() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rules["wrote_header"], re.IGNORECASE)
        for language, rules in MAIL_LANGUAGES.items()
        if language not in OURS and "wrote_header" in rules
    )
