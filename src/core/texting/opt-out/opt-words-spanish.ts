import { listed } from "./opt-words.ts";
import type { OptWords } from "./opt-words.ts";

/** Spanish as it is texted in the Americas and in Spain. */
export const SPANISH: OptWords = {
  strong: listed(
    "darme de baja, dar de baja, darse de baja, deme de baja, dame de baja, denme de baja, desuscribirme, " +
      "desuscribir, desuscribirse",
  ),
  plain: listed("alto, parar, pare, paren, baja, cancelar, detener, detenganse"),
  likely: listed(
    "no mas, basta, basta ya, para ya, parale, parenle, cancelen, quiero baja, baja inmediata, cancele, " +
      "detenga, detengan, detente, salir, borrarme, eliminarme, borrar, eliminar, desinscribirme, desinscribir, " +
      "desapuntarme, terminar, fin, ya basta, ya no, ya no mas, suspender, alto ya, no molestar, no molesten, " +
      "no moleste, no llamar, no escribir, cancelar suscripcion, cancelar la suscripcion, anular suscripcion, " +
      "no mensajes, paren ya, pare ya, quitarme, quitenme",
  ),
  polite: "favor porfavor porfa gracias ya ahora inmediatamente senor senora muchas si",
  meanings: {
    // What is asked for.
    stop:
      "para_con para_ya para_de stop alto pare paren parad parar parale parenle detenga detengan detener detenganse " +
      "deten detente cese cesen cesar basta evite eviten evitar paren_de corte corten pararan",
    halt: "alto pare paren parar",
    cancel: "silencien silencie cancel* anul* desactiv* apag* termin* suspend* suspenda* deten*",
    unsubscribe:
      "desuscr* desinscr* desapunt* darme/darnos/darse/deme/denme/dame/dadme/denos/dennos_de_baja " +
      "dar/den/de/doy/date/dense_de_baja desuscriv*",
    baja: "baja vaja",
    remove: "quit* kit* borr* elimin* saqu* sac* remuev* remov* retir* excluy* descart*",
    removed: "borrado eliminado fuera",
    take: "baje bajen",
    lose: "pierdan pierda olvide olviden olvidense",
    leave: "deje dejen deja dejar dejad dejaran dejara dejes dejas dejarian dejo",
    alone: "en_paz tranquil* quieto quieta",
    out: "fuera salir salgo salirme",
    keep: "seguir siguen sigue contin* esten este sigan siga estar estes",
    use: "uso usar usen use",
    refuse: "opongo niego rechazo",
    revoke: "retiro revoco retirar revocar",
    // Texting somebody.
    reaching:
      "preguntar escribir escribiendo escribirle contactar contactando molestar molestando textear texteando " +
      "fastidiar fastidiando acosar acosando joder jodiendo chingar chingando fregar fregando jorobar insistir " +
      "mensajear acosandome",
    reached: "contactado contactada molestado molestada",
    write:
      "escribieran escribiera mandaran mandara enviaran contactaran contactara molestaran llegando textees " +
      "texteando escriba escriban escribas escribir escribirle escribe contacte contacten contactar contactes " +
      "moleste molesten molestes molestar molestando escribiendo contactando texteen textee textear mande manden " +
      "mandes mandar mandando envie envien envies enviar enviando mensajeen fastidien fastidie acosen acosando " +
      "marquen busque busquen insista insistan joda jodan jodiendo chingar chinguen chingando fregar frieguen " +
      "lleguen llegue avisen notifiquen",
    text: "text",
    annoy: "molestando acosando fastidiando chingando jodiendo",
    calling: "llamadas llamar llamando llamen llame",
    send:
      "mande manden mandes mandar mandando envie envien envies enviar enviando enviarlas enviarlos mandarlos llegar " +
      "lleguen",
    sending: "mandar mandando enviar enviando enviarlas enviarlos recibir recibiendo mandarlos",
    get: "recibir recibiendo resibir recivir resivir ser estar star seguir saber tener",
    // What is sent, and from which list.
    texts:
      "informacion mensaje mensajes mensajito* mensajit* mensages mensage mesajes textos texto sms msj msjs mjs mj whatsapp* " +
      "wasap* spam publicidad propaganda correspondencia comunicacion*",
    notice:
      "mas_informacion mas_info politica promocion* promos notificacion* anuncios ofertas avisos recordatorios " +
      "alertas cupones encuestas noticias publicidades cosas",
    these: "es eso esto estos estas esos todo todos esta",
    anything: "nd nada ninguna ningun ninguno",
    list: "ahi alli lista listas base sistema sistemas registro registros grupo contactos directorio agenda",
    otherlist: "lista_de_espera espera precios invitados compras",
    number:
      "mi/este/nuestro/ese_numero/telefono/celular/movil/cel numero numeros telefono celular movil cel datos nombre " +
      "contacto informacion num",
    kind: "suscripcion subscripcion servicio",
    // Who.
    me: "mi/este/nuestro/ese_numero/telefono/celular/movil/cel me nos aqui este_medio",
    mine: "mi_mama/papa/esposo/esposa/hijo/hija",
    my: "mi este nuestro mis esta",
    i: "yo_ya",
    you: "te ustedes usted",
    them: "los les lo le",
    person: "esa_persona persona numero",
    // No.
    no: "no sin cero",
    not: "no nunca jamas ni tampoco sin ningun",
    nor: "ni",
    nomore: "no_mas ya_no basta_de nunca_mas",
    more: "mas",
    again: "mas nunca jamas nuevo otra_vez vez",
    // Wanting.
    want:
      "acepto tengo_interes quiero kiero qiero queremos quiere deseo desea deseamos quisiera quisieramos necesito " +
      "necesitamos interesa interesan interesada interesado gustaria prefiero preferiria",
    interest: "interesa interesado interesada",
    rather: "prefiero preferiria",
    have: "tengo tiene tienen",
    // Saying.
    said: "decir digo dije pedi escribi puse mande",
    say: "dije dicho pedi escribi puse mande envie",
    ask: "pido pedi dije agradeceria agradezco solicito favor ruego exijo ordeno",
    sign: "suscribi inscribi pedi solicite registre autorice autorizo",
    give: "di dieran diera den dar",
    consent: "el_uso consentimiento permiso autorizacion",
    // Complaints.
    fedup: "basta_de basta chole harto harta hartos cansado cansada cans* fastidio fastidiado cansaron",
    spam: "acoso",
    threat: "demand* report* denunci* bloque* quej* profeco abogad* policia",
    regulator: "profeco",
    wrong: "incorrecto equivocad* equivoc*",
    belong: "pertenece",
    many: "demasiados muchos demasiado tanto tantos tanta tantas",
    times: "veces",
    // Between the others.
    to: "volver volvieran para a que vuelva vuelvan vuelvas k q ke",
    of: "de d del con",
    in: "en",
    the: "un una esa ese esas esos la el las los su sus tu tus",
    all: "todos todas",
    and: "y o ni",
    be: "soy es",
    how: "como",
    why: "porque por_que",
    if: "si otro",
    please:
      "x fa porfavor porfa favor por gracias ya ahora inmediatamente senor senora xfa porfis plis plox muchas aqui " +
      "si hola buenas buenos dias tardes les le se por_favor x_favor",
    break: "cuando hasta porque pero",
    // What takes the meaning away.
    later: "llamenme llameme todavia aun hasta manana hoy cuando mientras antes despues",
    instead: "",
    changed: "mio nuevo viejo otro anterior",
    joke: "jaja jajaja moreno delgado flaco gordo rubio guero pelo barba lentes gafas ojos piel volumen edificio",
    mistake: "error equivocacion",
  },
};
