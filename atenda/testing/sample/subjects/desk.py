"""What the desk answers itself: prices, orders, the web shop, freezers on loan."""

from __future__ import annotations

from atenda.testing.sample.lists import FREEZERS, SHOP, TRADE
from atenda.testing.sample.subjects.kinds import Subject, said

_TEAM = "Atención ao cliente"

SUBJECTS = [
    Subject(
        "Consulta",
        TRADE,
        _TEAM,
        13,
        (9, 2, 0),
        3,
        es=said("""
            Precio de {product} para {n}0 {packs}
            ¿Cuándo vuelve a haber {product}?
            Alternativa a {product} para menú del día
            Disponibilidad de {product} para el {day}
            Ficha técnica y alérgenos de {product}
            Tarifa nueva de temporada
            ¿Sirven {product} por unidades?
            Formato más pequeño de {product}

            Preguntan precio de {product} para un banquete: serían {n}0 {packs}.
            Quieren saber si habrá {product} para el {day}. Si no, qué les podemos ofrecer.
            {name} necesita la ficha técnica de {product} por los alérgenos de la carta.
            Piden tarifa actualizada; la que tienen es de hace un año.

            Consultado con compras: entra el {day}.
            Preparo oferta con {other} como alternativa.
            {name} compara con otro proveedor y contesta el {day}.
            Ficha pedida a calidad.

            Enviada la oferta; hacen pedido de {n} {packs}.
            Contestado por teléfono. Apuntado en la ficha que les interesa {product}.
            Ficha técnica enviada.
            De momento no les encaja el precio; volver a llamar en temporada.
        """),
        gl=said("""
            Prezo de {product} para {n}0 {packs}
            Cando volve haber {product}?
            Alternativa a {product} para menú do día
            Dispoñibilidade de {product} para o {day}
            Ficha técnica e alérxenos de {product}
            Tarifa nova de tempada
            Serven {product} por unidades?
            Formato máis pequeno de {product}

            Preguntan prezo de {product} para un banquete: serían {n}0 {packs}.
            Queren saber se haberá {product} para o {day}. Se non, que lles podemos ofrecer.
            {name} precisa a ficha técnica de {product} polos alérxenos da carta.
            Piden tarifa actualizada; a que teñen é de hai un ano.

            Consultado con compras: entra o {day}.
            Preparo oferta con {other} como alternativa.
            {name} compara con outro provedor e contesta o {day}.
            Ficha pedida a calidade.

            Enviada a oferta; fan pedido de {n} {packs}.
            Contestado por teléfono. Apuntado na ficha que lles interesa {product}.
            Ficha técnica enviada.
            De momento non lles encaixa o prezo; volver chamar en tempada.
        """),
        fits="0 1 1 1 2 3 - -",
    ),
    Subject(
        "Solicitud",
        TRADE,
        _TEAM,
        10,
        (4, 4, 3),
        3,
        es=said("""
            Pedido urgente de {product} para mañana
            Añadir {n} {packs} de {product} al pedido {order}
            Anular {product} del pedido {order}
            Pedido repetido: anular uno de los dos
            Cambiar {product} por {other} antes de que salga
            Necesitan {n} {packs} hoy: boda mañana
            Adelantar el pedido del {day}

            Tienen una boda y se quedan cortos: necesitan {n} {packs} de {product} mañana sin falta.
            {name} quiere añadir {n} {packs} de {product} al pedido {order}, que sale el {day}.
            Hicieron el pedido dos veces por la web sin darse cuenta. Anular uno.
            Piden cambiar {product} por {other} si todavía no está preparado.

            Hablo con el almacén: llegamos si lo confirman antes de las {hour}.
            El pedido ya está cargado; {colleague} lo baja del camión.
            Puede recogerlo en el almacén a partir de las {hour}.

            Añadido y confirmado con {name}.
            Entregado con la furgoneta de {driver}.
            Anulado uno de los dos. Salió solo el bueno.
            No dio tiempo; lo recogió el cliente en el almacén.
        """),
        gl=said("""
            Pedido urxente de {product} para mañá
            Engadir {n} {packs} de {product} ao pedido {order}
            Anular {product} do pedido {order}
            Pedido repetido: anular un dos dous
            Cambiar {product} por {other} antes de que saia
            Precisan {n} {packs} hoxe: voda mañá
            Adiantar o pedido do {day}

            Teñen unha voda e quedan curtos: precisan {n} {packs} de {product} mañá sen falta.
            {name} quere engadir {n} {packs} de {product} ao pedido {order}, que sae o {day}.
            Fixeron o pedido dúas veces pola web sen se decatar. Anular un.
            Piden cambiar {product} por {other} se aínda non está preparado.

            Falo co almacén: chegamos se o confirman antes das {hour}.
            O pedido xa está cargado; {colleague} báixao do camión.
            Pode recollelo no almacén a partir das {hour}.

            Engadido e confirmado con {name}.
            Entregado coa furgoneta de {driver}.
            Anulado un dos dous. Saíu só o bo.
            Non deu tempo; recolleuno o cliente no almacén.
        """),
        fits="0 1 - 2 3 0 -",
    ),
    Subject(
        "Incidencia",
        FREEZERS,
        _TEAM,
        7,
        (3, 4, 3),
        26,
        es=said("""
            El arcón en cesión no enfría
            Arcón congelador averiado: marca −6 °C
            La vitrina de helados hace mucho ruido
            Salta el diferencial con nuestro arcón
            Retirar el arcón del local de {town}
            Junta de la puerta del arcón rota
            Piden un segundo arcón para la temporada

            El arcón que les cedimos marca −6 °C y no baja. Han pasado el género a otro congelador.
            Desde el {day} salta el diferencial cada vez que arranca el arcón.
            La junta de la puerta está rota y hace hielo. Temen perder la mercancía.
            {name} deja el local y pide que retiremos el arcón antes del {date}.

            Aviso dado al servicio técnico; pasan el {day} por la mañana.
            El técnico pide la placa del aparato. {name} manda foto.
            Es el compresor: sale a cuenta cambiar el arcón por otro.
            Hay uno revisado en el almacén; {driver} puede llevarlo en la ruta de {town}.
            Pieza pedida, tarda una semana. Dejamos un arcón pequeño mientras.

            Cambiado el arcón; el averiado queda en el taller.
            Reparado en el local: cambiada la junta y recargado el gas.
            Retirado y firmado el fin de la cesión.
        """),
        gl=said("""
            O conxelador en cesión non arrefría
            Conxelador avariado: marca −6 °C
            A vitrina dos xeados fai moito ruído
            Salta o diferencial co noso conxelador
            Retirar o conxelador do local de {town}
            Xunta da porta do conxelador rota
            Piden un segundo conxelador para a tempada

            O conxelador que lles cedemos marca −6 °C e non baixa. Pasaron o xénero a outro.
            Dende o {day} salta o diferencial cada vez que arranca o conxelador.
            A xunta da porta está rota e fai xeo. Temen perder a mercadoría.
            {name} deixa o local e pide que retiremos o conxelador antes do {date}.

            Aviso dado ao servizo técnico; pasan o {day} pola mañá.
            O técnico pide a placa do aparello. {name} manda foto.
            É o compresor: sae a conta cambiar o conxelador por outro.
            Hai un revisado no almacén; {driver} pode levalo na ruta de {town}.
            Peza pedida, tarda unha semana. Deixamos un conxelador pequeno mentres.

            Cambiado o conxelador; o avariado queda no taller.
            Reparado no local: cambiada a xunta e recargado o gas.
            Retirado e asinado o fin da cesión.
        """),
        fits="0 0 - 1 3 2 -",
        from_the_sea=False,
    ),
    Subject(
        "Incidencia",
        SHOP,
        _TEAM,
        5,
        (5, 3, 1),
        6,
        es=said("""
            No puede entrar en la web de pedidos
            La web no deja añadir {product}
            La web muestra precios sin su descuento
            No llega el correo de confirmación del pedido
            Usuario nuevo para la web de pedidos
            Pedido de la web que no entró: {order}

            {name} no recuerda la contraseña y el correo para cambiarla no le llega.
            Al añadir {product} la web dice que no está disponible, pero por teléfono sí se lo vendieron.
            Hicieron el pedido {order} por la web y aquí no aparece.
            Quieren un segundo usuario para la cocina, que solo pueda pedir.

            El correo del usuario era el de la antigua encargada. Cambiado.
            El producto estaba sin activar para su tarifa. Activado por {colleague}.
            No hay rastro del pedido; el cliente no llegó a confirmarlo. Lo metemos a mano.

            Ya entra. Hecho un pedido de prueba con {name} al teléfono.
            Creado el usuario y enviadas las instrucciones.
            Pedido metido a mano; sale el {day}.
        """),
        gl=said("""
            Non pode entrar na web de pedidos
            A web non deixa engadir {product}
            A web amosa prezos sen o seu desconto
            Non chega o correo de confirmación do pedido
            Usuario novo para a web de pedidos
            Pedido da web que non entrou: {order}

            {name} non lembra o contrasinal e o correo para cambialo non lle chega.
            Ao engadir {product} a web di que non está dispoñible, pero por teléfono si llo venderon.
            Fixeron o pedido {order} pola web e aquí non aparece.
            Queren un segundo usuario para a cociña, que só poida pedir.

            O correo do usuario era o da antiga encargada. Cambiado.
            O produto estaba sen activar para a súa tarifa. Activado por {colleague}.
            Non hai rastro do pedido; o cliente non chegou a confirmalo. Metémolo a man.

            Xa entra. Feito un pedido de proba con {name} ao teléfono.
            Creado o usuario e enviadas as instrucións.
            Pedido metido a man; sae o {day}.
        """),
        fits="0 1 - - 3 2",
        from_the_sea=False,
    ),
    Subject(
        "Queja",
        TRADE,
        _TEAM,
        3,
        (2, 4, 2),
        14,
        es=said("""
            Nadie coge el teléfono a partir de las {hour}
            Descontentos: tres pedidos seguidos con errores
            Amenazan con cambiar de proveedor
            Prometieron llamar el {day} y no llamaron
            Subida de precio de {product} sin avisar

            {name} está muy molesto: es el tercer pedido seguido con algún error.
            Dice que llamó {n} veces el {day} y no le cogió nadie.
            Le subieron {product} sin avisar y se enteró por la factura {invoice}.

            Llamo y escucho. Pide hablar con {colleague}.
            Reviso los últimos pedidos: dos incidencias reales y un malentendido.
            Preparo con administración una compensación para la próxima factura.

            Hablado con calma; queda conforme con un 5 % en los dos próximos pedidos.
            Visita hecha por el comercial. Sigue con nosotros.
            Explicada la subida y mantenido el precio anterior hasta fin de mes.
        """),
        gl=said("""
            Ninguén colle o teléfono a partir das {hour}
            Descontentos: tres pedidos seguidos con erros
            Ameazan con cambiar de provedor
            Prometeron chamar o {day} e non chamaron
            Suba de prezo de {product} sen avisar

            {name} está moi anoxado: é o terceiro pedido seguido con algún erro.
            Di que chamou {n} veces o {day} e non lle colleu ninguén.
            Subíronlle {product} sen avisar e decatouse pola factura {invoice}.

            Chamo e escoito. Pide falar con {colleague}.
            Reviso os últimos pedidos: dúas incidencias reais e un malentendido.
            Preparo con administración unha compensación para a vindeira factura.

            Falado con calma; queda conforme cun 5 % nos dous vindeiros pedidos.
            Visita feita polo comercial. Segue connosco.
            Explicada a suba e mantido o prezo anterior ata fin de mes.
        """),
        fits="1 0 0 - 2",
        from_the_sea=False,
    ),
]
