import { listed } from "./opt-words.ts";
import type { OptWords } from "./opt-words.ts";

/** French as it is texted in Canada and in France; elided words are one word with the next: `menvoyer`. */
export const FRENCH: OptWords = {
  strong: listed(
    "desabonner, desabonnement, desabonnez, desabonne, me desabonner, desinscription, desinscrire, " +
      "me desinscrire, desinscrivez",
  ),
  plain: listed("arret, arreter, arretez, arrete, annuler"),
  likely: listed(
    "fin, stopper, stoppez, resilier, cesser, cessez, supprimer, supprimez, ca suffit, assez, retirer, " +
      "retirez moi, plus de messages, plus de sms, plus de textos, arret texto, arret sms, degagez, " +
      "fichez moi la paix, arretez ca, annulez, annulez tout, resiliez, effacer, plus rien, annuler abonnement, " +
      "resilier abonnement",
  ),
  polite: "svp s il te plait tplt vous plait sil te stp merci maintenant moi immediatement bonjour tout de suite",
  meanings: {
    // What is asked for.
    stop:
      "arretiez stop arrete arretes arretez arreter arretons darreter cesse cesses cessez cesser stoppe stoppez " +
      "stopper stopez",
    halt: "arrete arretez arreter cesse cessez stoppez",
    cancel: "arret annul* resili* desactiv* suspend* termine* mettre_fin mettez_fin",
    unsubscribe: "desabon* desinscri* dezabon* desabonn*",
    remove: "sortir retir* enlev* supprim* effac* raye* rayer rayez radi* ote otez oter sortez elimin*",
    removed: "retire retiree enleve supprime efface raye radie enlevee",
    lose: "perdez jetez oubliez",
    leave: "quitte fous laiss* fiche* fich* fout* lach*",
    alone: "en_paix tranquil* paix camp",
    keep: "encore continu* persist* recommenc*",
    use: "utilisez utiliser",
    refuse: "refuse",
    revoke: "retire revoque",
    // Texting somebody.
    reaching:
      "ecrire contacter texter deranger harceler solliciter importuner relancer achaler embeter gosser spammer " +
      "emmerder ecrivez",
    reached: "contacte* derange* sollicite* harcele*",
    write:
      "ecriviez textiez contactiez derangiez ecri ecris ecrivez ecrire ecrive contactez contacter contacte " +
      "contactes textez texter texte textes derangez deranger derange harcelez harceler sollicitez solliciter " +
      "importunez importuner relancez relancer achalez achaler achale embetez embeter envoyez envoyer envoie " +
      "envoies envoi ecriver ecrivent envoyiez gossez spammez spammer",
    annoy: "derangez harcelez importunez embetez",
    calling: "appel appels appeler appelez",
    send: "envoyez envoyer envoie envoies",
    sending: "envoyer recevoir",
    hear: "entendre parler",
    get: "etre savoir recevoir recois avoir recu",
    getting: "recevoir recois",
    // What is sent, and from which list.
    texts:
      "message messages texto textos sms msgs msg pub pubs publicite publicites sollicitation sollicitations spams " +
      "envois communications",
    notice: "politique promo promos promotions notifications offres alertes rappels avis",
    these: "cest ca cela ceci tout toute tous",
    anything: "nouvelles rien",
    list:
      "liste listes fichier fichiers base systeme registre registres repertoire dossier dossiers contacts envois " +
      "donnees",
    otherlist: "attente dattente prix invites courses",
    goods: "arretez_vous arrete_toi",
    topic: "infolettre courriel",
    number:
      "ce/mon/cette/notre_numero/telephone/cellulaire/cell/cel numero num telephone cellulaire cell cel nom contact " +
      "coordonnees tel infos informations",
    kind: "abonnement inscription service",
    // Who.
    me: "me m moi nous ce/mon/cette/notre_numero/telephone/cellulaire/cell/cel ici",
    my: "son mon ma mes ce notre",
    i: "jen jai je j",
    you: "vous tu",
    them: "le",
    person: "numero personne",
    // No.
    no: "non sans zero pas aucun aucune",
    not: "ne n pas jamais aucun aucune",
    nor: "ni",
    never: "n ne",
    nomore: "plus pu pus jamais rien",
    more: "plus autre autres",
    again: "plus jamais encore rien desormais avenir",
    // Wanting.
    want: "prefere preferer* veux veut voulons voudrais souhait* desir* aimerais besoin interess* veu jveux jveu",
    interest: "interess*",
    rather: "prefere prefererais",
    have: "na nai avez as ai",
    allowed: "droit",
    // Saying.
    said: "dire dis dit ecrit demande repondu envoye",
    say: "dit ecrit envoye demande repondu dis",
    ask: "dit demande demander prie merci priere veuillez pouvez pourriez exige",
    sign: "inscrit inscrite abonne abonnee demande autorise autorisee",
    signup: "inscrit inscrite abonne abonnee",
    give: "donne donner donnez",
    consent: "consens consent* accord autorisation",
    // Complaints.
    fedup: "ca_va_faire suffit marre tanne* assez ras_le_bol ecoeure*",
    spam: "harcelement",
    threat: "signale signaler signalez bloque* plainte avocat police denonc* poursui*",
    regulator: "crtc cnil",
    insult: "allez_au_diable foutez_le_camp",
    wrong: "mauvais mauvaise faux trompe* erreur",
    belong: "appartient",
    many: "trop",
    times: "fois",
    // Between the others.
    to: "a au",
    of: "de d des du aux avec",
    for: "pour",
    the: "cette cet ces ta tes la le l les vos votre ton des",
    and: "et ou",
    be: "etre detre suis est",
    how: "comment",
    why: "pourquoi",
    if: "prochaine si encore",
    please:
      "s_il sil_vous/te_plait s_v_p plait immediate donc bien deja svp stp merci immediatement maintenant bonjour " +
      "suite de_suite du_tout veuillez priere",
    break: "quand parce mais",
    // What takes the meaning away.
    later: "avant tant jusqua aujourdhui demain soir plutot pendant quand",
    instead: "plutot",
    changed: "mien mienne nouveau ancien",
    joke: "drole mdr gentil gentils gentille rire adorable",
    mistake: "erreur",
  },
};
