"""Words that no rule of `stemming.py` brings together, or keeps apart."""

from __future__ import annotations

# Nouns that differ by their last letter alone, and words whose end is no ending: each by itself and its plural.
_APART = """
    caso casa copa copo cuento cuenta conto banco banca punto punta cargo carga plazo plaza prazo praza suelo suela
    bolso bolsa ramo rama rato rata foco foca marco marca fruto fruta libro libra velo vela palo pala cubo cuba peso
    pesa manto manta cesto cesta gorro gorra resto resta modo moda medio media pato pata puerto porto puerta porta
    barco barca metro meta base vaso clase serie seria serio torno torna bono bueno costa costo coste corte corta
    corto parte parto tazo taza gasto gasta pena pino pina piña toma tomo tono tona tapa tapo cola colo cuello collo
    rosa roso raza mano mana mona mono lago laga palma pasta pasto pozo poza peza pieza pico pica polo pola rey rei
    ley lei nota noto olla papa pasa paso piso pisa posta puesto posto puesta puente ponte ruta ruto ruido sala salo
    sello sella seta seto solo sola tela tele tina tino tiro tira vena viga vino viña estado sabado mercado marido
    dolar taller camaron martin alguien reclamo extremo prestamo proximo anonimo supremo crisis tesis dosis seis
    dieciseis mais demais depois autobus virus bonus status campus interes ingles frances portugues gales leones
    cordobes vigues marques reves estres mes pais luna helado cuero hoja correo correa queixo mesa gasa data dato
    plata prata plato prato marta pedro conta
"""


def _alone() -> dict[str, str]:
    found = {}
    for word in _APART.split():
        found[word] = word
        if word[-1] in "aeiou":
            found[f"{word}s"] = word
        elif word[-1] != "s":
            found[f"{word}es"] = word
    return found


ALONE = _alone()

# A line is one meaning: what a verb does to its own vowels and consonants, and what the two languages call it.
_FAMILIES = """
    reclamar reclamo
    solicitar solicitud solicitude
    prestar préstamo
    cargar carga
    marcar marca
    gastar gasto
    costar coste costo cuesta custo
    cortar corte
    pesar peso
    sellar sello
    anotar nota anotación
    tapar tapa
    confirmar confirme
    devolver devolución devuelto devolto
    resolver resolución resuelto resolto
    romper roto rotura rompe
    hacer hago haz hizo hice hecho facer fai fago fixo fixen feito
    decir dice dicho digo dijo dicir dixo dito
    poner puesto puso posto poñer puxo pon pongo
    ver visto vio veo viu
    tener tuvo tenía ter tivo teño tengo
    querer quiso quixo
    poder pudo puido puede pode
    saber supo sei soubo
    traer trajo traído traer trouxo
    salir sale salgo salida saír sae saio saída saíu
    abrir abierto aberto apertura
    cerrar cierre pechar peche
    escribir escrito escribir
    imprimir impreso impresión
    pedir pedido pide pidió pedimento pedimiento
    medir medida mide
    seguir sigue siguió segue
    elegir elige elegido elixir
    corregir corrección corrixir
    recibir recepción recibo
    queja quejar queixa queixar
    caja caixa
    dejar deixar
    bajar baixar baja baixa
    pescado peixe
    leche leite
    noche noite
    ocho oito
    derecho dereito
    techo teito
    trabajo trabajar traballo traballar
    hoja folla
    hijo fillo
    ojo ollo
    mejor mellor
    espejo espello
    viejo vello
    consejo consello
    aconsejar aconsellar
    llamar chamar
    llegar chegar
    llave chave
    lleno cheo
    lluvia chuvia
    llevar levar
    plaza praza
    plazo prazo
    blanco branco
    obligar obrigar
    empleo emprego emplear empregar empleado empregado
    cumplir cumprir cumplimiento cumprimento
    playa praia
    plato prato
    puerta porta
    puente ponte
    puerto porto
    cuenta conta contar
    pieza peza
    cuello colo
    bueno bo boa
    vino viño
    luna lúa
    color cor
    dolor dor
    salud saúde
    volar voar
    dinero diñeiro cartos
    vecino veciño
    camino camiño
    cocina cociña
    gallina galiña
    harina fariña
    sardina sardiña
    mano man
    hermano irmán
    mañana mañá
    semana semá
    viernes venres
    miércoles mércores
    enero xaneiro
    junio xuño
    julio xullo
    septiembre setiembre setembro
    octubre outubro
    diciembre decembro
    hablar falar
    hambre fame
    hierro ferro
    horno forno
    hielo xeo
    hilo fío
    huevo ovo
    huelga folga
    helado xeado
    cuatro catro
    cuadro cadro
    cuando cando
    ciudad cidade
    mercancía mercadoría mercadería
    avería avaría averiar avariar
    retraso retrasar atraso atrasar demora
    almacén almacenar almacenado
    presupuesto orzamento
    fecha data
    calle rúa
    carretera estrada
    izquierda esquerda
    siguiente seguinte
    ventana xanela
    silla cadeira
    cuchillo coitelo
    ayer onte
    hoy hoxe
    ahora agora
    reunión xuntanza
    juzgado xulgado
    mantener manter mantén mantenimiento mantemento
    mover movimiento movemento
    crecimiento crecemento
    vencimiento vencemento
    nacimiento nacemento
    rendimiento rendemento
    conocer coñecer conocimiento coñecemento
    establecimiento establecemento
    abastecimiento abastecemento
    procedimiento procedemento
    requerimiento requirimento
    recoger recoller recollida
    escoger escoller
    coger coller
    error erro
    lejos lonxe
    encuesta enquisa
    respuesta responder respondido
    propuesta propoñer proponer proposta
    compuesto composto componer compoñer
    calentar quentar caliente quente
    sucio suxo
    amarillo amarelo
    rojo vermello
    naranja laranxa
    cuero coiro
    tijeras tesoiras
    lápiz lapis
    suciedad sucidade
    mitad metade
    edad idade
    voluntad vontade
    amistad amizade
    iglesia igrexa
    regla regra
    flojo frouxo
    diferente distinto
    deuda débeda
    duda dúbida
    cambio cambiar troco trocar
    cuota cota
    conductor condutor
    producto produto
    actual actualidade
    proyecto proxecto
    objeto obxecto
    sujeto suxeito
    efecto efectuar
    defecto defectuoso
    lector ler leer lectura
    creer crer
    caer caída caeu
    oír oíu oído
    construir construción construcción
    reducir reducción redución
    producir producción produción
    introducir introdución introducción
    traducir tradución traducción
    dirección dirixir dirigir enderezo
    conexión conectar
    extensión extender
    suspensión suspender
    revisión revisar
    emisión emitir
    permiso permitir
    admisión admitir
    decisión decidir
    división dividir
    venta vender vendido
    incidencia incidente
    análisis analizar análise
    palé palet pallet
    perfil perfís
    barril barrís
    civil civís
    fusil fusís
    ley lei
    rey rei
    aduana alfándega
    pagar pago pagamento
    cobrar cobro cobranza
"""
KIN = [line.split() for line in _FAMILIES.splitlines() if line.strip()]
