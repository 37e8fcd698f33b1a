"""What is said whatever the matter: how calls end, how colleagues nudge each other, how a case comes back."""

from __future__ import annotations

CLOSINGS = {
    "es": [
        "", "", "", "", "Piden respuesta hoy.", "Prefiere que le llamemos por la tarde.",
        "Contestar por correo, por favor.",
        "Llamar antes de las {hour}, después está en cocina.", "No corre prisa.", "Muy amable, pero le corre prisa.",
        "Pregunta si puede hablar con {colleague}.", "Ya había pasado otra vez en verano.", "Manda fotos por WhatsApp.",
        "Si no coge {name}, preguntar por la encargada.", "Quiere que quede por escrito.",
    ],
    "gl": [
        "", "", "", "", "Piden resposta hoxe.", "Prefire que lle chamemos pola tarde.",
        "Contestar por correo, por favor.",
        "Chamar antes das {hour}, despois está na cociña.", "Non corre présa.", "Moi amable, pero precísao resolto.",
        "Pregunta se pode falar con {colleague}.", "Xa pasara outra vez no verán.", "Manda fotos por WhatsApp.",
        "Se non colle {name}, preguntar pola encargada.", "Quere que quede por escrito.",
    ],
}  # fmt: skip
TALKING = {
    "es": [
        "Llamo a {name} y no coge; vuelvo a probar por la tarde.", "Dejado mensaje en el contestador.",
        "Hablado con {name}: le parece bien, espera noticias mañana.", "Enviado correo con lo hablado.",
        "{name} vuelve a llamar. Le digo que sigue en marcha.", "Sin novedad; lo miro otra vez el {day}.",
        "Le paso el caso a {colleague}, que conoce al cliente.", "Me falta el número de albarán, lo busco.",
        "Comunica toda la mañana.", "Contesta que lo mira con la gestoría y nos dice.",
    ],
    "gl": [
        "Chamo a {name} e non colle; volvo probar pola tarde.", "Deixada mensaxe no contestador.",
        "Falado con {name}: parécelle ben, agarda novas mañá.", "Enviado correo co falado.",
        "{name} volve chamar. Dígolle que segue en marcha.", "Sen novidade; mírolo outra vez o {day}.",
        "Pásolle o caso a {colleague}, que coñece o cliente.", "Fáltame o número de albará, búscoo no cartafol.",
        "Comunica toda a mañá.", "Contesta que o mira coa xestoría e xa nos di.",
    ],
}  # fmt: skip
SPOKEN = {2, 3, 4, 9}  # of what is said of talking: the customer was reached
NUDGES = {
    "es": [
        "¿Cómo va esto? Lleva días parado.", "Que no pase de mañana, por favor.", "Bien; cerradlo cuando confirme.",
        "Cliente de los grandes: llamadle hoy aunque no haya novedades.", "Lo hablamos en la reunión de las {hour}.",
    ],
    "gl": [
        "Como vai isto? Leva uns días parado.", "Que non pase de mañá, por favor.", "Ben; pechádeo cando confirme.",
        "Cliente dos grandes: chamádelle hoxe aínda que non haxa novidades.", "Falámolo na reunión das {hour}.",
    ],
}  # fmt: skip
WAITING = {
    "es": [
        "A la espera de respuesta del cliente.", "Esperamos al proveedor.", "Pendiente de que pase el técnico.",
        "Espero fotos y lote.", "Parado hasta el {day}, por indicación de {name}.",
    ],
    "gl": [
        "Á espera de resposta do cliente.", "Agardamos polo provedor.", "Pendente de que pase o técnico.",
        "Agardo fotos e lote.", "Parado ata o {day}, por indicación de {name}.",
    ],
}  # fmt: skip
COMING_BACK = {
    "es": [
        "Llama otra vez: no quedó resuelto del todo.", "{name} dice que el abono no ha llegado. Reabro.",
        "Ha vuelto a pasar en la entrega siguiente.", "Cerrado antes de tiempo: faltaba confirmarlo con el cliente.",
    ],
    "gl": [
        "Chama outra vez: non quedou resolto de todo.", "{name} di que o abono non chegou. Reabro.",
        "Volveu pasar na entrega seguinte.", "Pechado antes de tempo: faltaba confirmalo co cliente.",
    ],
}  # fmt: skip
RESOLVED_AT_ONCE = {
    "es": ["Resuelto en la misma llamada.", "Contestado al momento.", "Aclarado por teléfono, sin más trámite."],
    "gl": ["Resolto na mesma chamada.", "Contestado no momento.", "Aclarado por teléfono, sen máis trámite."],
}
WEEKDAYS = {
    "es": ["lunes", "martes", "miércoles", "jueves", "viernes"],
    "gl": ["luns", "martes", "mércores", "xoves", "venres"],
}
