import { END, LIST, OFTEN, SMALL, START, THEM } from "./sentence-pattern.ts";
import type { Sentences } from "./sentence-pattern.ts";

/** How people ask that no more texts come: who texts is to stop it, nobody is to text, texts are not wanted. Words: `opt-words.ts`. */
export const REQUESTS: readonly Sentences[] = [
  {
    // Who texts is to stop it.
    say: [
      "stop .. (and|nomore|or)* reaching !off !with",
      `(stop|leave) of? nagging (me|these|up|for|to|${END})`,
      "stop .. texts !for",
      "stop these? with .. (texts|notice)",
      `(stop|leave of) .. sending (to? me !goods !the | these? to (me|mine|my) | ${SMALL} ${THEM} | (these|them) ${END} | ${END})`,
      `^ please* ended (the|my)* (texts|notice)`,
      "cancel .. (texts|notice) (to|for) (me|number)",
      "turn .. (texts|notice) off",
      `stop .. sending (these? to? me !goods | ${SMALL} ${THEM} | ${SMALL} ${END})`,
      `stop ${SMALL} _? notice ${END}`,
      `stop ${SMALL} dealings`,
      "leave of .. (reaching|write|reach|sending|texts) !to !goods !the",
      `leave of get ${SMALL} (texts|notice|these|$)`,
      `cancel ${SMALL} ${THEM}`,
      `cancel (it|these|all) for number ${END}`,
      `turn off ${SMALL} (texts | notice ${END})`,
      `turn !it these off? _? ${END}`,
      `turn ${SMALL} (texts|notice) off ${END}`,
    ],
    unless: [
      "never (want to|me|to|can|be|you)* (stop|cancel|turn)",
      "not me? leave",
      "i can* (stop|cancel)",
      "otherlist stop",
      "did (you|i|_) stop",
      "^ (break|later) (_|the|please)* stop",
    ],
    unlessAnywhere: ["instead", "changed number"],
  },
  {
    // "Make it stop", "you can stop now", "I said stop": the verb alone, where nothing else can be meant.
    say: [
      `(need|want|ask|made) ${SMALL} (texts|these|notice) (to|be)* (stop|ended|cancel) ${END}`,
      `(texts|notice|spam|^ these) (need|must|can|has)+ (to|be)* (stop|ended|cancel) ${END}`,
      `^ please* (these|you) need (to|be)* (stop|ended) ${END}`,
      `(need|want|made|ask) ${SMALL} texts (stop|ended) ${END}`,
      `you (need|can|better) (to|please)* stop ${END}`,
      "(ask|if|like) (if|you|me|please)* ended .. (reaching|sending) .. (me|these|texts|$)",
      `for the (_ times) please* stop ${END}`,
      `(please|can you) please* stop (these|please|again|it)* $`,
      `${START} halt (of|to)* ((these|the|please|again|many|times|to) | _ times | times _)* $`,
      `(me|interest|but|number|person|at) halt ${END}`,
      "^ please* stop please* (i|you|why|who|how|not|dont|nomore|no|wrong|if|remove|unsubscribe|leave|me|threat|stop|these|or|spam|insult|fedup)",
      `(i | ^ please*) (have|please|keep|many|times|need|to|leave|not)* said (_|you|to|and|please)* (stop|unsubscribe|leave) (${END} | stop | you | and | but | i | many | times | _ times)`,
      `(ask you? to | (ask|want) you to | ask of? | want to you?) (please|you)* stop ${END}`,
      `(can|want) you (_|please)? stop ${END}`,
      `(get|made) (you|these|them)+ to? (stop|cancel|turn off) ${END}`,
      `^ texts stop $`,
      "said you to? (please|not)* stop !(the|my|goods|by|in|of|for|calling)",
      "(stop|dont) _? waste (my|you)",
      `(stop|cancel) (all|of|with)* kind (these|be)+ (${END} | .. (reaching|sending|signup))`,
      "(stop|leave) of? use (my|the)* (me|number)",
      `said (the|my)* (stop|baja|unsubscribe) (to|digits|many|_)* times`,
    ],
    unless: [
      "never (want to|me|to|can|be|you)* (stop|cancel)",
      "not me? leave",
      "i can* (stop|cancel)",
      "stop (by|goods)",
      "otherlist stop",
      "did (you|i|_) stop",
    ],
    unlessAnywhere: ["joke"],
  },
  {
    // The same with a laugh behind it.
    say: ["^ please* you can (please|to)* stop (please|again)* joke $"],
  },
  {
    // Who texts is to stop it for good, or calls and texts.
    say: [`stop .. (and|or)? calling (me | ${END})`, `^ please* (no|nomore) (kind|more|calling)* calling ${END}`],
    unlessAnywhere: ["reach", "write", "texts", "instead", "later"],
  },
  {
    // One of theirs is not to be texted, and nobody else is named.
    across: true,
    say: [`^ please* dont ${OFTEN} reach mine please* $`],
  },
  {
    // Nobody is to text, whatever else is said.
    say: [
      `dont ${OFTEN} reach up? ((and|or)? (calling|reach))* me? again`,
      "why (_|i|you|me|have|be)* not (_|i|you|me|have|be|these)* (stop|leave|remove|removed|take me off)",
      `(to not | so i dont) get ${SMALL} (texts|notice|these)`,
      `(to|as) dont (calling|reach|dealings) ${END}`,
    ],
    unless: ["not leave of", "never stop"],
    unlessAnywhere: ["instead"],
  },
  {
    // Nobody is to text.
    say: [
      `dont ${OFTEN} reach up? ((and|or)? (calling|reach))* (me !the | again | texts|notice | mine again | to (me|again))`,
      `dont ${OFTEN} text (and|or|calling|text)* ${END}`,
      `dont ${OFTEN} text it ${END}`,
      `(dont|not) .. send .. (texts|notice !goods)`,
      `dont (again|please|you|to|be|keep|bother|need|want|have)* (send|sending) (me|these|anything|again|else|more|of|please|to)* $`,
      `(ask|rather|want|like) .. (not|stop) .. (reach|reached|reaching|write|sending me|send me|send these)`,
      `can you (like|_|please)* not (be|keep)* (reach|reaching|sending|send) .. (me !the | these | texts | again | ${END})`,
      `(dont|not) use (nomore|not)? ${SMALL} (number|me) (${END} | to reach | for (texts|notice|kind))`,
      `(not|no) need (for|to)* (reach|be reaching|keep reaching|keep sending|send|nagging|dealings) (to|up|please|with)* (me|again|texts|notice)`,
      `(not|no) need (for|of) ${SMALL} (texts|notice)`,
      `not the? allowed (to|of)? (be|me|_)? (reach|send|reaching|reached|write)`,
      `useless (of|to|for)* (me|the|you|please)* (texts|notice|reach|write|reaching)`,
      `(dont|no|not) (reach|calling|or|dealings)+ list`,
    ],
    unless: ["not leave", "never stop"],
    unlessAnywhere: ["later", "instead", "changed number"],
  },
  {
    // The same where no word of its own forbids: Spanish and French.
    say: [
      `(not|nomore) (me|the|please|again|to|want|be|keep|more|nomore|get)* write (and|or|the|to|again|please|me)* (nomore | texts | notice | anything | not (write|${END}) | these ${END} | of you | ${END})`,
      "(not|nomore) (me|the|please|again|to|want|you|be|keep|more|nomore|get)* write (more|nomore|the|of|my|anything|these|not)* (texts|notice)",
      "^ please* me write (nomore|not)",
      `^ please* write me? nomore ${END}`,
    ],
    unless: ["not leave", "never stop"],
    unlessAnywhere: ["later", "instead", "changed number"],
  },
  {
    // They are not wanted.
    say: [
      "(not|nomore) (_|me|be)* want in? (to (get|be|keep) | !to) .. texts",
      `(not|nomore) (_|me|at)* want in? .. notice (${END} | of|from|to|me|by)`,
      "(not|nomore) (_|me)? want .. (be reached|get reached|you reaching|you write|me write)",
      `(not|nomore) (_|me)? want (to|be)* get? !it these ${END}`,
      `(not|nomore) (_|me)? want to? get (these|anything|more|of|you|please|again|me)* $`,
      `(not|nomore) want (more|anything) ${END}`,
      `(not|nomore) want to? keep (of these)? ${END}`,
      `(not|nomore) want .. get .. (of|you) (you|$)`,
      `want (not|nomore|again)+ (anything|get|again|be|these|reached)+ ${END}`,
      `(not|nomore) want .. (be|get|keep) .. (in|to) ${SMALL} ${LIST}`,
      `rather not .. (get|reached|reach|be) .. (texts|reached|these|notice)`,
      `nomore (of|the|my|these|kind|to|get|sending|and|you|calling)* _? (texts|notice) (again|of (you|me)|please|to|me|and|need|be|$)`,
      `^ please* nomore of? these ${END}`,
      `^ please* nomore please* of (you|my|these|goods)* (you|number) ${END}`,
      "^ please* no texts (to|at|in)+ (these|me|number)",
      `want .. texts .. ended ${END}`,
      "nomore texts (of|for)",
      "(texts|notice) (not|never|nomore)+ me? interest",
      `(texts|notice) i? (not|nomore) want ${END}`,
      `nomore (kind|of)* dealings ${END}`,
      `^ (please|wrong|person)* (no|nomore|nor) (kind|no|not|nor|calling|more|of|and|the|or)* (dealings | _? (texts|notice)) (texts|and|or|no|nor|calling|of|you|me|to)* ${END}`,
      "(not|nomore) want .. hear of",
      "want (not|nomore)+ .. of (you|me) $",
      "not want anything .. of you",
      `(texts|these) be? (not (want | !right allowed) | unwanted) ${END}`,
      `(texts|notice) (be|not)* not (be|the)* allowed`,
      `(say|said) (to|of)? (stop|halt) ${END}`,
      `^ please* (unwanted texts | no texts+ want) ${END}`,
      `refuse (to|of|get|the|these|my|all|more|anything|_)* texts`,
      `^ please* no please* (to|of) ${SMALL} texts ${END}`,
      `^ please* (not|no) (if|more|the)* texts (more|again|please)* $`,
    ],
    unless: ["(have|getting) (nomore|not|no)", "^ (why|i)? never get"],
    unlessAnywhere: ["later", "instead", "changed number"],
  },
  {
    // It was the last.
    say: [
      `(better|made|to|please) (these|my)* (be|_)? (the|my|you)* last texts`,
      "last texts (to|of)+ me",
      "made these (the|my|you)* last (the|_)? you send",
    ],
  },
  {
    // Another way is to be used, or had been ordered.
    say: [
      `rather .. to anything ${END}`,
      "only (give|use) you? (my|the)* number (for|of)",
      `(turn|^ please* _) (me | my? notice | my? texts) to (topic|goods) (please|only|_)* ${END}`,
      "((not|nomore) want | want (not|nomore)) (not|to|get)* (my|the)* topic (again | to (me|number))",
    ],
  },
  {
    // They are wanted by no other way either.
    say: [`(want|rather|to|for|i|please) no texts ${END}`, `want (not|nomore|again) ${SMALL} (texts|notice|reached)`],
  },
];
