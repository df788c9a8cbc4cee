import { END } from "./sentence-pattern.ts";
import type { Sentences } from "./sentence-pattern.ts";

/** How people say that the one who was meant is somebody else. Words: `opt-words.ts`. */
export const STRANGERS: readonly Sentences[] = [
  {
    // Somebody else was meant.
    say: [
      `^ (please|you|have|get|be|these|the|i|think|to|and|say|_)* (wrong of? (person|number) | number wrong) ${END}`,
      "not (be|_|not)* (the|these|my) person",
      `(these|be) (not|nomore)+ (the|my)* _ number ${END}`,
      `nomore (the|my|_)? number ${END}`,
      "(number|me|these) (_|not|nomore)* (not|nomore) .. belong",
      "number please* belong",
      `(nomore (have|has) (the|these|my)* (number|me) | not (have|has) (number|me) again) ${END}`,
      `not (have|has) nomore (the|these)* (number|me) ${END}`,
    ],
    unless: ["i (_|have)? (send|said|give|text|add) .. wrong", "^ be", "not get"],
    unlessAnywhere: ["instead", "changed", "give", "topic"],
  },
  {
    // Nobody of that name is here.
    say: [
      `not (i|_|be)* know (no|anything|the|not|of|_)* named ${END}`,
      `^ (please|_|the|me)* (not|no) (have|be|anything|the|of|not|person|them|at|to|_)* named (_|named)* (at|lives) ${END}`,
      `(named|person|^ _) not lives at ${END}`,
      `at not (lives|be) (not|no|anything)* named`,
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
      `(stranger|else) number`,
      `number (be|_|not)* (not|nomore)+ be? person of`,
      `not be person ${END}`,
      "not have (of|anything|the)* ties (in|to|with|at)",
      "(not|no|have) (have|anything|of)* ties of",
      "meant (for|to|_)* stranger",
      "(texts|notice) .. meant (for|to|_)",
      "(number|these) the? belong to? me",
      "not know? who (be|_)? (named|_) (be|$)",
      "(have|has) wrong the? number",
      "wrong number (of|for)+ named",
      "(named|_) .. give (you|them|the|me)* wrong the? number",
      `(not|nomore) lives at ${END}`,
      `number be? (not|nomore)+ be? (not|nomore)* (the|of|to|for)+ (named | _) ${END}`,
      `(not|no) (be|i|the|not|you|have|get|_)* (who|person|the)* (you|to|of|_)* meant`,
      `(not|no) (be|i|the|not|you|have|get|to|_)* right (person|number)`,
      `(^|you|have|get|got|has|be|made|i) (please|the|be|of|_)* wrong of? (person|number)+ (_ named | ${END})`,
      `(be|you) (_|the)* stranger ${END}`,
      `(not|nomore) (be|_|the)* (you|nomore) customer`,
      `^ (_|please)* not my? number+ ${END}`,
    ],
    unless: ["^ be", "i (_|have)? (send|said|give|text|add) .. wrong"],
    unlessAnywhere: ["relative", "instead", "changed", "give", "topic", "digits"],
  },
];
