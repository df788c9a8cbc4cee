import { END } from "./sentence-pattern.ts";
import type { Sentences } from "./sentence-pattern.ts";

/** How people say that the one who was meant is somebody else. Words: `opt-words.ts`. */
export const STRANGERS: readonly Sentences[] = [
  {
    // Who it is not, says the whole text; somebody died and is to be taken out; nobody here has business there.
    across: true,
    say: [
      "^ please* (not|wrong) (the|be)* named please* $",
      "^ (please|these|i)* not (be|the|my|not)* (relative|mine) of named please* $",
      `died .. next (please|can|you|i)* (remove|lose|stop)`,
      "^ not at (have|has) (the|_)* (visit|named|ties|customer)",
    ],
  },
  {
    // The number has another owner.
    say: [
      `(named|relative|mine|them|^ _) (have|has|the|_)* reassigned (my|the)* number? _* ${END}`,
      `number (be|has|have|the|_|please)* reassigned`,
      `reassigned (of|the|my)* number`,
      `^ (please|my)* these (be|the)* reassigned ${END}`,
    ],
    unlessAnywhere: ["digits", "i reassigned (the|my)* _", "use", "keep", "topic"],
  },
  {
    // A number was noted by mistake, or was never that person's.
    say: [
      `(^|_|mine|named) (_|please|has|have)* (add|give|got|_) (you|the|my)* number (down|_)* (by|in)? mistake`,
      "number (_|got|be|has|have|add)* (by|in)? mistake",
      `sure (you|_|have|these|be|my|the)* right (person|number) ${END}`,
      "^ (i|have)* not (be|the)+ named",
      `(!it these|texts|notice) (be|_)* to (the|my)* wrong (_|person|number) ${END}`,
      "you (have|_|of|must)* wrong _ (the|them)* number",
      `^ (please|i? think|sure|to|_|you)* (have|has|must|got|be)+ reassigned (for|of) (mine|them|named|relative|_) ${END}`,
    ],
    unless: ["i (_|have|please)? (send|said|give|text|add)", "^ _ you have"],
  },
  {
    // Where do they have the number from, and who allowed that?
    say: [
      `who (did|you|have|has|give|them|the|_)* give (you|them)? number ${END}`,
      `(who|why|how) .. (said|say|ask|allowed|give) .. (reach|write|send|sending) .. (me|these|anything|notice|texts|${END})`,
      `(who|why) (did|be|have|i)* (sign|signup|add) me? (up|in|to|for|of|get)* (these|texts|list) ${END}`,
    ],
    unlessAnywhere: ["instead", "joke"],
  },
  {
    // Somebody else was meant.
    say: [
      `^ (please|you|have|get|be|these|the|i|think|to|and|say|_)* (wrong of? (person|number) | number wrong) ${END}`,
      "not (be|_|not)* (the|these|my) person !who",
      `(these|be) (not|nomore)+ (the|my)* _ number ${END}`,
      `nomore (the|my|_)? number ${END}`,
      "(number|me|these) (_|not|nomore)* (not|nomore) .. belong",
      "number please* belong",
      `(nomore (have|has) (the|these|my)* (number|me) | not (have|has) (number|me) again) ${END}`,
    ],
    unless: ["i (_|have)? (send|said|give|text|add) .. wrong", "^ be", "not get"],
    unlessAnywhere: ["instead", "changed", "give", "topic"],
  },
  {
    // Nobody of that name is here.
    say: [
      `not (i|_|be)* know (no|anything|the|not|of|_)* named ${END}`,
      `not (i|_|be)* know ((to|the|these)* !number person | to (to|the)+) ${END}`,
      `(not|no) (at|be|of|by|with|the)* (these|my)* name .. (lives|at|${END})`,
      `^ (please|_|the|me)* (not|no) (have|be|anything|the|of|not|person|them|at|to|_)* named (_|named)* (at|lives) ${END}`,
      `at not (lives|be|have|_) (not|no|anything)* named`,
      `(person|named|^ _|relative) (not|nomore)+ lives (nomore|not)* (at | _ me | of me)`,
      `(these|number|i|^ not) (be|not|these)* not (be|not|the|number|of|these)* named (number|named)* (and | ${END})`,
      `(^|i|be|these) not named .. number ${END}`,
    ],
    unlessAnywhere: ["relative", "day", "give", "digits"],
  },
  {
    // Neither the one, nor the number.
    say: [
      `number (be|to|not|_)* belong (to|of) (stranger|else|named)`,
      `number (not|nomore|me|them|_)* (not|nomore) .. belong`,
      `nomore have (the|these|my)* number ${END}`,
      "(not|no|have) (have|anything|of)* ties of",
      "meant (for|to|_)* stranger",
      "(texts|notice) .. meant (for|to|_)",
      "not know? who (be|_)? (named|_) (be|$)",
      "(have|has) wrong the? number",
      "wrong number (of|for)+ named",
      `(not|nomore) lives at ${END}`,
      `number be? (not|nomore)+ be? (not|nomore)* (the|of|to|for)+ (named | mine | relative | my relative | _) ${END}`,
      `(not|no) (be|i|the|not|you|have|get|_)* (who|person|the)* (you|to|of|_)* meant`,
      `(not|no) (be|i|the|not|you|have|get|to|_)* right (person|number)`,
      `(^|you|have|get|got|has|be|made|i|joke) (please|the|be|of|_)* wrong of? (person|number)+ (_ named | ${END})`,
      `(not|nomore) (be|_|the)* ((you|nomore) customer | customer of you)`,
      `^ (_|please)* not my? number+ ${END}`,
    ],
    unless: ["^ be", "i (_|have)? (send|said|give|text|add) .. wrong"],
    unlessAnywhere: ["relative", "instead", "changed", "give", "topic", "digits"],
  },
];
