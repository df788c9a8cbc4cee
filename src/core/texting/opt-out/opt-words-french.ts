import type { OptWords } from "./opt-words.ts";

/** French as it is texted in Canada and in France; elided words are one word with the next: `menvoyer`. */
export const FRENCH: OptWords = {
  strong: [
    "desabonner",
    "desabonnement",
    "desabonnez",
    "desabonne",
    "me desabonner",
    "desinscription",
    "desinscrire",
    "me desinscrire",
    "desinscrivez",
  ],
  plain: ["arret", "arreter", "arretez", "arrete", "annuler"],
  likely: [
    ...[
      "fin",
      "stopper",
      "stoppez",
      "resilier",
      "cesser",
      "cessez",
      "supprimer",
      "supprimez",
      "ca suffit",
      "assez",
      "retirer",
      "retirez moi",
    ],
    ...[
      "plus de messages",
      "plus de sms",
      "plus de textos",
      "arret texto",
      "arret sms",
      "degagez",
      "fichez moi la paix",
      "arretez ca",
    ],
  ],
  polite: "svp s il te plait tplt vous plait sil te stp merci maintenant moi immediatement bonjour tout de suite",
  about:
    "messag|text|sms|msg|pub|promo|notif|sollicit|spam|envo|offre|ecri|contact|harcel|derang|embet|relanc|importun|desab|desins|list|base de|fichier|" +
    "systeme|repertoire|\\bmoi\\b|\\bnous\\b|numero|paix|tranquil|consent|stop|arret|recev|env|etre",
  names: {
    messages:
      "messages?|textos?|sms|msgs?|textes|texto|pubs?|publicites?|publicite|promotions?|promos?|notifications?|sollicitations?|spams?|envois?|offres",
    mots: "de|des|du|vos|les|ces|cette|votre|la|le|l|tous|toutes|tout|ce|avec|tes|recevoir|ton|d|autres|aucun|mes|mon|envoyer|denvoyer|lenvoi|vos|a|sur|par|texto|de",
    ecrire:
      "env\\w+|ecri\\w+|contact\\w+|harcel\\w+|spam\\w+|text\\w+|derang\\w+|sollicit\\w+|embet\\w+|relanc\\w+|importun\\w+",
    politesse:
      "svp|sil vous plait|sil te plait|stp|merci|immediatement|maintenant|jamais|rien|plus|du tout|desormais|de suite|tout de suite|a lavenir|par (?:texto|sms)|sur ce numero|a ce numero",
    liste: "(?:listes?(?: (?:de|d)\\w*(?: \\w+)?)?|base de donnees|fichiers?|contacts|systeme|repertoire)",
    moi: "moi|nous|mon (?:numero|nom|contact|telephone|cellulaire)|ce numero|mes (?:coordonnees|informations|infos)",
  },
  phrases: [
    {
      say: [
        "(?:arret\\w*|cess\\w+|stopp\\w+) (?:<politesse> )?(?:de |d)(?:me |m|nous |l|les |toujours )?(?:<ecrire>)",
        "(?:arret\\w*|cess\\w+|stopp?(?:ez|er|e)?) (?:(?:<mots>|ca|suite|maintenant|suffit|svp|merci|moi) ){1,8}<messages>",
        "(?:arret\\w*|cess\\w+|stopp?(?:ez|er|e)?) <messages>",
        "^stop (?:aux|les|vos|avec|maintenant|a vos|j\\w*|cest|c|vous|ca|assez|pourquoi|qui|trop|on|mauvais)",
        "^arretez? $",
      ],
      unlessAnywhere: ["gentil\\w*|mdr|lol|rire|adorable\\w*"],
      unless: ["(?:narret\\w+|ne \\w*arret\\w+|ne cess\\w+) (?:pas|jamais)"],
    },
    {
      say: [
        "(?:ne (?:me |m|nous |plus |plus me |pas me |jamais me )?|n)(?:<ecrire>) (?:plus|jamais)(?! (?:la|le|l\\w+|de (?!<messages>)|d[aeiou]\\w+) )",
        "ne (?:plus|jamais) (?:me |m|nous )?(?:contact\\w+|ecri\\w+|derang\\w+|text\\w+|sollicit\\w+|importun\\w+)",
        "(?:ne (?:me |m|nous )?|n|m)?(?:env\\w+|ecri\\w+) (?:plus|pas) (?:de|d|aucun|vos|ces|des) <mots>* <messages>",
        "(?:de|a) ne plus (?:me |m|nous )?(?:<ecrire>)",
        "ne plus recevoir (?:<mots> )*(?:<messages>|(?:<politesse> )*$)",
        "(?:j?veux|souhaite|desire|voudrais|veut|souhaitons|voulons|aimerais|souhaiterais|j?veu) (?:(?:pas|plus|pu|pus) )+(?:(?:recevoir|avoir|rien|etre|que|<mots>) ){0,5}(?:<messages>|contact\\w+|sollicit\\w+|derang\\w+|harcel\\w+|dans votre liste)",
        "(?:j?veux|souhaite|desire|voudrais|souhaitons|voulons|j?veu) (?:(?:pas|plus|pu|pus) )+(?:rien )?(?:recevoir|etre contact\\w+)(?: (?:rien|ca|cela|de votre part|de vous|<politesse>))* $",
        "veux (?:pas|plus) (?:que vous |quon )(?:me |m|nous )?(?:<ecrire>)",
        "^(?:<politesse> )*(?:plus|pu|pus) (?:de|aucun|jamais de) <messages> (?:(?:<politesse>|de (?:vous|votre part)) )*$",
        "plus besoin de (?:me |m)?<ecrire>",
        "(?:pas|aucun) (?:de )?<messages> (?:<politesse> )*$",
      ],
      unlessAnywhere: [
        "encore recu|avant|tant que|jusqua|aujourdhui|demain|ce soir|appelez|plutot|pendant|quand|courriel est|si ",
      ],
    },
    {
      say: [
        "(?:desabonn|desinscri)\\w+(?! (?:moi |nous )?(?:de|du|des|d\\w*|aux|au|a|ma|mon|mes|la|le|l\\w+|un|une|notre|son|sa) (?!(?:numero|telephone|cellulaire) )(?!(?:<mots> )*(?:<messages>|<liste>|service (?:de )?(?:sms|texto))))",
        "(?:retir|supprim|enlev|effac|ray|ot|sort|radi|elimin)\\w* <moi> (?:(?:de|des|du|dans) <mots>* <liste>|(?:<politesse> )*$|(?:<politesse> )?(?:et|de la|de votre))",
        "(?:retir|supprim|enlev|effac|ray|radi)\\w* (?:de|des) (?:(?:la|votre|vos|cette|toutes|ces|tes) )+<liste>",
        "etre (?:retire|enleve|supprime|efface|raye|desabonne|desinscrit|radie)\\w*(?: (?:de|des) <mots>* (?:<liste>|<messages>)| (?:<politesse> )*$)",
        "laiss\\w+ (?:moi|nous) (?:\\w+ )?(?:tranquilles?|en paix)",
        "(?:fich|fout)\\w+ (?:moi|nous) la paix",
        "lach\\w+ moi",
        "(?:comment|pour) (?:faire pour )?(?:me |se |m)?(?:desabonn\\w+|desinscri\\w+|arreter (?:<mots> )*<messages>|ne plus recevoir)",
        "(?:retire|revoque|pas donne|jamais donne) (?:mon|de|le) consentement",
        "(?:jai|jai deja|deja) (?:deja )?(?:dit|ecrit|envoye|demande|repondu) (?:\\w+ )?(?:stop|arret\\w*)",
        "(?:mauvais|faux) numero (?:alors )?(?:stop|arret\\w+|svp|merci de)",
        "(?:annul|resili|termin|suspend)\\w* (?:<mots> ){0,4}(?:abonnement (?:aux |a vos |a ces |au )(?:<mots> )*)?<messages>",
        "(?:annul|resili)\\w* (?:mon )?abonnement (?:aux|a vos|a ces) (?:<mots> )*<messages>",
      ],
      unless: ["(?:pas|jamais) (?:me |m)?(?:desabonn|desinscri)\\w+", "(?:par erreur|encore recevoir|garder)"],
    },
  ],
};
