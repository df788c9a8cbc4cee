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
    "no mas, nunca mas, cese, cesen, cancelar todo, cancela todo, cancele todo, cancelen todo, basta, basta ya, para ya, parale, parenle, cancelen, quiero baja, baja inmediata, cancele, " +
      "detenga, detengan, detente, salir, borrarme, eliminarme, borrar, eliminar, desinscribirme, desinscribir, " +
      "desapuntarme, terminar, fin, ya basta, ya no, ya no mas, suspender, alto ya, no molestar, no molesten, " +
      "no moleste, pierdete, no llamar, no escribir, cancelar suscripcion, cancelar la suscripcion, anular suscripcion, " +
      "para, detengase, no mensajes, paren ya, pare ya, quitarme, quitenme, equivocado, bloqueado, bloqueada, bloqueados, reportado, reportados, nada mas de ustedes, nada mas de usted",
  ),
  polite: "favor porfavor porfa gracias ya ahora inmediatamente senor senora muchas si",
  endings: {
    ar: "ar e en es ando ara aran aras ase asen",
    er: "er a an as iendo iera ieran ieras",
    ir: "ir a an as iendo iera ieran ieras",
  },
  meanings: {
    // What is asked for.
    stop:
      "para_con para_ya para_de stop alto pare paren parad parar parale parenle detenga detengan detener detenganse " +
      "deten detente cese cesen cesar basta evite eviten evitar paren_de corte pararan ces~ar suspend~er " +
      "interrump~ir evit~ar abstengase abstenganse abstenerse cortenla cortala cortale finalic~ar pares " +
      "si_no_paran/dejan/cesan corten_con corten_ya",
    halt: "alto pare paren parar",
    cancel:
      "silencien silencie cancel* anul* desactiv* apag* termin* suspend* suspenda* deten* interrump~ir deteng~er " +
      "suspend~er ces~ar desactiv~ar desactive silenci~ar cancel~ar quiten_los pausen",
    unsubscribe:
      "desuscr* desinscr* desapunt* darme/darnos/darse/deme/denme/dame/dadme/denos/dennos_de_baja " +
      "dar/den/de/doy/date/dense_de_baja desuscriv* desinscriban desuscriban desuscribanme " +
      "dar/dame/den/denme_de_vaja dardebaja darmedebaja",
    baja: "baja vaja",
    remove:
      "quitar quita quitas quito_estos/este/mi/los/esto quitan quiten quites quitad quitando quitara quitaran quitase quite_me/nos/mi/este/ese/el/la/lo " +
      "quitemos kitar kita kiten kites qitar qita qiten quitenos quiteme quitemelo kiteme kitenos qiteme borr~ar borra borras borran elimin* " +
      "saque saquen saques sacar saca sacas sacan saqueme saquenos sacame sacanos sacarme remuev* remov~er remover " +
      "retirar retira retiran retiren retires retirando retireme retirenos excluy* descart* tachar tachen tacheme tachenme tachame desech* omit~ir suprim* depur~ar",
    removed: "borrado eliminado fuera",
    take: "baje bajen",
    lose: "pierdan pierda olvide olviden olvidense",
    leave: "deje dejen deja dejar dejad dejaran dejara dejes dejas dejarian dejo dejaria",
    alone: "en_paz tranquil* quieto quieta",
    out: "fuera salir salgo salirme",
    keep: "seguir siguen sigue contin* esten este sigan siga estar estes",
    use: "uso usar usen use el_uso utilicen utilizar",
    refuse: "opongo niego rechazo prohibo prohibido",
    revoke: "retiro revoco retirar revocar",
    // Texting somebody.
    reaching:
      "preguntar escribir escribiendo escribirle contactar contactando molestar molestando textear texteando " +
      "fastidiar fastidiando acosar acosando joder jodiendo chingar chingando fregar fregando jorobar insistir " +
      "mensajear acosandome escrib~ir contact~ar molest~ar texte~ar mensaje~ar fastidi~ar acos~ar insist~ir avis~ar " +
      "notific~ar hostig~ar bombarde~ar comunic~ar spame~ar",
    reached: "contactado contactada molestado molestada escrito mandado enviado llamado_y_escrito",
    write:
      "escribieran escribiera mandaran mandara enviaran contactaran contactara molestaran llegando textees " +
      "texteando escriba escriban escribas escribir escribirle escribe contacte contacten contactar contactes " +
      "moleste molesten molestes molestar molestando escribiendo contactando texteen textee textear mande manden " +
      "mandes mandar mandando envie envien envies enviar enviando mensajeen fastidien fastidie acosen acosando " +
      "marquen busque busquen insista insistan joda jodan jodiendo chingar chinguen chingando fregar frieguen " +
      "lleguen avisen notifiquen escrib~ir mand~ar envi~ar contact~ar molest~ar texte~ar mensaje~ar fastidi~ar " +
      "acos~ar avis~ar notific~ar notifiqu~ar hostig~ar bombarde~ar comunic~ar busc~ar busqu~ar remit~ir hag_llegar " +
      "llegue",
    text: "text",
    annoy:
      "molestando acosando fastidiando chingando jodiendo molest~ar hostig~ar bombarde~ar llenando inundando " +
      "molestan cansan fastidian hartan cuestan despiertan saturan molesto molestos pesados",
    calling: "llamadas llamar llamando llamen llame",
    send:
      "mande manden mandes mandar mandando envie envien envies enviar enviando enviarlas enviarlos mandarlos llegar " +
      "lleguen mand~ar envi~ar remit~ir",
    sending:
      "mandar mandando enviar enviando enviarlas enviarlos recibir recibiendo mandarlos envio envios remitir llegar " +
      "llegando mand~ar envi~ar remit~ir",
    get: "recibir resibir recivir resivir ser estar star seguir saber tener figurar aparecer llega llegan",
    // What is sent, and from which list.
    texts:
      "informacion mensaje mensajes mensajito* mensajit* mensages mensage mesajes textos texto sms msj msjs mjs mj " +
      "whatsapp* wasap* spam publicidad propaganda correspondencia comunicacion* msg msgs msjes mensaj sms_s tex " +
      "textito textitos robot",
    notice:
      "mas_informacion mas_info politica promocion* promos notificacion* tonterias chingaderas pendejadas basura anuncios ofertas avisos recordatorios " +
      "alertas cupones encuestas noticias publicidades cosas promo descuentos campanas anuncio oferta recordatorio " +
      "publicidad propagandas aviso links link enlaces enlace novedades boletin boletines cupon",
    these: "es eso esto estos estas esos todo todos esta",
    anything: "ningun/ninguna_lado/lugar/parte nd nada ninguna ningun ninguno",
    list:
      "ahi alli lista listas base sistema sistemas registro registros grupo contactos directorio agenda difusion " +
      "basededatos listado listados envios suscripcion suscripciones directorios archivos padron",
    otherlist: "lista_de_espera espera precios invitados compras",
    number:
      "mi/este/nuestro/ese_numero/telefono/celular/movil/cel numero numeros telefono celular movil cel datos nombre " +
      "contacto informacion num nro nmero numro tel fono celu linea lineas datos_de_contacto " +
      "informacion_de_contacto",
    kind: "suscripcion subscripcion servicio",
    // Who.
    me: "mi/este/nuestro/ese_numero/telefono/celular/movil/cel me nos aqui este_medio mi_tel/cel/celu/fono/movil",
    mine: "mi_mama/papa/esposo/esposa/hijo/hija mi_abuela/abuelo/madre/padre/tia/hermana/hermano/nina/nino",
    my: "mi este nuestro mis esta",
    i: "yo_ya",
    you: "te ustedes usted",
    them: "los les lo le",
    person: "esa_persona persona numero",
    // No.
    no: "no sin cero",
    not: "no nunca jamas ni tampoco sin ningun nadie",
    nor: "ni",
    nomore: "no_mas ya_no basta_de nunca_mas nomas",
    more: "mas",
    again: "mas nunca jamas nuevo otra_vez vez",
    // Wanting.
    want:
      "acepto tengo_interes quiero kiero qiero queremos quiere deseo desea deseamos quisiera quisieramos necesito " +
      "necesitamos interesa interesan interesada interesado gustaria prefiero preferiria",
    interest: "interesa interesado interesada",
    rather: "prefiero preferiria",
    have: "tengo tiene tienen han ha has",
    // Saying.
    said: "decir digo dije pedi escribi puse mande dice dicen",
    say: "dije dicho pedi escribi puse mande envie",
    ask: "pedir pido pedi dije agradeceria agradezco solicito favor ruego exijo ordeno",
    sign: "suscribi inscribi solicite registre autorice autorizo acepte suscribo di_permiso apunte apuntado pedi",
    give: "di dieran diera den dar dio dieron",
    consent: "consentimiento permiso autorizacion permisos consentimientos autorice permisso",
    // Complaints.
    fedup:
      "basta_de basta chole harto harta hartos cansado cansada cans* fastidio fastidiado cansaron " +
      "estoy_harto/harta/hartos cansad* hart* fastidi* aburrid* estuvo_bueno ya_estuvo " +
      "hasta_la/las_madre/coronilla/narices hasta_el_gorro/copete",
    spam: "acoso hostigamiento acosando",
    threat:
      "demand* report* denunci* bloque* quej* profeco abogad* policia condusef consumidor demandar abogado abogada",
    regulator: "profeco condusef ift aepd ultima_advertencia ultimo_aviso",
    wrong: "incorrecto equivocad* equivoc* equivocado equivocada equivocados mal",
    belong: "pertenece",
    many: "demasiados muchos demasiado tanto tantos tanta tantas cuantas",
    times: "veces",
    // Between the others.
    to: "volver volvieran para a que vuelva vuelvan vuelvas k q ke",
    of: "de d del con",
    in: "en",
    the: "un una esa ese esas esos la el las los su sus tu tus",
    all: "todos todas",
    and: "y o ni",
    be: "soy es somos son estan",
    how: "como que_palabra que_debo/tengo que_hay_que que_pongo que_mando",
    why: "hasta_cuando porque por_que",
    if: "si otro proximo proxima siguiente",
    please:
      "x fa porfavor porfa favor por gracias ya ahora inmediatamente senor senora xfa porfis plis plox muchas aqui " +
      "si hola buenas buenos dias tardes les le se por_favor x_favor de_verdad en_serio por_dios de_inmediato " +
      "inmediata inmediato en_mi_vida en_la_vida nunca jamas atentamente xfavor de_una_vez en_adelante " +
      "en_tu/su_vida",
    break: "cuando hasta porque pero",
    // What takes the meaning away.
    later: "llamenme llameme todavia aun hasta manana hoy cuando mientras antes despues no_mas_llegue nomas_llegue",
    instead: "",
    changed: "mio nuevo viejo otro anterior",
    joke: "jaja jajaja moreno delgado flaco gordo rubio guero pelo barba lentes gafas ojos piel volumen edificio",
    mistake: "error equivocacion perdon/disculpa/disculpe/disculpen_por",
    signup: "suscribi inscribi registre apunte suscrito inscrito",
    know: "conozco conosco conocemos reconozco se sabemos",
    at: "aqui aki aca en_este_numero/domicilio en_esta_casa",
    lives: "vive viven trabaja trabajan",
    meant: "busca buscan buscas cree creen crees piensa piensan destinado destinados dirigido dirigidos",
    right: "correcto correcta indicado indicada",
    customer: "cliente clienta clientes paciente pacientes alumno alumna miembro socio inquilino estudiante",
    stranger: "otra/otra_persona otra_gente desconocido desconocida otro_dueno",
    relative:
      "esposo esposa mama papa madre padre hija hermano hermana tia tio abuela abuelo novia novio pregunte pregunta " +
      "hable el_va ella_va dijo",
    day:
      "lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto " +
      "septiembre octubre noviembre diciembre navidad",
    moved: "mudo mude mudamos gradu* divorci*",
    died: "fallecio murio fallecido fallecida difunto difunta muerto muerta ya_no_esta_con_nosotros viuda",
    last: "ultimo ultima",
    only: "solo solamente unicamente",
    reassigned:
      "reasignado reasignaron nuevo_dueno anterior_dueno un_numero/telefono_viejo/anterior telefono/celular/cel_de_la/mi_empresa/oficina telefono/celular/cel_de_empresa/trabajo era_de antes_era este/ese_era_su/el cambio_de_numero/telefono/celular",
    visit: "cita citas turno pedido reserva reservacion clase consulta entrenamiento",
    daily: "diario todos_los_dias a_diario cada_dia/rato/hora/semana a_cada_rato todo_el_dia a_todas_horas",
    useless: "inutil no_sirve no_sirven no_me_sirve/sirven",
    privacy: "arco rgpd lopd derecho_de derechos_arco",
    removal: "cancelacion oposicion supresion eliminacion remocion",
    bye: "adios chao chau",
    part: "parte",
    need: "hace_falta tiene_caso es_necesario",
    never: "",
    who: "quien quienes",
    law: "ilegal viola violan violando privacidad",
    topic: "mejor/solo_por_correo",
    goods:
      "papel factura facturas recibo caja cajas paquete paquetes pedido pedidos orden comida producto correo cartas " +
      "foto fotos tecnico mensajeria",
    ties: "hijo hijos ninos cuenta nada_que_ver relacion",
    can: "puede pueden puedes podria podrian podrias",
    nagging: "preguntar insistir preguntando insistiendo",
    allowed: "bienvenid* permitid*",
    made: "haga hagan",
    turn: "apaguen apague apaga",
  },
};
