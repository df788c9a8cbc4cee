import type { OptWords } from "./opt-words.ts";

/** Words of English phrases by name, each as alternatives of a regular expression. */
export const ENGLISH_NAMES: OptWords["names"] = {
  stop: "stop|stopp|stip|stahp|stap|sto|stob|quit|cease|discontinue|halt",
  dont: "dont|dnt|do not|donot|never",
  remove: "<erase>|take|get|block",
  erase: "remove|delete|drop|scratch|erase|wipe|pull|unlist",
  removed: "removed?|deleted|dropped|erased|unlisted|taken off|unsubscribed|blocked",
  unsubscribe:
    "unsubscribe|unsub|unsubscribed|unsubscribing|unenroll|optout|op out|op tout|opt ou|opt out|opting out|opted out|opt (?:me|us|myself|my number|this number|my phone) out",
  message:
    "te[xz]ts?|txts?|t\\w{0,2}[xz]\\w{0,2}(?:ing|in|ng|ign)|messages?|messag\\w*in\\w*|msgs?|sms|spam|spamming|communications?|solicitations?|promos?|promotions?",
  notice: "alerts?|notifications?|notices?|reminders?|updates?|offers?|ads?|stuff|crap|shit",
  texting:
    "t\\w{0,2}[xz]\\w{0,2}(?:ing|in|ng|ign)|messag\\w*in\\w*|msging|contacting|bothering|spamming|harassing|bugging|pestering|soliciting|disturbing",
  reaching: "<texting>|calling|emailing|writing|annoying|blowing up|hitting up|sending|reaching out to",
  text: "<write>|bother|spam|disturb|harass",
  write: "te[xz]t|tex|txt|message|msg|contact|sms",
  me: "me|us|here|(?:my|our|this|that) (?:number|phone|line|cell)",
  again: "again|back|any ?more|no more|ever|further|please|pls|plz|thanks|thank you|thx|at all|now",
  courtesy: "please|pls|plz|now|already|immediately|asap|ok|thanks|thank you|thx|today|permanently|forever|<vocative>",
  vocative: "fr|ffs|bro|bruh|dude|man|fool|weirdo|idiots?|jerks?|creeps?|people|yall|guys|folks|lady|sir|maam",
  threat: "sue|suing|report|reporting|block|blocking|lawyers?|attorneys?|police|cops|court|lawsuit|complaint|fcc|ftc",
  number:
    "my(?= off)|(?:my|this|our|the) (?:(?:phone|cell|mobile|contact) )?(?:number|phone|cell|info|information|contact|name|data|details)",
  anybody: "me|us|him|her|<number>|(?:my|his|her|their|our) (?:\\w+ ){0,2}(?:number|phone|cell)",
  list: "(?:(?:<listed>) )?(?:lists?|database|system|contacts|records|directory|marketing|mailings?|campaigns?)",
  listed:
    "texts?|txts?|texting|sms|messag\\w+|mailing|call|calling|contact|marketing|phone|spam|promo\\w*|subscri\\w+|email|sales",
  filler:
    "all|any|of|the|these|this|those|them|that|your|ur|my|me|us|with|getting|get|receiving|receive|sending|send|to|from|such|more|" +
    "further|future|automat\\w+|auto|marketing|promotional|unwanted|annoying|stupid|damn|dumb|f\\w*ing|so|many|much|text|sms|phone|" +
    "please|pls|already|freaking|bloody|unsolicited|random|daily|weekly|constant|political|sales|and|or|calls?|emails?|out|blowing|up|a",
  gap: "(?!(?:by|in|at|over|and|when|until|if|then|so|but|ill|i|before|after|for|on|you|not|still) )\\w+",
  want: "want|wants|wanted|wish|need|care|like|desire",
  later:
    "instead|until|till|til|unless|yet|while|when|whenever|before|after|today|tonight|tomorrow|at work|this (?:week|month|morning)|" +
    "so early|so late|early|late|(?<!(?:or|and|nor) )(?:call|email) me|(?:emails?|calls?|calling) (?:is|are|works|only)|just (?:call|email)|driving|if",
  greeting:
    "yes|yeah|no|nope|not|interested|im|last|second|third|time|hey|hi|hello|yo|ok|okay|just|can|could|would|will|you|u|yall|guys|please|pls|plz|kindly|for|the|love|of|god|omg|wrong|number|person|" +
    "this|is|a|i|ive|we|have|had|got|said|say|told|asked|to|again|already|need|want|seriously|f\\w*ing|damn|now|sir|maam|thanks|and",
};

/** Of thumbs, and of the Caribbean. */
export const ENGLISH_SPELLINGS: OptWords["spellings"] = {
  ...{ dnt: "dont", doh: "dont", doan: "dont", wnt: "want", wan: "want", thes: "these", dese: "these", thos: "those" },
  ...{ dis: "this", dem: "them", mi: "my", meh: "me", yuh: "you", unnu: "your", allyuh: "you", yah: "here" },
  ...{ plz: "please", plss: "please", pleas: "please", anymor: "anymore", agian: "again", agn: "again", outt: "out" },
};
