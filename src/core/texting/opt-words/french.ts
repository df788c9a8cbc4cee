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
    "fin, fin des messages, fin des sms, fin des textos, plus jamais, jamais plus, arret total, stopper, stoppez, resilier, cesser, cessez, supprimer, supprimez, ca suffit, assez, retirer, " +
      "retirez moi, plus de messages, plus de sms, plus de textos, arret texto, arret sms, degagez, du balai, " +
      "fichez moi la paix, arretez ca, annulez, annulez tout, resiliez, effacer, plus rien, annuler abonnement, " +
      "resilier abonnement, bloque, bloquee, signale, rien de plus de vous, rien de plus de votre part",
  ),
  polite: "svp s il te plait tplt vous plait sil te stp merci maintenant moi immediatement bonjour tout de suite",
  endings: {
    er: "er ez e es iez ent",
    re: "re ez iez s",
  },
  meanings: {
    // What is asked for.
    stop:
      "arretiez stop arrete arretes arretez arreter arretons darreter cesse cesses cessez cesser stoppe stoppez " +
      "stopper stopez arret~er cess~er stopp~er stopp interromp~re evit~er suspend~re abstenez abstenir finissez " +
      "arreteriez cesseriez lache/lachez_laffaire",
    halt: "arrete arretez arreter cesse cessez stoppez arret~er cess~er stopp~er",
    cancel:
      "arret annul* resili* desactiv* suspend* termine* mettre_fin mettez_fin interromp~re desactiv~er stopp~er " +
      "suspend~re cess~er coupez coupe",
    unsubscribe: "desabon* desinscri* dezabon* desabonn* desabonez desabonner desabone desinscription desinscrire",
    remove:
      "sortir retirer retirez retirons retires retire_moi/nous/mon/ce/le/la/les enlev* supprim* effac* raye rayer rayez radier radiez radie ote otez oter sortez elimin* radi~er ray~er " +
      "enlev~er retir~er supprim~er effac~er biff~er sort~er elimin~er suppression effacement sors excluez exclure exclus exclues virez_moi/nous",
    removed: "retire retiree enleve supprime efface raye radie enlevee",
    lose: "perdez jetez oubliez oubli~er oublie perd~re jet~er",
    leave: "quitte fous laiss* fiche* fich* fout* lach* laiss~er lach~er fich~er foutez fout",
    alone: "en_paix tranquil* paix camp",
    keep: "encore continu* persist* recommenc*",
    use: "utilisez utiliser utilisation usage",
    refuse: "refuse oppose opposer interdis",
    revoke: "retire revoque revoqu*",
    // Texting somebody.
    reaching:
      "ecrire contacter texter deranger harceler solliciter importuner relancer achaler embeter gosser spammer " +
      "emmerder ecrivez prevenir demarch~er recontacter notifier avertir relancez demarcher",
    reached:
      "contacte* derange* sollicite* harcele* relance* recontacte* demarche* importune* spamme* ecrit envoye texte",
    write:
      "ecriviez textiez contactiez derangiez ecri ecris ecrivez ecrire ecrive contactez contacter contacte " +
      "contactes textez texter texte textes derangez deranger derange harcelez harceler sollicitez solliciter " +
      "importunez importuner relancez relancer achalez achaler achale embetez embeter envoyez envoyer envoie " +
      "envoies envoi ecriver ecrivent envoyiez gossez spammez spammer recontact~er contact~er notifi~er relanc~er " +
      "demarch~er spamm~er emmerd~er ennuy~er avertissez avertir prevenez envoy~er text~er harcel~er importun~er " +
      "bombard~er sollicit~er embet~er adressez adresser insistez insiste relance",
    annoy:
      "derangez harcelez importunez embetez harcel~er bombard~er sollicit~er perturbent derangent saoulez saoule " +
      "soulez gonflez emmerdez fatiguez ennuyez coutent reveillent saoulent gonflent agacent enervent polluent " +
      "gonfles soules saoules fatigues ennuies emmerdes",
    calling: "appel appels appeler appelez",
    send: "envoyez envoyer envoie envoies transmett~re envoy~er adresser adressez",
    sending: "envoyer recevoir adresser envoi envois reception envoyant recevant envoy~er",
    hear: "entendre parler",
    get: "etre savoir recevoir recois avoir recu recevrai resevoir",
    getting: "recevoir recois",
    // What is sent, and from which list.
    texts:
      "message messages texto textos sms msgs msg pub pubs publicite publicites sollicitation sollicitations spams " +
      "envois communications mess texte textes txt txts mesages smss comm communication reclames reclame spam " +
      "demarchage robot robots",
    notice:
      "trucs conneries betises politique promo promos promotions notifications offres alertes rappels avis offre promotion notif notifs " +
      "annonces annonce relances relance nouvelles actus invitations liens lien nouveautes bons coupons",
    these: "cest ca cela ceci tout toute tous sa",
    anything: "nouvelles rien nulle_part",
    list:
      "liste listes fichier fichiers base systeme registre registres repertoire dossier dossiers contacts envois " +
      "donnees diffusion groupe groupes mailing clients bdd annuaire carnet repertoires diffusions envoi",
    otherlist: "attente dattente prix invites courses",
    goods: "arretez_vous arrete_toi livreur papier facture factures colis commande photo photos courrier",
    topic: "infolettre courriel plutot_un/par/des/les_mail/mails/courriel/courriels/email",
    number:
      "ce/mon/cette/notre_numero/telephone/cellulaire/cell/cel numero num telephone cellulaire cell cel nom contact " +
      "coordonnees tel infos informations portable mobile coordonnee ligne",
    kind: "abonnement inscription service",
    // Who.
    me:
      "me m moi nous ce/mon/cette/notre_numero/telephone/cellulaire/cell/cel ici " +
      "mon_portable/mobile/num/tel/tel/fixe men",
    my: "son mon ma mes ce notre",
    i: "jen jai je j",
    you: "vous tu",
    them: "le",
    person: "numero personne celui celle",
    // No.
    no: "non sans zero pas aucun aucune",
    not: "ne n pas jamais aucun aucune ny personne_ne",
    nor: "ni",
    never: "n ne",
    nomore: "plus pu pus jamais rien plu",
    more: "plus autre autres",
    again: "plus jamais encore rien desormais avenir",
    // Wanting.
    want:
      "prefere preferer* veux veut voulons voudrais souhait* desir* aimerais besoin interess* veu jveux jveu " +
      "souhaite souhaitons desire aimerions",
    interest: "interess*",
    rather: "prefere prefererais",
    have: "na nai avez as ai avons",
    must: "doit doivent",
    allowed: "droit bienvenu* permis",
    // Saying.
    said: "dire dis dit ecrit demande repondu envoye",
    say: "dit ecrit envoye demande repondu dis",
    ask: "dit demande demander prie merci priere veuillez pouvez pourriez exige",
    sign: "inscrit inscrite abonne abonnee demande autorise autorisee inscris accepte souscrit consenti signe",
    signup: "inscrit inscrite abonne abonnee inscris souscrit accepte",
    give: "donnant donne donner donnez",
    consent: "consens consent* accord autorisation consentement permission autorisations accords consenti",
    // Complaints.
    fedup:
      "ca_va_faire suffit marre tanne* assez ras_le_bol ecoeure* ral raslebol fatigue fatiguee saoule " + "saoulee",
    spam: "harcelement spammeurs spammeur",
    threat:
      "signale signaler signalez bloque* plainte avocat police denonc* poursui* signalement signal~er dgccrf " +
      "plaintes tribunal justice huissier cnil porter_plainte transmets transmis 33700",
    regulator: "crtc cnil dgccrf dernier_avertissement derniere_fois_que",
    insult: "allez_au_diable foutez_le_camp",
    wrong: "mauvais mauvaise faux trompe* erreur plante plantes plantez gourre gourrez trompez trompes",
    belong: "appartient",
    many: "trop combien",
    times: "fois mille_fois",
    // Between the others.
    to: "a au aux sur y",
    of: "de d des du avec",
    for: "pour",
    the: "cette cet ces ta tes la le l les vos votre ton des",
    and: "et ou",
    be: "soit soient etre detre suis est etes sommes sont",
    how: "comment quel_mot que_dois_je que_faut_il quoi",
    why: "pourquoi",
    if: "prochaine si encore prochain",
    please:
      "s_il sil_vous/te_plait s_v_p plait immediate donc bien deja svp stp merci immediatement maintenant bonjour " +
      "suite de_suite du_tout veuillez priere par_pitie pitie pour_de_bon definitivement immediat dorenavant " +
      "a_lavenir une_fois_pour_toutes c_bon cest_bon par_la_presente s",
    break: "quand parce mais",
    // What takes the meaning away.
    later: "avant tant jusqua aujourdhui demain soir plutot pendant quand",
    instead: "plutot",
    changed: "mien mienne nouveau ancien",
    joke: "drole mdr gentil gentils gentille rire adorable",
    mistake: "erreur desole/desolee_pour",
    removal: "suppression effacement radiation retrait opposition",
    know: "connais connaissons connait sais savons",
    at: "ici a_cette_adresse a_ce_numero",
    lives: "habite habitent vit travaille travaillent",
    meant: "cherche cherchez cherches croyez crois pensez penses voulez destine destines adresses",
    right: "bon bonne correct",
    customer: "client cliente clients patient patiente membre locataire eleve abonne abonnee",
    stranger: "quelquun_dautre quelqu_un_d_autre autre_personne inconnu inconnue une_autre_personne",
    relative:
      "maman papa mari femme epouse epoux mere pere fils fille frere soeur tante oncle nounou conjoint conjointe il_est " +
      "elle_est elle_sera il_sera demandez",
    day:
      "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout " +
      "septembre octobre novembre decembre noel paques",
    moved: "demenage divorce divorces divorcee",
    died: "decede decedee mort morte feu deces defunt defunte nous_a_quittes",
    last: "dernier derniere",
    only: "seulement uniquement",
    reassigned:
      "telephone/cellulaire/portable/cell_dentreprise/professionnel telephone/cellulaire/portable/cell_de/du_bureau/travail reattribue reattribuee ancien_proprietaire nouveau_proprietaire appartenait change_de_numero/telephone/portable",
    visit: "rendez_vous rdv commande cours seance reservation consultation table",
    daily: "tous_les_jours chaque_jour/semaine/matin/heure sans_arret sans_cesse quotidiennement en_permanence",
    useless: "inutile pas_la_peine plus_la_peine pas_besoin plus_besoin pas_necessaire sert_a_rien",
    privacy: "rgpd droit_d_opposition droit_dopposition droit_a_leffacement droit_de_retrait",
    bye: "adieu salut aurevoir au_revoir ciao",
    part: "partie",
    ended: "fini finie terminee interrompu interrompue interrompus interrompues",
    law: "illegal loi interdit illegale",
    ties: "enfant enfants compte rapport relation",
    can: "peux pouvez peut pourrais pourriez peuvent",
    nagging: "demander insister",
    who: "qui",
    mine: "ma/mon_mere/pere/fille/fils/mari/femme/grandmere/grandpere/soeur/frere ma_grand_mere",
    made: "faites fais",
    turn: "eteignez eteins eteindre",
    out: "hors dehors en_dehors",
  },
};
