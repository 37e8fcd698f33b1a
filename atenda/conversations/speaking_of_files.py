"""Whether words promise a file that goes with them (B11): «le adjunto la factura», «envíolle o ficheiro», «attached».

Asked clause by clause, so that what is denied, asked of the reader or said of a file of theirs is no promise.
"""

from __future__ import annotations

import re

CLAUSE = re.compile(r"[^.,;:!?\n()]+[.,;:!?\n()]?")
QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
SIGNATURE = re.compile(r"^--[ \t]?$", re.MULTILINE)

_FILE = (
    r"(?:archivos?|ficheros?|documentos?|documentaci[oó]n|pdf|excel|facturas?|presupuestos?|fotos?|fotograf[ií]as?|"
    r"im[aá]gen(?:es)?|capturas?|contratos?|albar[aá]n(?:es)?|justificantes?|comprobantes?|manual(?:es)?|informes?|"
    r"planos?|certificados?|recibos?|copias?|cat[aá]logos?|ficheiros?|imaxes?|orzamentos?|albar[aá]s?|xustificantes?|"
    r"arquivos?|or[cç]amentos?|faturas?|relat[oó]rios?|imagens?|files?|documents?|invoices?|quotes?|photos?|pictures?|"
    r"screenshots?|contracts?|receipts?|reports?|manuals?)"
)
_SOME = (
    r"(?:(?:el|la|los|las|un|una|unos|unas|nuestr[oa]s?|o|a|os|as|unha|uns|unhas|nos[oa]s?|uma|the|a|an|our|aqu[ií]|"
    r"here|is|are)\s+){0,3}"
)
_GO = r"(?:va|van|vai|vam|vão|viene[ns]?|vén|veñen|segue[m]?|sigue[n]?|est[aá][n]?|encontrar[aá]s?|atopar[aá]s?)"
_PAPER = (
    r"(?:archivo|fichero|documento|ficheiro|arquivo|pdf|factura|fatura|foto|imagen|imaxe|copia|hoja|nota|lista|carta)"
)

PROMISES = tuple(
    re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for pattern in (
        r"ad[jx]unto|ad[jx]untos|ad[jx]untamos|ad[jx]ún(?:t|c)o(?:lle|che|llo|cho|vos)s?|adxuntámos(?:lle|che|vos)s?",
        r"(?:he|hemos|temos|teño) ad[jx]untado",
        rf"(?:{_GO}|{_PAPER})\s+ad[jx]untas?",
        r"achégo(?:lle|che|vos)s?|achegámos(?:lle|che|vos)s?",
        r"(?:lles?|ches?|vos) achego|achego (?:o|a|os|as|un|unha) \w+",
        r"(?:en|em|le|les|te|os|lle|lles|che|vos|lhe|lhes|segue|seguem|va|van|vai) anexos?(?! ?(?:[ivx]+|\d+|[a-d])\b)",
        r"anexo (?:la|las|los|el|o|a|os|as|un|una|unha|uma) \w+|anexamos|anexei|(?:he|hemos) anexado",
        rf"(?:env[ií]o|enviamos|mando|mandamos|remito|remitimos|paso|pasamos)\s+(?:aqu[ií]\s+)?{_SOME}{_FILE}",
        rf"(?:env[ií]o|mánd[oa]|remít[oa]|enviámos|mandámos|remitímos)(?:lle|che|vos)s?\s+{_SOME}{_FILE}",
        rf"(?:sending|send)\s+(?:you\s+)?{_SOME}{_FILE}",
        r"attached(?! to\b(?! this)| yourself)|attaching|i(?:'ve| have)? attach|we attach|(?:find|see|is|are) enclosed",
        r"(?:see|in|open|with|find) (?:the |this |our )?attachments?",
    )
)
THEIRS = re.compile(
    r"\b(?:no|non|não|nunca|sin|sen|sem|not|never|without|cannot|\w+n['’]t|"  # denied
    r"su|sus|tus?|vuestr[oa]s?|seus?|teus?|voss[oa]s?|your|"  # of theirs
    r"envió|enviaste|enviasteis|enviaron|mandó|mandaste|mandaron|adjuntó|adjuntaste|enviou|enviaches|enviastes|mandou|"
    r"mandaches|you sent|you attached|recib\w+|receb\w+|received|lle[gu]\w*ó|chegou|"  # came from them
    r"debe|debes|deben|debería|puede|puedes|podría|pode|podes|podería|please send|could you|can you|send us|send me|"
    r"cuando|cando|quando|when|si|se|if|"  # asked of them, or not yet
    r"(?:director|subdirector|secretari|profesor|profesora|directora|subdirectora|xefe|jef|editor|president|conselleir|"
    r"concell?eir|m[eé]dic|responsable|defensor)[oae]?\s+ad[jx]unt[oa])\b",
    re.IGNORECASE,
)


def promises_a_file(text: str) -> bool:
    """Of the new words alone: what is quoted, and what stands below a signature's two dashes, does not count.

    >>> promises_a_file("Le adjunto la factura de noviembre.")
    True
    >>> promises_a_file("No nos llegó su archivo adjunto.")
    False
    """
    new = QUOTED.sub("", SIGNATURE.split(text.replace("\r\n", "\n"), maxsplit=1)[0])
    return any(_promises(clause) for clause in CLAUSE.findall(new))


def _promises(clause: str) -> bool:
    return not clause.endswith("?") and not THEIRS.search(clause) and any(each.search(clause) for each in PROMISES)
