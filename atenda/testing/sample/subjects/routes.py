"""What goes wrong on the road: late, broken, thawed, at the wrong door."""

from __future__ import annotations

from atenda.testing.sample.lists import DELIVERY
from atenda.testing.sample.subjects.kinds import Subject, said

_TEAM = "Reparto"

SUBJECTS = [
    Subject(
        "Incidencia",
        DELIVERY,
        _TEAM,
        13,
        (3, 5, 4),
        4,
        es=said("""
            El pedido {order} no ha llegado
            Entrega con retraso: esperaban el camión a las {hour}
            No ha pasado el reparto de {town}
            Pedido del {day} sin entregar
            Reparto tarde otra vez: llegan a las {hour} con el comedor lleno
            ¿Dónde está el pedido {order}?
            El repartidor encontró cerrado y no volvió

            Son las {hour} y el pedido {order} no ha llegado. Tienen el comedor completo para hoy.
            {name} dice que el reparto de {town} llega cada vez más tarde y que a esa hora no puede atender la descarga.
            El repartidor pasó a las {hour}, encontró cerrado y se marchó sin llamar.
            Esperaban la mercancía el {day} y nadie avisó de que no venía.

            Hablo con {driver}: avería del camión en la ruta de {town}, va con hora y media de retraso.
            {driver} dice que llamó dos veces al timbre y al teléfono, sin respuesta.
            El pedido quedó sin asignar a ninguna ruta. Lo meto en la de esta tarde.
            Cambiado el orden de la ruta para que {town} sea de las primeras los {day}.
            Aviso a {name} de la nueva hora; pide que la próxima vez se avise antes.

            Entregado a las {hour}. {name} firma conforme.
            Entregado con la furgoneta de refuerzo; pedidas disculpas.
            El cliente lo recogió él mismo en el almacén; se le descuenta el porte.
            Acordada nueva franja de entrega para los {day} antes de las {hour}.
        """),
        gl=said("""
            O pedido {order} non chegou
            Entrega con atraso: agardaban o camión ás {hour}
            Non pasou o reparto de {town}
            Pedido do {day} sen entregar
            Reparto tarde outra vez: chegan ás {hour} co comedor cheo
            Onde está o pedido {order}?
            O repartidor atopou pechado e non volveu

            Son as {hour} e o pedido {order} non chegou. Teñen o comedor completo para hoxe.
            {name} di que o reparto de {town} chega cada vez máis tarde e que a esa hora non pode atender a descarga.
            O repartidor pasou ás {hour}, atopou pechado e marchou sen chamar.
            Agardaban a mercadoría o {day} e ninguén avisou de que non viña.

            Falo con {driver}: avaría do camión na ruta de {town}, vai con hora e media de atraso.
            {driver} di que chamou dúas veces ao timbre e ao teléfono, sen resposta.
            O pedido quedou sen asignar a ningunha ruta. Métoo na desta tarde.
            Cambiada a orde da ruta para que {town} sexa das primeiras os {day}.
            Aviso a {name} da nova hora; pide que a próxima vez se avise antes.

            Entregado ás {hour}. {name} asina conforme.
            Entregado coa furgoneta de reforzo; pedidas desculpas.
            O cliente recolleuno el mesmo no almacén; descóntaselle o porte.
            Acordada nova franxa de entrega para os {day} antes das {hour}.
        """),
        from_the_sea=False,
    ),
    Subject(
        "Queja",
        DELIVERY,
        _TEAM,
        7,
        (1, 3, 6),
        9,
        es=said("""
            Mercancía descongelada en el pedido {order}
            Rotura de la cadena de frío: {product}
            {product} llegó blando y con la caja mojada
            Cajas con escarcha y agua: {n} {packs} de {product}
            Temperatura de la descarga: −9 °C según el cliente

            El pedido {order} llegó con {n} {packs} de {product} blandas y las cajas mojadas.
            {name} midió −9 °C al descargar y no aceptó {product}. El resto venía bien.
            Vieron escarcha y agua dentro de las cajas de {product}: creen que se descongeló y se volvió a congelar.

            Descargado el registro de temperatura del camión: subió a −11 °C entre las {hour} y la entrega.
            {driver} tuvo la puerta abierta mucho tiempo en la parada anterior.
            El registro del camión es correcto; puede venir de la carga. Pregunto a {colleague}.
            Revisión del equipo de frío pedida al taller para el {day}.

            Abonada toda la mercancía afectada y repuesta al día siguiente. Revisado el equipo de frío.
            Repuesto {product}; lo retirado se destruyó. Parte al seguro enviado.
            El registro demuestra −19 °C todo el trayecto. Se repone igualmente {n} {packs} por atención al cliente.
        """),
        gl=said("""
            Mercadoría desconxelada no pedido {order}
            Rotura da cadea de frío: {product}
            {product} chegou brando e coa caixa mollada
            Caixas con xeada e auga: {n} {packs} de {product}
            Temperatura da descarga: −9 °C segundo o cliente

            O pedido {order} chegou con {n} {packs} de {product} brandas e as caixas molladas.
            {name} mediu −9 °C ao descargar e non aceptou {product}. O resto viña ben.
            Viron xeada e auga dentro das caixas de {product}: cren que se desconxelou e se volveu conxelar.

            Descargado o rexistro de temperatura do camión: subiu a −11 °C entre as {hour} e a entrega.
            {driver} tivo a porta aberta moito tempo na parada anterior.
            O rexistro do camión é correcto; pode vir da carga. Pregúntolle a {colleague}.
            Revisión do equipo de frío pedida ao taller para o {day}.

            Abonada toda a mercadoría afectada e reposta ao día seguinte. Revisado o equipo de frío.
            Reposto {product}; o retirado destruíuse. Parte ao seguro enviado.
            O rexistro demostra −19 °C todo o traxecto. Repóñense igualmente {n} {packs} por atención ao cliente.
        """),
    ),
    Subject(
        "Devolución",
        DELIVERY,
        _TEAM,
        6,
        (5, 4, 1),
        10,
        es=said("""
            Cajas aplastadas: {n} {packs} de {product}
            {product} con el envase roto
            Golpe en el transporte: {packs} de {product} abiertas
            Recoger {n} {packs} dañadas de {product}
            Palé volcado en la entrega del {day}

            {n} {packs} de {product} llegaron aplastadas; dentro hay bolsas rotas.
            El palé venía mal flejado y volcó al bajarlo. {n} {packs} de {product} no se pueden vender.
            {name} firmó el albarán {note} con reserva por envases rotos.

            {driver} confirma el golpe en la rotonda de {town}.
            Recogida en la ruta del {day}. Pido foto para el seguro.
            Aviso al almacén: ese palé salió con demasiada altura.

            Recogidas y abonadas {n} {packs}.
            Repuesto con la siguiente ruta; lo dañado queda para el seguro.
            El producto estaba bien, solo cambió el cartón. El cliente se lo queda con un 15 %.
        """),
        gl=said("""
            Caixas esmagadas: {n} {packs} de {product}
            {product} co envase roto
            Golpe no transporte: {packs} de {product} abertas
            Recoller {n} {packs} danadas de {product}
            Palé envorcado na entrega do {day}

            {n} {packs} de {product} chegaron esmagadas; dentro hai bolsas rotas.
            O palé viña mal cinguido e envorcou ao baixalo. {n} {packs} de {product} non se poden vender.
            {name} asinou o albará {note} con reserva por envases rotos.

            {driver} confirma o golpe na rotonda de {town}.
            Recollida na ruta do {day}. Pido foto para o seguro.
            Aviso ao almacén: ese palé saíu con demasiada altura.

            Recollidas e abonadas {n} {packs}.
            Reposto coa seguinte ruta; o danado queda para o seguro.
            O produto estaba ben, só cambiou o cartón. O cliente queda con el cun 15 %.
        """),
        from_the_sea=False,
    ),
    Subject(
        "Solicitud",
        DELIVERY,
        _TEAM,
        9,
        (8, 2, 1),
        6,
        es=said("""
            Cambio de horario de reparto: antes de las {hour}
            Nueva dirección de entrega en {town}
            Cerrado por vacaciones: no repartir hasta el {date}
            Piden reparto también los {day}
            Entrar por la puerta de atrás, obras en la calle
            Añadir un segundo punto de entrega
            Que el repartidor llame antes de llegar

            Piden que el reparto llegue antes de las {hour}; después no hay nadie en la cocina.
            Cierran por vacaciones hasta el {date}. Anular los pedidos fijos.
            Con la temporada necesitan reparto también los {day}.
            Hay obras delante del local: la descarga tiene que ser por la calle de atrás.

            Hablado con {driver}: es posible si {town} pasa al principio de la ruta.
            La ruta va completa ese día; pregunto a {colleague} si cabe en la de la mañana.
            Cambiado en la ficha del cliente y en la hoja de ruta.

            Cambio hecho desde el {day}. {name} avisado.
            No es posible ese día; acordado el {day} como alternativa.
            Apuntado en la ficha y comunicado a los repartidores.
        """),
        gl=said("""
            Cambio de horario de reparto: antes das {hour}
            Novo enderezo de entrega en {town}
            Pechado por vacacións: non repartir ata o {date}
            Piden reparto tamén os {day}
            Entrar pola porta de atrás, obras na rúa
            Engadir un segundo punto de entrega
            Que o repartidor chame antes de chegar

            Piden que o reparto chegue antes das {hour}; despois non hai ninguén na cociña.
            Pechan por vacacións ata o {date}. Anular os pedidos fixos.
            Coa tempada precisan reparto tamén os {day}.
            Hai obras diante do local: a descarga ten que ser pola rúa de atrás.

            Falado con {driver}: é posible se {town} pasa ao principio da ruta.
            A ruta vai completa ese día; pregúntolle a {colleague} se cabe na da mañá.
            Cambiado na ficha do cliente e na folla de ruta.

            Cambio feito dende o {day}. {name} avisado.
            Non é posible ese día; acordado o {day} como alternativa.
            Apuntado na ficha e comunicado aos repartidores.
        """),
        fits="0 - 1 2 3 - -",
        from_the_sea=False,
    ),
    Subject(
        "Queja",
        DELIVERY,
        _TEAM,
        4,
        (4, 4, 1),
        12,
        es=said("""
            Malos modos del repartidor
            Dejaron la mercancía en la acera
            Descarga sin bajar a la cámara
            El repartidor no esperó a contar los bultos
            Furgoneta cruzada en la entrada del hotel

            {name} se queja del trato del repartidor: no quiso esperar a que contasen los bultos.
            Dejaron {n} {packs} en la acera con el local cerrado.
            El camión tapó la entrada de clientes media hora. No es la primera vez.

            Hablado con {driver}, que da otra versión: le metieron prisa por el tráfico.
            Paso el caso a {colleague}. Se hablará en la reunión del {day}.
            Llamo a {name} para escucharle con calma; agradece la llamada.

            Pedidas disculpas; cambiado el repartidor de la ruta de {town}.
            Aclarado con las dos partes. Queda apuntado en la hoja de ruta cómo descargar.
        """),
        gl=said("""
            Malos modos do repartidor
            Deixaron a mercadoría na beirarrúa
            Descarga sen baixar á cámara
            O repartidor non agardou a contar os vultos
            Furgoneta atravesada na entrada do hotel

            {name} quéixase do trato do repartidor: non quixo agardar a que contasen os vultos.
            Deixaron {n} {packs} na beirarrúa co local pechado.
            O camión tapou a entrada de clientes media hora. Non é a primeira vez.

            Falado con {driver}, que dá outra versión: metéronlle présa polo tráfico.
            Paso o caso a {colleague}. Falarase na reunión do {day}.
            Chamo a {name} para escoitar con calma; agradece a chamada.

            Pedidas desculpas; cambiado o repartidor da ruta de {town}.
            Aclarado coas dúas partes. Queda apuntado na folla de ruta como descargar.
        """),
        fits="0 1 1 0 2",
        from_the_sea=False,
    ),
]
