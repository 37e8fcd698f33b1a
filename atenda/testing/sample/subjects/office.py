"""What goes wrong on paper: invoices, credit notes, bank accounts."""

from __future__ import annotations

from atenda.testing.sample.lists import MONEY
from atenda.testing.sample.subjects.kinds import Subject, said

_TEAM = "Administración"

SUBJECTS = [
    Subject(
        "Incidencia",
        MONEY,
        _TEAM,
        12,
        (6, 4, 1),
        11,
        es=said("""
            Factura {invoice}: cobrado un precio distinto del acordado
            Error de precio en {product}, factura {invoice}
            La factura {invoice} no lleva el descuento pactado
            Factura duplicada por el pedido {order}
            Diferencia de {euros} en la factura {invoice}
            IVA mal aplicado en la factura {invoice}
            Facturadas {n} {packs} que se devolvieron

            En la factura {invoice} figura {product} a un precio que no es el acordado. La diferencia son {euros}.
            {name} dice que le han facturado dos veces el pedido {order}.
            No se aplicó el descuento de temporada. Piden rectificar {invoice} antes de pagar.
            Les facturaron {n} {packs} de {product} que el repartidor se llevó de vuelta.

            Comprobado en la tarifa: tienen razón, el precio acordado venció el {date} y no se renovó.
            Pido a {colleague} la autorización del abono de {euros}.
            El albarán {note} dice otra cosa; mando copia a {name} para que lo vea.
            El descuento no entró porque el pedido se partió en dos.
            A la espera de que su gestoría confirme los datos.

            Emitido abono de {euros} y enviada la factura corregida.
            Rectificativa enviada; {name} confirma que ya cuadra.
            La factura era correcta: explicado con los albaranes delante.
            Actualizada la tarifa del cliente para que no se repita.
        """),
        gl=said("""
            Factura {invoice}: cobrado un prezo distinto do acordado
            Erro de prezo en {product}, factura {invoice}
            A factura {invoice} non leva o desconto pactado
            Factura duplicada polo pedido {order}
            Diferenza de {euros} na factura {invoice}
            IVE mal aplicado na factura {invoice}
            Facturadas {n} {packs} que se devolveron

            Na factura {invoice} figura {product} a un prezo que non é o acordado. A diferenza son {euros}.
            {name} di que lle facturaron dúas veces o pedido {order}.
            Non se aplicou o desconto de tempada. Piden rectificar {invoice} antes de pagar.
            Facturáronlles {n} {packs} de {product} que o repartidor levou de volta.

            Comprobado na tarifa: teñen razón, o prezo acordado venceu o {date} e non se renovou.
            Pídolle a {colleague} a autorización do abono de {euros}.
            O albará {note} di outra cousa; mando copia a {name} para que o vexa.
            O desconto non entrou porque o pedido partiuse en dous.
            Á espera de que a súa xestoría confirme os datos.

            Emitido abono de {euros} e enviada a factura corrixida.
            Rectificativa enviada; {name} confirma que xa cadra.
            A factura era correcta: explicado cos albarás diante.
            Actualizada a tarifa do cliente para que non se repita.
        """),
        fits="0 0 2 1 0 - 3",
        from_the_sea=False,
    ),
    Subject(
        "Solicitud",
        MONEY,
        _TEAM,
        10,
        (9, 1, 0),
        5,
        es=said("""
            Duplicado de la factura {invoice}
            No reciben las facturas por correo
            Cambio de datos fiscales desde el {date}
            Cambio de cuenta bancaria para los recibos
            Certificado de retenciones / modelo 347
            Piden agrupar los albaranes en una factura al mes
            Enviar las facturas también a la gestoría
            Resumen de compras del año para la declaración

            Necesitan copia de la factura {invoice} para su gestoría.
            Desde el {date} la empresa cambia de nombre y de NIF; mandan la escritura.
            Las facturas no les llegan al correo desde hace semanas. Han mirado también en el correo no deseado.
            Prefieren una sola factura al mes en lugar de una por albarán.
            Cambian de banco: piden el formulario de domiciliación.

            Enviado el formulario SEPA para que lo devuelvan firmado.
            Falta la firma del apoderado; se lo digo a {name}.
            El correo de la ficha tenía una letra cambiada. Corregido.
            Pregunto a {colleague} si hay que rehacer las facturas del trimestre.

            Enviado por correo. {name} confirma que lo recibió.
            Datos cambiados en la ficha y en el programa de facturación.
            Domiciliación cambiada desde el próximo vencimiento.
        """),
        gl=said("""
            Duplicado da factura {invoice}
            Non reciben as facturas por correo
            Cambio de datos fiscais dende o {date}
            Cambio de conta bancaria para os recibos
            Certificado de retencións / modelo 347
            Piden agrupar os albarás nunha factura ao mes
            Enviar as facturas tamén á xestoría
            Resumo de compras do ano para a declaración

            Precisan copia da factura {invoice} para a súa xestoría.
            Dende o {date} a empresa cambia de nome e de NIF; mandan a escritura.
            As facturas non lles chegan ao correo dende hai semanas. Miraron tamén no correo lixo.
            Prefiren unha soa factura ao mes no canto dunha por albará.
            Cambian de banco: piden o formulario de domiciliación.

            Enviado o formulario SEPA para que o devolvan asinado.
            Falta a sinatura do apoderado; dígollo a {name}.
            O correo da ficha tiña unha letra cambiada. Corrixido.
            Pregúntolle a {colleague} se hai que refacer as facturas do trimestre.

            Enviado por correo. {name} confirma que o recibiu.
            Datos cambiados na ficha e no programa de facturación.
            Domiciliación cambiada dende o vindeiro vencemento.
        """),
        fits="0 2 1 4 - 3 - -",
        from_the_sea=False,
    ),
    Subject(
        "Incidencia",
        MONEY,
        _TEAM,
        6,
        (3, 4, 3),
        16,
        es=said("""
            Recibo devuelto: factura {invoice}, {euros}
            Cobrado dos veces el recibo de {euros}
            Abono pendiente desde el {date}
            Pago de {euros} que no aparece
            Cliente bloqueado por riesgo con el pago hecho
            Piden aplazar el pago de {euros}

            El banco devolvió el recibo de la factura {invoice}. {name} dice que ya lo arregló con su oficina.
            Tienen dos cargos de {euros} con la misma fecha.
            Pagaron {euros} por transferencia el {date} y aquí sigue pendiente; el pedido {order} está retenido por eso.
            Esperan un abono de {euros} desde el {date} y no lo ven en las facturas.

            Pido a {name} el justificante de la transferencia.
            Localizado el ingreso: venía a nombre de otra sociedad del grupo.
            Consultado con {colleague}: se puede liberar el pedido con el justificante.
            Contabilidad lo mira con el banco; contestan el {day}.
            {name} propone pagar en dos plazos. Pendiente de autorización.

            Aplicado el pago y desbloqueado el cliente.
            Devuelto el cargo duplicado.
            Acordados dos plazos; el primero, el {day}.
            Abono hecho por transferencia.
        """),
        gl=said("""
            Recibo devolto: factura {invoice}, {euros}
            Cobrado dúas veces o recibo de {euros}
            Abono pendente dende o {date}
            Pago de {euros} que non aparece
            Cliente bloqueado por risco co pago feito
            Piden aprazar o pago de {euros}

            O banco devolveu o recibo da factura {invoice}. {name} di que xa o arranxou coa súa oficina.
            Teñen dous cargos de {euros} coa mesma data.
            Pagaron {euros} por transferencia o {date} e aquí segue pendente; o pedido {order} está retido por iso.
            Agardan un abono de {euros} dende o {date} e non o ven nas facturas.

            Pídolle a {name} o xustificante da transferencia.
            Localizado o ingreso: viña a nome doutra sociedade do grupo.
            Consultado con {colleague}: pódese liberar o pedido co xustificante.
            Contabilidade mírao co banco; contestan o {day}.
            {name} propón pagar en dous prazos. Pendente de autorización.

            Aplicado o pago e desbloqueado o cliente.
            Devolto o cargo duplicado.
            Acordados dous prazos; o primeiro, o {day}.
            Abono feito por transferencia.
        """),
        fits="0 1 3 2 2 -",
        from_the_sea=False,
    ),
]
