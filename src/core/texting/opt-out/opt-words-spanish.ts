import type { OptWords } from "./opt-words.ts";

/** Spanish as it is texted in the Americas and in Spain. */
export const SPANISH: OptWords = {
  strong: [
    "darme de baja",
    "dar de baja",
    "darse de baja",
    "deme de baja",
    "dame de baja",
    "denme de baja",
    "desuscribirme",
    "desuscribir",
    "desuscribirse",
  ],
  plain: ["alto", "parar", "pare", "paren", "baja", "cancelar", "detener", "detenganse"],
  likely: [
    ...[
      "no mas",
      "basta",
      "basta ya",
      "para ya",
      "detenga",
      "detengan",
      "detente",
      "salir",
      "borrarme",
      "eliminarme",
      "borrar",
      "eliminar",
    ],
    ...[
      "desinscribirme",
      "desinscribir",
      "desapuntarme",
      "terminar",
      "fin",
      "ya basta",
      "ya no",
      "ya no mas",
      "suspender",
      "alto ya",
    ],
    ...[
      "no molestar",
      "no molesten",
      "no moleste",
      "no llamar",
      "no escribir",
      "no mensajes",
      "paren ya",
      "pare ya",
      "quitarme",
      "quitenme",
    ],
  ],
  polite: "x favor por favor porfavor porfa gracias ya ahora inmediatamente senor senora muchas si",
  about:
    "mensaj|text|sms|msj|mjs|whats|spam|publicid|propagand|promocion|notificac|anunci|ofert|env|mand|escri|contact|molest|fastid|acos|baja|desus|desins|" +
    "list|base de datos|sistema|registro|numero|telefono|celular|movil|datos|nombre|consent|permiso|autori|stop|paz|recib|pare|alto|marquen|llegu",
  names: {
    mensajes:
      "mensajes?|mensajitos?|textos?|sms|msj|msjs|mjs|whatsapps?|spam|publicidad|propaganda|promociones|promocion|notificaciones|anuncios|ofertas",
    relleno:
      "mas|los|las|estos|esos|esas|estas|sus|tus|su|tu|este|ese|tantos|todos|ningun|ninguna|otro|de|con|por|favor|el|la|recibir|recibiendo|mi|a|para|texto|me|en|que",
    enviar: "env\\w+|mand\\w+",
    escribir: "escrib\\w+|contact\\w+|molest\\w+|text\\w+|fastidi\\w+|acos\\w+|marquen|mensaje\\w+",
    cortesia:
      "por favor|x favor|porfavor|porfa|gracias|ya|nunca|nunca mas|mas|otra vez|jamas|de nuevo|ahora|inmediatamente|muchas gracias|a este (?:numero|telefono)|por (?:aqui|este medio)|nada",
    lista: "(?:listas?(?: de (?:\\w+|contactos|mensajes|difusion|correo))?|base de datos|sistema|contactos|registros)",
    numero: "(?:mi|este|nuestro) (?:numero|telefono|celular|contacto|movil)|mis datos",
  },
  phrases: [
    {
      say: [
        "(?:dej\\w+|par\\w*|deten\\w+|ces\\w+|basta|evit\\w+) (?:ya |por favor |porfavor |porfa )?de (?:(?:estar|seguir|me|nos|le|andar) )*(?:<enviar>|<escribir>|acosando|molestando)",
        "(?:dej\\w+|par\\w*|deten\\w+|termin\\w+|suspend\\w+) (?:ya )?(?:con |de )?<relleno>* <mensajes>",
        "(?:dej\\w+|quiero dejar|quisiera dejar) de recibir (?:<relleno> )*(?:<mensajes>|esto|estos|(?:<cortesia> )*$)",
        "(?:dej\\w+)(?:me|nos)? (?:me |nos )?en paz",
      ],
      unless: ["(?:no|nunca) (?:\\w+ )?(?:dej\\w+|par\\w+|deten\\w+) de"],
    },
    {
      say: [
        "(?:no|ya no|nunca|jamas) (?:quiero que |deseo que )?(?:me|nos|le) (?:vuelv\\w+ a |sig\\w+ |est\\w+ )?<enviar> <relleno>* (?:<mensajes>|nada)",
        "(?:no|ya no|nunca|jamas) (?:quiero que |deseo que )?(?:me|nos|le) (?:vuelv\\w+ a |sig\\w+ |est\\w+ )?<enviar> (?:<cortesia> )*$",
        "(?:no|ya no|nunca|jamas) (?:quiero que |deseo que )?(?:me|nos|le) (?:vuelv\\w+ a |sig\\w+ |est\\w+ )?<escribir> (?:<cortesia>)",
        "(?:no|ya no|nunca|jamas) (?:quiero que |deseo que )?(?:me|nos|le) (?:vuelv\\w+ a |sig\\w+ |est\\w+ )?<escribir> $",
        "no vuelv\\w+ a (?:<enviar>|<escribir>)",
        "(?:no|ya no) <enviar> (?:mas )?<relleno>* <mensajes>",
        "(?:no|ya no) (?:escriban|escriba|contacten|molesten|moleste|manden|envien) (?:mas|<cortesia>)",
        "(?:no|ya no) (?:quiero|deseo|quisiera|queremos|me interesa|necesito) (?:seguir )?(?:recibir|recibiendo )?<relleno>* <mensajes>",
        "(?:no|ya no) (?:quiero|deseo|quisiera|queremos|me interesa) (?:seguir )?(?:recibir|recibiendo) (?:(?:nada|esto|estos|mas|de ustedes|suyo|<cortesia>) )+$",
        "(?:no|ya no) (?:quiero|deseo|queremos) (?:que )?(?:ser|me|saber|estar) (?:contactad\\w|molestad\\w|contacten|molesten|nada de ustedes|mas de ustedes|en (?:su|la|esta) lista)",
      ],
      unlessAnywhere: [
        "todavia|aun|hasta|mejor (?:llam|correo)\\w*|manana|hoy|llamenme|cuando|mientras|si no|antes|despues de las",
      ],
    },
    {
      say: [
        "(?:dar|dadme|darme|darnos|darse|darle|dame|deme|denme|dennos|dese|doy|date) (?:\\w+ )?de baja(?! (?:de|del|en|el|la|las|los|mi|mis|un|una|al|a|esa|ese|esta|este) (?!(?:<relleno> )*(?:<mensajes>|<lista>|suscripcion|servicio de)))",
        "(?:solicito|pido|quiero|quisiera|tramiten) (?:la|mi) baja(?! (?:de|del|en) (?!(?:<relleno> )*(?:<mensajes>|<lista>|suscripcion)))",
        "me (?:quiero|quisiera|gustaria) (?:dar de baja|desuscribir|desinscribir|borrar|eliminar|salir)(?! (?:de|del) (?!(?:<relleno> )*(?:<mensajes>|<lista>|suscripcion)))",
        "desuscr\\w+(?! (?:de|del) (?!(?:<relleno> )*(?:<mensajes>|<lista>)))",
        "(?:quit|kit|borr|elimin|saqu|sac|remuev|remov|retir)\\w* (?:me |nos |a )?(?:<numero> )?(?:(?:de|a) )?(?:(?:la|su|tu|esta|esa|sus|todas|las|estas|esas|cualquier) )+<lista>",
        "(?:quit|kit|borr|elimin|saqu|sac|remuev|remov|retir)\\w* <numero> (?:<cortesia> )*(?:de .*)?$",
        "(?:salir|salirme|borrarme|eliminarme|quitarme|bajarme) de (?:(?:la|su|esta|sus|tu) )+<lista>",
        "(?:cancel|termin|suspend|anul)\\w* <relleno>* (?:suscripcion (?:a|de) )?<relleno>* <mensajes>",
        "(?:retiro|revoco|no (?:di|doy|he dado)) (?:mi|el|ningun) (?:consentimiento|permiso|autorizacion)",
        "no autoric\\w* |no autorizo",
        "(?:numero|persona) equivocad\\w (?:y )?(?:stop|alto|pare\\w*|no (?:me )?(?:escrib|mand|envi|contact)\\w+)",
        "no mas <relleno>* <mensajes>",
        "no me llegu\\w+ <relleno>* <mensajes>",
        "^(?:alto|paren|pare) $",
        "^stop (?:ya|por favor|con|de|mensajes|a)",
        "(?:les|te|le|ya) (?:les |te |le )?(?:dije|he dicho|pedi|escribi|puse) (?:que )?(?:stop|alto|paren|pararan|dejaran|pare)",
      ],
      unless: [
        "no (?:quiero|me quiero|deseo) (?:\\w+ )?(?:dar\\w*|dar de|cancelar|desuscr\\w+)",
        "cita|pedido|orden|reserva\\w*",
      ],
    },
  ],
};
