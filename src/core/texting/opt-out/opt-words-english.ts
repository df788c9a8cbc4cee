import type { OptWords } from "./opt-words.ts";

/** English, with the words that Heymarket, the FCC and the CTIA name (docs/heymarket.md). */
export const ENGLISH: OptWords = {
  strong: [
    "stop",
    "stopall",
    "unsubscribe",
    "unsub",
    "un subscribe",
    "optout",
    "opt out",
    "stop2end",
    "remove me",
    "dont text",
    "dont contact",
  ],
  slips: [
    "sotp",
    "stpo",
    "st0p",
    "unsubcribe",
    "unsuscribe",
    "unsubscibe",
    "unsubscrib",
    "pleasestop",
    "stopplease",
    "stoptexting",
    "stoptexts",
  ],
  plain: ["cancel", "end", "quit", "revoke"],
  likely: [
    ...[
      "no more",
      "no text",
      "no texts",
      "no messages",
      "no texting",
      "discontinue",
      "remove",
      "delete me",
      "take me off",
    ],
    ...["block", "spam", "unsubscribed", "opted out", "cease", "halt", "exit", "terminate", "dnc", "do not call"],
    ...["capital stop", "fuck you", "f u", "screw you", "go away", "get lost", "stop this"],
  ],
  polite:
    "please pls plz thanks thank you thx ty now kindly ok okay immediately asap sir maam right away and period reply thankyou exclamation point mark",
  about:
    "stop|quit|ceas|discontinu|halt|unsub|unenroll|\\bopt|\\bop |te[xz]|txt|messag|mesag|msg|sms|spam|contact|communic|solicit|promo|remov|delet|" +
    "scratch|eras|wipe|unlist|number|\\blists?\\b|dnc|\\boff\\b|want out|consent|permission|authoriz|harass|alone|subscri|sign|receiv|hear|" +
    "send|lose|forget|bother|disturb|fcc|ftc|registry|do not|out of",
  names: {
    stop: "stop|stopp|quit|cease|discontinue|halt",
    dont: "dont|dnt|do not|donot|never",
    remove: "remove|delete|take|get|drop|scratch|erase|wipe|pull|unlist",
    unsubscribe:
      "unsubscribe|unsub|unsubscribed|unenroll|optout|op out|op tout|opt ou|opt out|opting out|opted out|opt (?:me|us|myself|my number|this number|my phone) out",
    message:
      "te[xz]ts?|txts?|t\\w{0,2}[xz]\\w{0,2}(?:ing|in|ng|ign)|messages?|messag\\w*in\\w*|msgs?|sms|spam|spamming|communications?|solicitations?|promos?|promotions?",
    notice: "alerts?|notifications?|notices?|reminders?|updates?|offers?|ads?|stuff|crap|shit",
    texting:
      "t\\w{0,2}[xz]\\w{0,2}(?:ing|in|ng|ign)|messag\\w*in\\w*|msging|contacting|bothering|spamming|harassing|bugging|pestering|soliciting|disturbing",
    reaching: "<texting>|calling|emailing|writing|annoying|blowing up|hitting up|sending|reaching out to",
    text: "te[xz]t|tex|txt|message|msg|contact|sms|bother|spam|disturb|harass",
    me: "me|us|my|our|here|this (?:number|phone|line|cell)",
    again: "again|back|any ?more|ever|further|please|pls|plz|thanks|thank you|thx|at all|now",
    courtesy: "please|pls|plz|now|already|immediately|asap|ok|thanks|thank you|thx|today|permanently|forever",
    number:
      "my(?= off)|(?:my|this|our|the) (?:(?:phone|cell|mobile|contact) )?(?:number|phone|cell|info|information|contact|name|data|details)",
    list: "(?:(?:<listed>) )?(?:lists?|database|system|contacts|records|directory)",
    listed:
      "texts?|txts?|texting|sms|messag\\w+|mailing|call|calling|contact|marketing|phone|spam|promo\\w*|subscri\\w+|email|sales",
    filler:
      "all|any|of|the|these|this|those|them|that|your|ur|my|me|us|with|getting|get|receiving|receive|sending|send|to|from|such|more|" +
      "further|future|automat\\w+|auto|marketing|promotional|unwanted|annoying|stupid|damn|dumb|f\\w*ing|so|many|much|text|sms|phone|" +
      "please|pls|already|freaking|bloody|unsolicited|random|daily|weekly|constant|political|sales|and|or|calls?|emails?|out|blowing|up|a",
    gap: "(?!(?:by|in|at|over|and|when|until|if|then|so|but|ill|i|before|after|for|on|you|not|still) )\\w+",
    want: "want|wants|wish|need|care|like|desire",
    later:
      "instead|until|till|til|unless|yet|while|when|whenever|before|after|today|tonight|tomorrow|at work|this (?:week|month|morning)|" +
      "so early|so late|early|late|call me|email me|(?:emails?|calls?|calling) (?:is|are|works|only)|just (?:call|email)|driving|if",
    greeting:
      "yes|yeah|no|nope|hey|hi|hello|yo|ok|okay|just|can|could|would|will|you|u|yall|guys|please|pls|plz|kindly|for|the|love|of|god|omg|wrong|number|person|" +
      "this|is|a|i|ive|we|have|had|got|said|say|told|asked|to|again|already|need|want|seriously|f\\w*ing|damn|now|sir|maam|thanks|and",
  },
  phrases: [
    {
      say: [
        "<stop> <gap>* <message>",
        "<stop> <filler>* (?:contact|communicating|correspondence|following up|checking in|reaching out)",
        "<stop> sending (?:\\w+ ){0,3}(?:here|to (?:me|us|this))",
        "<stop> (?:\\w+ )?<texting>",
        "<stop> (?:\\w+ )?<reaching> (?:<me>|anything|any ?more)",
        "<stop> <reaching> (?:<again> )*$",
        "<stop> (?:sending|getting|receiving) (?:(?:me|us|these|this|them|those|it|anything|junk|<notice>|<courtesy>) )*$",
        "<stop> <filler>* <notice> (?:(?:<courtesy>|from you|to me|to us|(?:to|on) (?:my|this) (?:phone|cell|number)) )*$",
        "<stop> (?:this|these|them|those) (?:(?:<courtesy>|right now|nonsense|madness|harassment|<notice>) )*$",
      ],
      unless: [
        "(?:dont|do not|never|wont|cant|not|didnt|should not|shouldnt|did (?:you|they|he|she)) (?:\\w+ )?<stop>",
        "when (?:do|will|did) (?:you|they|i|we) <stop>",
      ],
    },
    {
      say: [
        "(?:<dont>|no longer) (?:(?:ever|please|again|call|email|or|and|you|u|dare|even|try|to) ){0,5}(?:<text>|<texting>) (?:(?:or|and) (?:call|email|message) )?(?:<me>|again|any ?more|no more|ever|(?:her|him|them|my \\w+) (?:again|any ?more))",
        "<dont> (?:(?:ever|please|call|email|or|and|you) ){0,4}(?:<text>|<texting>) (?:<again> )*$",
        "<dont> (?:(?:ever|please|keep|you) ){0,3}(?:send|sending) (?:(?:<gap>) ){0,5}(?:<message>|anything)",
        "<dont> (?:ever )?send (?:me|us) (?:(?:any|these|those|this|more|stuff|anything|<again>) )*$",
        "(?:would|id|rather|prefer) (?:(?:rather|prefer|like|really|you|that|to) ){0,4}not (?:to )?(?:be |get |receive )(?:texted|contacted|messaged|texts|these)",
      ],
      unlessAnywhere: ["<later>"],
    },
    {
      say: [
        "<dont> (?:really )?<want> <gap>* (?:texts|text messages?|messages?|msgs|sms|spam|communications?|promos?|promotions)",
        "<dont> (?:really )?<want> to (?:get|receive|be|keep|hear|have|continue) (?:(?:<filler>|you|by|on|be|hear) ){0,6}(?:<message>|texted|messaged|contacted|bothered|spammed|solicited|from (?:you|u|yall|your)|list)",
        "<dont> (?:really )?<want> to (?:get|receive) (?:(?:these|those|them|this|any of this|any ?more|<courtesy>) )+$",
        "<dont> (?:want|need) (?:this|these|them) (?:on|to|sent) (?:my|me|to) ",
        "no longer (?:interested|want|wish|care|wanting) (?:(?:in|to|be|receiving|getting|receive|get|these|your|any|the|<filler>) ){0,5}(?:<message>|contacted|texted)",
        "no longer (?:want|wish|care) to (?:receive|get) (?:these|those|this|them) (?:<again> )*$",
        "not interested in (?:<filler> ){0,5}<message>",
        "no (?:more |further |longer )+<filler>* (?:<message>|contact)",
        "^(?:please )?no (?:<filler> ){0,3}<message> (?:<again> )*$",
      ],
      unlessAnywhere: ["(?:text|message) (?:me )?instead"],
    },
    {
      say: [
        "<unsubscribe>(?! my (?!number|phone|cell))(?! (?:(?:me|us|my \\w+) )?(?:from|of|for|to) (?!(?:(?:<filler>|everything) ){0,6}(?:<message>|<notice>|<list>|everything|here|this|these|all|it|you) ))",
      ],
      unless: [
        "(?:dont|do not|not|never|didnt|wont|without|did i|was i|am i|i was|i got|got|being) (?:(?:want|need|to|try|trying|going|get|be|mean|me) ){0,4}<unsubscribe>",
        "<unsubscribe> (?:link|button|page|guide|option|rate|fee|form)",
      ],
      unlessAnywhere: [
        "still want|want to (?:keep|stay)|keep (?:getting|receiving|me|texting|sending)|resubscribe|(?:by|on) (?:mistake|accident)|accidentally",
      ],
    },
    {
      say: [
        "<remove> (?:me|us|him|her|<number>) (?:<courtesy> )*(?:(?:of|off|from|form|out) )+(?:(?:<filler>|whatever|every|yalls) ){0,5}<list>(?! (?:for|of) (?!<message>))",
        "<remove> (?:me|us|<number>) (?:<courtesy> )*(?:off|from|form|of) <gap>* <message>",
        "(?:remove|delete|erase|unlist) (?:me|us) (?:(?:off|from this|from here|<courtesy>) )*$",
        "<remove> (?:me|us) (?:<courtesy> )*(?:off|from this|from here) (?:<courtesy> )*$",
        "(?:<remove>|lose|forget) <number> (?:(?:off|from (?:this|your) \\w+|<courtesy>) )*(?:and .*)?$",
        "(?:off|from) (?:(?:of|your|ur|this|these|all) ){1,3}<list>(?! (?:for|of) )",
        "(?:do not|dont|donot|no) (?:call|text|contact|disturb|solicit) (?:(?:or|and) (?:call|text|contact) )?(?:list|registry)",
        "(?:put|add|place) (?:me|us|<number>) (?:on|to) (?:(?:the|your|a) )?(?:dnc|do not)",
        "(?:i )?(?:want|would like|wanna|need) (?:to be |to get )?(?:off|out|removed|taken off|deleted) (?:(?:of|from|this|these|your|the|list|here|<message>|<courtesy>) )*$",
        "id like (?:to be |to get )?(?:off|out|removed|taken off|deleted) (?:(?:of|from|this|these|your|the|list|here|<message>|<courtesy>) )*$",
      ],
    },
    {
      say: [
        "(?:turn|shut|switch|cut) off <filler>* (?:<message>|these)",
        "(?:turn|shut|switch) (?:<filler>* <message>|these|those|them) off",
        "make (?:(?:it|<filler>) ){0,3}(?:<message> )?stop",
        "(?:to|would|mind|could you|please) (?:not|stop) (?:be )?(?:get|getting|receive|receiving|have|texting|sending|messaging) <filler>* (?:<message>|us|<me>)",
        "prefer (?:not|to not|to no longer) (?:to )?(?:get|receive|be) <filler>* (?:<message>|texted|contacted|messaged)",
        "mind not <texting>",
        "if (?:i|we) (?:get|receive|see|hear) (?:one more|another|any more|1 more) <filler>* (?:<message>|from you)",
        "(?:text|message|contact|txt) (?:me|us|this number) (?:again|one more time|1 more time) (?:and|or|i|ill|im|you|well)",
        "(?:never|didnt|did not|havent) (?:even |ever )?(?:agree|agreed|ask|asked|opt in|opted in|request|requested|authorize|authorized) (?:to|for|you) (?:(?:get|receive|be|<filler>) ){0,5}(?:<message>|this|these|texted|contacted)",
        "(?:cancel|end|kill|terminate|deactivate|disable|suspend) (?:(?:<filler>|subscription|service|program|<notice>) ){0,6}<message>",
        "discontinue (?:(?:this|these|it|service|<courtesy>) )*$",
        "cease and desist",
        "enough (?:with|of) <filler>* <message>",
        "consent (?:is )?(?:revoked|withdrawn|rescinded)",
        "(?:revoke|withdraw|rescind|remove|retract) (?:(?:my|any|all|prior|previous) )*(?:consent|permission|authorization)",
        "without (?:my|our) (?:consent|permission)",
        "(?:dont|do not|did not|didnt|never|havent|have not) (?:ever )?(?:consent|consented|give consent|given consent|gave (?:you )?(?:my )?(?:consent|permission))",
        "(?:never|didnt|did not) (?:ever )?(?:sign|signed) up (?:for|to) (?:this|these|any of|texts?|messages|your <message>|get|receive|be)",
        "(?:never|didnt|did not) (?:subscribe|subscribed) (?:to (?:this|these|your|any)|$)",
        "how (?:do|can|to|would) (?:(?:i|we|you|please|even|just|get|make|it|this) )*(?:stop|end|turn off|disable|get rid of|quit) (?:<filler> )*(?:<message>|<notice>|these|them|this) ",
        "how (?:do|can) (?:i|we) get off (?:of )?(?:this|these|your|the) (?:<list>|<message>)",
        "leave (?:me|us|my (?:family|wife|husband)) (?:\\w+ )?alone (?:(?:<courtesy>|and stop \\w+|for good) )*$",
        "(?:fuck|f|piss|bugger|buzz|sod|eff) off (?:(?:with|and) .*|<courtesy> )?$",
        "(?:i|ive|we|weve|already) (?:(?:have|already|just|clearly|literally|repeatedly|keep) ){0,3}(?:said|saying|asked|told|texted|replied|sent|typed|say|wrote) (?:(?:you|guys|people|to|already|u|it|before|twice) ){0,4}(?:stop|unsubscribe)(?! (?:by|at|in|the|over|for|taking|on) )",
        "(?:youre|you are|ur|this is|thats) (?:(?:illegally|just|pure|straight) )*(?:harassment|harassing|spamming)",
        "(?:report|reporting|reported|block|blocking|blocked) (?:(?:you|this|as|it|number|ur|your|the|u|these|to|for|and|<courtesy>) )+(?:spam|fcc|ftc|harassment)",
      ],
    },
    {
      say: [
        "^(?:<greeting> ){0,3}stop (?:it )?(?:why|who|what|how|i|im|ive|id|we|weve|youve|for the last|were|they|if|this (?:number|phone|is|isnt|person)|its|wrong|never|dont|do not|leave|(?:and )?(?:remove|delete|unsubscribe|lose|take me)|you (?:have|got|guys|people|keep|all)|yall|u|not|no|asking|scam|go away|or (?:ill|i will)|please)",
        "^(?:<greeting> ){0,12}stop (?:(?:it|that|for the last time|<courtesy>) )*$",
        "^(?:remove|discontinue) $",
        "^(?:<greeting> ){0,12}(?:unsubscribe|opt out|optout) (?:(?:me|<courtesy>) )*$",
      ],
      unlessAnywhere: [
        "l+o+l+",
        "lmf?ao+",
        "ha(?:ha)+h?",
        "rofl",
        "kind",
        "great",
        "amazing",
        "awesome",
        "love",
        "funny",
        "killing me",
        "hilarious",
        "blush\\w*",
        "laugh\\w*",
      ],
    },
  ],
};
