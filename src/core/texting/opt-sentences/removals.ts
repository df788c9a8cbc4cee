import { BREATH, END, FROM_LIST, LIST, ME, SMALL, START } from "./sentence-pattern.ts";
import type { Sentences } from "./sentence-pattern.ts";

/** How people ask to be taken off a list, say that they never agreed or are somebody else, and complain. Words: `opt-words.ts`. */
export const REMOVALS: readonly Sentences[] = [
  {
    // A name is to go from a list.
    say: [
      `(remove|take|leave) (to? me | my | name | number | digits | mine | these | please)* ${FROM_LIST}`,
      `remove .. (me|number|mine) .. ${FROM_LIST}`,
      `^ please* remove ${END}`,
      `(remove|clear|take) (me|number|name|mine|digits)+ (of|from|off|out|down) ${SMALL} (list|texts|these ${END})`,
      `(^|please|of|can|to) you? me remove (${END} | ${FROM_LIST})`,
      `me removed ${FROM_LIST}`,
      `remove (the|my|please|of|these|kind)* (me|number|name)+ (${END} | of these | as | and | or | i | you | these | if | why | not)`,
      `(take|leave) (me|number|name|mine|my)+ (off|out) (${END} | (of|the)* these ${END} | (please|and|i)+ $)`,
      `count me out (${END} | of ${SMALL} texts)`,
      `lose (you|have|the|my|of)* (me|number) (_? ${END} | i | and | you)`,
      `(remove|take) (my|please)? (me|mine|number|name|person) (off|out|of|from) .. (list|texts)`,
      `(can|like|want|ask|to) (be|get|_) off (of|you|the|my|these)* ${LIST}`,
      "(remove|take) (me|name|number|my)+ (off|of|from) (the|you|my|otherlist|_)* texts",
      "_ (me|number) (off|from|out) .. (list|texts)",
      "(remove|take) (_|named|my|mine|me)* (off|of|from) (the|you|my)* (texts|notice) (texts|notice|list|please|$)",
      "(need|to|must) be removed .. (list|texts)",
      `^ please* (out|off|removed) of (the|you)* (me|number|list) ${END}`,
      `ask (to|of)* be removed !of`,
      "i be? allowed to (be|have)* (removed|off)",
      `(want|have|please|get|ask|list) (to|have|the|my)* (me|number|name|mine|digits)+ (be|to)* removed (${END} | ${FROM_LIST})`,
      "(sure|see|ask) (_|you|i|be|to|me|number|my)* (removed|off|out) .. (list|texts)",
      `(to be|can .. be|get|want|like) removed (${END} | (off|of|from|out)* ${SMALL} (${LIST} | notice | these ${END}))`,
      `(who|you|dont) (_|again)? add (me|number|mine) (to|in)+ ${SMALL} (list|texts)`,
      `keep (me|number)+ (off|out) of* ${SMALL} (list|texts)`,
      `(ask|please) for? removal (${END} | of ${SMALL} list | _ _? $)`,
      `removal ask`,
      `want me? (remove|out) (${END} | ${FROM_LIST})`,
      `(leave|remove|cancel) (the|my)+ list ${END}`,
      `(want|get) (off ${END} | out ${END} | (off|out) (of|from|the|my|you|these)* (${LIST} | these ${END}))`,
      `${START} (off|out) ${SMALL} list`,
    ],
    unless: ["not (me|to|can)* (remove|removed|lose|take)", "did you (remove|take)", "i (remove|lose)", "otherlist"],
    unlessAnywhere: ["instead", "changed number"],
  },
  {
    // A subscription is to end.
    say: [
      "unsubscribe (me|number) !of",
      `unsubscribe ((me|number|please|these) | my number | the these)* (${END} | (i|you|why|and|these|not|if|who))`,
      `unsubscribe ${ME}? (off|of|from|to)* ${SMALL} (texts|notice|list|these|all)`,
      `unsubscribed ${END}`,
      "(trying|like) to unsubscribe",
      `i .. unsubscribed .. (keep|again|many)`,
      `privacy .. (removal|remove|cancel|unsubscribe|stop|revoke|refuse)`,
      `(ask|want) .. removal .. (number|me|name|mine)`,
      `privacy ${END}`,
      `^ please* baja (${END} | (of|to)+ ${SMALL} (list|texts))`,
      `(want|ask) (the|my|to|of)* baja please* (${END} | of ${SMALL} (texts|list|notice|number))`,
      `(give me? of|how me? give of) baja (${END} | (of|to)* (the|my)* (me|number|list|texts))`,
    ],
    unless: [
      "^ be",
      "(never|if|mistake|means) (want|need|to|get|be|me|i|you|text|say|means)* (unsubscribe|unsubscribed)",
      "(got|i be) unsubscribed",
      "topic",
      "did (you|i)",
    ],
    unlessAnywhere: ["mistake"],
  },
  {
    // Nobody agreed.
    say: [
      `revoke .. consent`,
      "(not|no) (me|i|the)* (consent|sign|allowed) .. use",
      `consent .. (be|to|_)* revoke`,
      `(not|no) .. consent (give ${END} | not? ${END} | (to|for|of|you|the|these)* me? (reach|texts|get|send|these ${END}|reaching|write|be reached|me write))`,
      `not (me|the|them|i|have)* (sign|signup) (for|up|to|in)* .. (texts|notice|list|reached|write|reach)`,
      `not me? (sign|signup) (for|to|in|up|me|of|the|get)* these ${END}`,
      `not me? (be|_)? not? signup (for|up|to)* ${END}`,
      "not .. give (you|them)? (my|the)? number",
      "not did i (sign|signup)",
      `not .. (signup | sign (for|to|in|up|of)) (for|to|in|up|me|of|the|get|my)* (these|anything|kind) ${END}`,
    ],
    unless: ["goods", "later"],
    unlessAnywhere: ["mistake"],
  },
  {
    // How to end it.
    say: [
      `how .. (stop|cancel|turn|remove) (to|get|sending|the|of|from|my|off|more)* (texts | notice | !it these (off|texts|notice|${END}) | get these | $)`,
      `(want|how) .. (stop|leave|cancel|turn) (to|get|sending|the|of|from|my)* (texts|notice|get these)`,
      `how (_|i|can|me|say|to)* ((get|take)? (off|out|removed) ${END} | (get|take|out)? ${FROM_LIST})`,
      `how .. unsubscribe (${END}|of ${SMALL} (texts|list|these))`,
      `(how|be these) (be|my|the|_)* unsubscribe notice? ${END}`,
      `(^|my|the|you) (unsubscribe|stop) (notice|list)? be? (not|never) (_|lives) ${END}`,
      "how .. not get .. (texts|these|notice)",
    ],
    unless: ["not want .. (stop|cancel)"],
  },
  {
    // What was named in one sentence is to go, says the next.
    across: true,
    say: ["number but? .. (lose|remove) it $", "(number|person) ... (remove|lose|take) (it|them|the)? (please|$)"],
    unlessAnywhere: ["instead", "changed", "goods", "give"],
  },
  {
    // Two half words make a whole one: who is not interested, unknown or angry says "stop", "remove" or "bye" in another breath.
    across: true,
    say: [
      "(who|how|why) .. (give|get|got|getting) .. number .. next (please|and)* (remove|lose|stop|take|(not|dont) .. use)",
      `(not|nomore|no) .. (interest|customer) .. next (please|i|said)* ${BREATH} (next|$)`,
      `(know|stranger|wrong|threat|spam|fedup|annoy|many) .. next (please|i|said)* ${BREATH} (next|$)`,
      `^ you (_|keep|be|please)* (reach|reaching) .. next (please|i|said)* ${BREATH} (next|$)`,
      `(^|next) (please|i|said)* ${BREATH} next .. (wrong (person|number)|stranger|named|know you|interest|threat|spam|annoy)`,
    ],
    unlessAnywhere: ["joke", "instead", "goods", "mistake"],
  },
  {
    // The same in any other words between.
    say: [
      "(remove|removed|clear) ... (me|number|name|digits|mine) ... (list|texts)",
      "(me|number|name|digits) ... (removed|off) ... (list|texts)",
      "halt ... (reaching|texts)",
      "(reaching|texts) ... halt",
      "(not|nomore) ... want ... (texts|reaching|list)",
      "dont ... (reach|send) ... (texts|me again)",
      "unsubscribe ... texts",
      "(fedup|annoy) ... (texts|reaching)",
      "(not|nomore) ... (consent|sign|signup) ... (texts|reached|list)",
    ],
    unless: [
      "never (want to|me|to|can|be|you)* (stop|cancel|unsubscribe)",
      "not me? leave",
      "goods",
      "reaching with",
      "i can* stop",
      "(take|add) .. to .. list",
      "stop (by|calling|goods|off)",
      "otherlist stop",
      "(did|be|why) (you|i|my|the|_) _*(stop|unsubscribe|texts|number|name)",
      "never (_|me|to)* (take|remove)",
      "not (me|to)* (take|remove)",
    ],
    unlessAnywhere: ["later", "instead", "joke", "topic", "changed", "mistake", "otherlist"],
  },
];
