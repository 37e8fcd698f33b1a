"""What goes wrong in the store: too little, the wrong thing, not good enough."""

from __future__ import annotations

from atenda.testing.sample.lists import ORDERS, QUALITY
from atenda.testing.sample.subjects.kinds import Subject, said

_TEAM = "Almacén"

SUBJECTS = [
    Subject(
        "Incidencia",
        ORDERS,
        _TEAM,
        16,
        (4, 5, 2),
        7,
        es=said("""
            Pedido incompleto: faltan {n} {packs} de {product}
            Faltan {n} {packs} de {product} en el pedido {order}
            Albarán {note}: aparecen {n} {packs} que no llegaron
            No llegó {product} en el pedido del {day}
            Falta {product}: facturado y no servido
            Pedido {order} servido a medias
            Recibidos {n} bultos menos de los que pone el albarán {note}

            Al revisar la mercancía del {day} faltaban {n} {packs} de {product}. El albarán {note} las da por servidas.
            Llama {name}: el pedido {order} llegó sin {product}. El repartidor no sabía nada; firmado con reserva.
            Contaron los bultos al guardarlos en la cámara y no cuadran: faltan {n} {packs} de {product}.
            Pidieron {n} {packs} de {product} y no vino ninguna. Lo necesitan para el fin de semana.

            Revisada la preparación del pedido {order}: se quedaron {n} {packs} en el muelle 2 sin cargar.
            En el sistema consta preparado completo. Pido a {colleague} que mire las cámaras del muelle.
            Hay existencias de {product} (lote {lot}), se puede reponer mañana en la ruta de {town}.
            El repartidor confirma que descargó lo que llevaba y que faltaba ya al cargar.
            Rotura de existencias: no entra {product} hasta el {day}. Ofrezco {other} al mismo precio.
            {name} acepta recibirlo con el próximo pedido, pero quiere que no se le facture hasta entonces.

            Repuestas {n} {packs} en la ruta de hoy. {name} confirma que está todo.
            No quedaba {product}: se abona en la factura {invoice} y el cliente está conforme.
            Apareció la mercancía en otro pedido de la misma ruta; entregada esta tarde.
            Enviado con la ruta de las {hour}. Firmado en el albarán {note}.
        """),
        gl=said("""
            Pedido incompleto: faltan {n} {packs} de {product}
            Faltan {n} {packs} de {product} no pedido {order}
            Albará {note}: constan {n} {packs} que non chegaron
            Non chegou {product} no pedido do {day}
            Falta {product}: está na factura e non o serviron
            Pedido {order} servido a medias
            Recibidos {n} vultos menos dos que pon o albará {note}

            Ao revisar a mercadoría do {day} faltaban {n} {packs} de {product}. O albará {note} dáas por servidas.
            Chama {name}: o pedido {order} chegou sen {product}. O repartidor non sabía nada e asinouse con observación.
            Contaron os vultos ao gardalos na cámara e non cadran: faltan {n} {packs} de {product}.
            Pediron {n} {packs} de {product} e non veu ningunha. Fálalles para a fin de semana.

            Revisada a preparación do pedido {order}: quedaron {n} {packs} no peirao de carga 2.
            No sistema consta preparado completo. Pídolle a {colleague} que mire as cámaras do peirao de carga.
            Hai existencias de {product} (lote {lot}), pódese repoñer mañá na ruta de {town}.
            O repartidor confirma que descargou o que levaba e que xa faltaba ao cargar.
            Sen existencias: non entra {product} ata o {day}. Ofrezo {other} ao mesmo prezo.
            {name} acepta recibilo co vindeiro pedido, pero quere que non se lle facture ata entón.

            Repostas {n} {packs} na ruta de hoxe. {name} confirma que está todo.
            Non quedaba {product}: abónase na factura {invoice} e o cliente está conforme.
            Apareceu a mercadoría noutro pedido da mesma ruta; entregada esta tarde.
            Enviado coa ruta das {hour}. Asinado no albará {note}.
        """),
        from_the_sea=False,
    ),
    Subject(
        "Incidencia",
        ORDERS,
        _TEAM,
        10,
        (5, 4, 1),
        8,
        es=said("""
            Producto equivocado: llegó {other} en lugar de {product}
            Enviaron {other} y habían pedido {product}
            Pedido {order}: cambiadas {n} {packs} de {product}
            Referencia {code} cambiada en el albarán {note}
            Calibre distinto del pedido: {product}
            Pidieron {product} y recibieron otra cosa

            En el pedido {order} venía {other} en vez de {product}. Lo tienen apartado en la cámara sin abrir.
            {name} dice que es la segunda vez que le cambian {product}. Pide que lo recojan y traigan lo suyo.
            La etiqueta de la caja dice {product}, pero dentro hay {other}. Manda foto.

            Error al preparar: están las dos en la misma calle. Aviso a {colleague} para cambiarlas de sitio.
            Pendiente de que el cliente mande la foto de la etiqueta y del lote.
            Recogida y cambio previstos para el {day} en la ruta de {town}.
            El pedido lo tomó otra persona y apuntó {other}; el error es nuestro desde el principio.

            Cambiado en la ruta del {day}; lo devuelto vuelve a cámara tras comprobar la temperatura.
            El cliente se queda con {other} a precio de {product}. Rectificada la factura {invoice}.
            Entregado {product} y recogido lo otro. {name} da las gracias.
        """),
        gl=said("""
            Produto trabucado: chegou {other} no canto de {product}
            Mandaron {other} e pediran {product}
            Pedido {order}: cambiadas {n} {packs} de {product}
            Referencia {code} trocada no albará {note}
            Calibre distinto do pedido: {product}
            Pediron {product} e recibiron outra cousa

            No pedido {order} viña {other} en vez de {product}. Téñeno apartado na cámara sen abrir.
            {name} di que é a segunda vez que lle trocan {product}. Pide que o recollan e lle traian o seu.
            A etiqueta da caixa di {product}, pero dentro hai {other}. Manda foto.

            Erro ao preparar: as dúas referencias están na mesma rúa. Aviso a {colleague} para mudalas de sitio.
            Pendente de que o cliente mande a foto da etiqueta e do lote.
            Recollida e cambio previstos para o {day} na ruta de {town}.
            O pedido tomouno outra persoa e apuntou {other}; o erro é noso dende o principio.

            Trocado na ruta do {day}; o devolto volve á cámara despois de comprobar a temperatura.
            O cliente queda con {other} a prezo de {product}. Rectificada a factura {invoice}.
            Entregado {product} e recollido o outro. {name} dá as grazas.
        """),
    ),
    Subject(
        "Queja",
        QUALITY,
        _TEAM,
        8,
        (2, 5, 4),
        14,
        es=said("""
            {product}: mucho glaseo y poco peso
            Queja por la calidad de {product}, lote {lot}
            {product} con olor extraño al descongelar
            Espinas en {product}: reclamación de un cliente suyo
            Talla pequeña en {product}: no es lo de siempre
            Peso escurrido por debajo de lo que dice la caja ({product})

            Descongelaron {n} {packs} de {product} y el peso escurrido no llega al de la etiqueta. Lote {lot}.
            {name} dice que {product} del lote {lot} no tiene la calidad de otras veces y que así no puede servirlo.
            Un comensal devolvió el plato: {product} con mal olor. Guardan el resto por si queremos analizarlo.
            La pieza es mucho más pequeña que la que compran siempre y les sale más cara la ración.

            Pido al proveedor el certificado del lote {lot}.
            Hay otra queja del mismo lote; hablo con {colleague} para bloquearlo hasta saber más.
            Probada una muestra del lote en el almacén: el peso escurrido está en el límite.
            El proveedor pide fotos de la etiqueta y del producto descongelado. Solicitadas a {name}.
            Calidad lo ha visto: el lote está bien, pero el calibre va justo.

            Abonado el 50 % de {n} {packs} y cambiado el lote. Lote {lot} devuelto al proveedor.
            El análisis sale correcto; explicado a {name}, que prefiere probar con otro calibre.
            Recogida la mercancía y abonada entera. Lote retirado de la venta.
        """),
        gl=said("""
            {product}: moito glaseado e pouco peso
            Queixa pola calidade de {product}, lote {lot}
            {product} con cheiro estraño ao desconxelar
            Espiñas en {product}: reclamación dun cliente seu
            Talla pequena en {product}: non é o de sempre
            Peso escorrido por baixo do que di a caixa ({product})

            Desconxelaron {n} {packs} de {product} e o peso escorrido non chega nin de lonxe ao da etiqueta. Lote {lot}.
            {name} di que {product} do lote {lot} non ten a calidade doutras veces e que así non o pode servir.
            Un comensal devolveu o prato: {product} con mal cheiro. Gardan o resto por se o queremos analizar.
            A peza é moito máis pequena ca a que mercan sempre e sáelles máis cara a ración.

            Pídolle ao provedor o certificado do lote {lot}.
            Hai outra queixa do mesmo lote; falo con {colleague} para bloquealo ata saber máis.
            Probada unha mostra do lote no almacén: o peso escorrido está no límite.
            O provedor pide fotos da etiqueta e do produto desconxelado. Solicitadas a {name}.
            Calidade xa o viu: o lote está ben, pero o calibre vai xusto.

            Abonado o 50 % de {n} {packs} e trocado o lote. Lote {lot} devolto ao provedor.
            A análise sae correcta; explicado a {name}, que prefire probar con outro calibre.
            Recollida a mercadoría e abonada enteira. Lote retirado da venda.
        """),
    ),
    Subject(
        "Devolución",
        QUALITY,
        _TEAM,
        7,
        (5, 3, 1),
        18,
        es=said("""
            Devolución de {n} {packs} de {product}
            Caducidad corta en {product} ({expiry})
            Recoger {n} {packs} de {product} sin abrir
            Quieren devolver {product}: pidieron de más
            Devolución por fin de temporada: {n} {packs}
            {product} con fecha {expiry}: no le da tiempo a gastarlo

            Pidieron de más y quieren devolver {n} {packs} de {product}, sin abrir y en congelador.
            La caducidad es {expiry} y no les da tiempo a gastarlo. Piden cambio por producto con fecha más larga.
            {name} cierra el local hasta la temporada y pregunta si recogemos {n} {packs} de {product}.

            Autorizada la recogida si la temperatura es correcta al cargar.
            Recogida apuntada en la ruta de {town} del {day}.
            El repartidor mide −14 °C al recoger: no puede volver a cámara. Consulto con {colleague}.
            Pendiente de que {name} confirme cuántas cajas quedan cerradas.

            Recogidas {n} {packs}; abono emitido con la factura {invoice}.
            Cambiado por lote {lot}, con un año por delante.
            No procede la devolución por la temperatura; se le hace un 10 % en el próximo pedido y lo acepta.
        """),
        gl=said("""
            Devolución de {n} {packs} de {product}
            Caducidade curta en {product} ({expiry})
            Recoller {n} {packs} de {product} sen abrir
            Queren devolver {product}: pediron de máis
            Devolución por fin de tempada: {n} {packs}
            {product} con data {expiry}: non lle dá tempo a gastalo

            Pediron de máis e queren devolver {n} {packs} de {product}, sen abrir e no conxelador.
            A caducidade é {expiry} e non lles dá tempo a gastalo. Piden cambio por produto con data máis longa.
            {name} pecha o local ata a tempada e pregunta se recollemos {n} {packs} de {product}.

            Autorizada a recollida se a temperatura é correcta ao cargar.
            Recollida apuntada na ruta de {town} do {day}.
            O repartidor mide −14 °C ao recoller: non pode volver á cámara. Consulto con {colleague}.
            Pendente de que {name} confirme cantas caixas quedan pechadas.

            Recollidas {n} {packs}; abono emitido coa factura {invoice}.
            Trocado polo lote {lot}, cun ano por diante.
            Non procede a devolución pola temperatura; fáiselle un 10 % no vindeiro pedido e acéptao.
        """),
    ),
    Subject(
        "Solicitud",
        QUALITY,
        _TEAM,
        4,
        (7, 2, 1),
        12,
        es=said("""
            Trazabilidad del lote {lot} de {product}
            Piden el certificado sanitario del lote {lot}
            Inspección de sanidad: necesitan papeles de {product}
            Documento de capturas de {product}
            Origen y zona FAO de {product}

            Tienen inspección el {day} y necesitan la trazabilidad de {product}, lote {lot}.
            {name} pide la zona FAO y el arte de pesca de {product} para la carta.
            Les falta el certificado del lote {lot} en el archivo de la cocina.

            Pedido al proveedor; suele tardar dos días.
            Tengo el certificado, falta el documento de capturas.
            Enviado lo que había; {name} dice que el inspector quiere también la factura de compra.

            Enviados certificado y documento de capturas a su correo.
            Enviado todo en un PDF; {name} confirma que la inspección fue bien.
        """),
        gl=said("""
            Trazabilidade do lote {lot} de {product}
            Piden o certificado sanitario do lote {lot}
            Inspección de sanidade: precisan papeis de {product}
            Documento de capturas de {product}
            Orixe e zona FAO de {product}

            Teñen inspección o {day} e precisan a trazabilidade de {product}, lote {lot}.
            {name} pide a zona FAO e a arte de pesca de {product} para a carta.
            Fáltalles o certificado do lote {lot} no arquivo da cociña.

            Pedido ao provedor; adoita tardar dous días.
            Teño o certificado, falta o documento de capturas.
            Enviado o que había; {name} di que o inspector quere tamén a factura de compra.

            Enviados certificado e documento de capturas ao seu correo.
            Enviado todo nun PDF; {name} confirma que a inspección foi ben.
        """),
        fits="0 2 0 02 1",
    ),
]
