"""Our words of each mail: *usted* and *vostede* to customers, *tú* and *ti* to colleagues.

All mails of one case have one subject, so that mailboxes keep them together; what happened is the first sentence.
"""

from __future__ import annotations

WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "customer-opened": {
        "es": (
            "Caso {folio}: {reference}",
            "Hola, {customer}:\n\nHemos abierto su caso con el número {folio}: «{reference}».\n\n{description}\n\n"
            "{link}\n\n"
            "Cuando nos llame o nos escriba, díganos ese número.\n\n{organization}",
        ),
        "gl": (
            "Caso {folio}: {reference}",
            "Ola, {customer}:\n\nAbrimos o seu caso co número {folio}: «{reference}».\n\n{description}\n\n{link}\n\n"
            "Cando nos chame ou nos escriba, díganos ese número.\n\n{organization}",
        ),
        "en": (
            "Case {folio}: {reference}",
            "Hello {customer},\n\nWe have opened your case as number {folio}: “{reference}”.\n\n{description}\n\n"
            "{link}\n\n"
            "When you call or write to us, please give that number.\n\n{organization}",
        ),
    },
    "customer-received": {
        "es": (
            "Caso {folio}",
            "Hola:\n\nHemos recibido su correo y abierto el caso {folio}. "
            "Nos pondremos en contacto con usted en cuanto podamos.\n\n"
            "{link}\n\n{organization}",
        ),
        "gl": (
            "Caso {folio}",
            "Ola:\n\nRecibimos o seu correo e abrimos o caso {folio}. "
            "Poñerémonos en contacto con vostede en canto poidamos.\n\n"
            "{link}\n\n{organization}",
        ),
        "en": (
            "Case {folio}",
            "Hello,\n\nWe have received your mail and opened case {folio}. "
            "We will get back to you as soon as we can.\n\n"
            "{link}\n\n{organization}",
        ),
    },
    "customer-edited": {
        "es": (
            "Caso {folio}: {reference}",
            "Hola, {customer}:\n\nHay novedades en su caso {folio}, «{reference}»:\n\n{changes}\n\n"
            "{link}\n\n{organization}",
        ),
        "gl": (
            "Caso {folio}: {reference}",
            "Ola, {customer}:\n\nHai novidades no seu caso {folio}, «{reference}»:\n\n{changes}\n\n"
            "{link}\n\n{organization}",
        ),
        "en": (
            "Case {folio}: {reference}",
            "Hello {customer},\n\nThere is news of your case {folio}, “{reference}”:\n\n{changes}\n\n"
            "{link}\n\n{organization}",
        ),
    },
    "customer-closed": {
        "es": (
            "Caso {folio}: {reference}",
            "Hola, {customer}:\n\nHemos cerrado su caso {folio}, «{reference}».\n\n{changes}\n\n{link}\n\n"
            "Si no ha quedado resuelto, llámenos o escríbanos con ese número y lo abriremos de nuevo.\n\n"
            "{organization}",
        ),
        "gl": (
            "Caso {folio}: {reference}",
            "Ola, {customer}:\n\nPechamos o seu caso {folio}, «{reference}».\n\n{changes}\n\n{link}\n\n"
            "Se non quedou resolto, chámenos ou escríbanos con ese número e abrirémolo de novo.\n\n{organization}",
        ),
        "en": (
            "Case {folio}: {reference}",
            "Hello {customer},\n\nWe have closed your case {folio}, “{reference}”.\n\n{changes}\n\n{link}\n\n"
            "If it is not solved, call or write to us with that number and we will open it again.\n\n{organization}",
        ),
    },
    "customer-cancelled": {
        "es": (
            "Caso {folio}: {reference}",
            "Hola, {customer}:\n\nHemos cancelado su caso {folio}, «{reference}»: no seguiremos trabajando en él.\n\n"
            "{changes}\n\n{link}\n\nSi cree que es un error, llámenos o escríbanos con ese número.\n\n{organization}",
        ),
        "gl": (
            "Caso {folio}: {reference}",
            "Ola, {customer}:\n\nCancelamos o seu caso {folio}, «{reference}»: non seguiremos traballando nel.\n\n"
            "{changes}\n\n{link}\n\nSe cre que é un erro, chámenos ou escríbanos con ese número.\n\n{organization}",
        ),
        "en": (
            "Case {folio}: {reference}",
            "Hello {customer},\n\nWe have cancelled your case {folio}, “{reference}”: we will not work on it any more."
            "\n\n{changes}\n\n{link}\n\nIf you think this is a mistake, call or write to us with that number.\n\n"
            "{organization}",
        ),
    },
    "colleague-opened": {
        "es": (
            "[{folio}] {reference}",
            "{actor} ha creado el caso {folio} de {customer}: «{reference}».\n\n{description}\n\n{link}",
        ),
        "gl": (
            "[{folio}] {reference}",
            "{actor} creou o caso {folio} de {customer}: «{reference}».\n\n{description}\n\n{link}",
        ),
        "en": (
            "[{folio}] {reference}",
            "{actor} created case {folio} for {customer}: “{reference}”.\n\n{description}\n\n{link}",
        ),
    },
    "colleague-edited": {
        "es": (
            "[{folio}] {reference}",
            "{actor} ha cambiado el caso {folio} de {customer}, «{reference}»:\n\n{changes}\n\n{note}\n\n{link}",
        ),
        "gl": (
            "[{folio}] {reference}",
            "{actor} cambiou o caso {folio} de {customer}, «{reference}»:\n\n{changes}\n\n{note}\n\n{link}",
        ),
        "en": (
            "[{folio}] {reference}",
            "{actor} changed case {folio} of {customer}, “{reference}”:\n\n{changes}\n\n{note}\n\n{link}",
        ),
    },
    "colleague-closed": {
        "es": (
            "[{folio}] {reference}",
            "{actor} ha cerrado el caso {folio} de {customer}, «{reference}».\n\n{changes}\n\n{note}\n\n{link}",
        ),
        "gl": (
            "[{folio}] {reference}",
            "{actor} pechou o caso {folio} de {customer}, «{reference}».\n\n{changes}\n\n{note}\n\n{link}",
        ),
        "en": (
            "[{folio}] {reference}",
            "{actor} closed case {folio} of {customer}, “{reference}”.\n\n{changes}\n\n{note}\n\n{link}",
        ),
    },
    "colleague-cancelled": {
        "es": (
            "[{folio}] {reference}",
            "{actor} ha cancelado el caso {folio} de {customer}, «{reference}».\n\n{changes}\n\n{note}\n\n{link}",
        ),
        "gl": (
            "[{folio}] {reference}",
            "{actor} cancelou o caso {folio} de {customer}, «{reference}».\n\n{changes}\n\n{note}\n\n{link}",
        ),
        "en": (
            "[{folio}] {reference}",
            "{actor} cancelled case {folio} of {customer}, “{reference}”.\n\n{changes}\n\n{note}\n\n{link}",
        ),
    },
    "colleague-failed": {
        "es": (
            "[{folio}] {reference}",
            "Un correo del caso {folio} de {customer}, «{reference}», no ha llegado:\n\n{note}\n\n"
            "En el caso puedes corregir la dirección y volver a intentarlo.\n\n{link}",
        ),
        "gl": (
            "[{folio}] {reference}",
            "Un correo do caso {folio} de {customer}, «{reference}», non chegou:\n\n{note}\n\n"
            "No caso podes corrixir o enderezo e volver intentalo.\n\n{link}",
        ),
        "en": (
            "[{folio}] {reference}",
            "A mail of case {folio} of {customer}, “{reference}”, did not arrive:\n\n{note}\n\n"
            "In the case you can correct the address and try again.\n\n{link}",
        ),
    },
    "colleague-wrote": {
        "es": (
            "[{folio}] {reference}",
            "{customer} ha escrito en el caso {folio}, «{reference}»:\n\n{note}\n\n{link}",
        ),
        "gl": (
            "[{folio}] {reference}",
            "{customer} escribiu no caso {folio}, «{reference}»:\n\n{note}\n\n{link}",
        ),
        "en": (
            "[{folio}] {reference}",
            "{customer} wrote on case {folio}, “{reference}”:\n\n{note}\n\n{link}",
        ),
    },
    "colleague-noted": {
        "es": (
            "[{folio}] {reference}",
            "{actor} ha escrito en el caso {folio} de {customer}, «{reference}»:\n\n{note}\n\n{link}",
        ),
        "gl": (
            "[{folio}] {reference}",
            "{actor} escribiu no caso {folio} de {customer}, «{reference}»:\n\n{note}\n\n{link}",
        ),
        "en": (
            "[{folio}] {reference}",
            "{actor} wrote on case {folio} of {customer}, “{reference}”:\n\n{note}\n\n{link}",
        ),
    },
}
