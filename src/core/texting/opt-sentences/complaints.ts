import { END, SMALL } from "./sentence-pattern.ts";
import type { Sentences } from "./sentence-pattern.ts";

/** How people send somebody away, complain of too many texts, and threaten. Words: `opt-words.ts`. */
export const COMPLAINTS: readonly Sentences[] = [
  {
    // The sender is to go away.
    say: [
      `leave (my? me | mine) (the|you|please)* alone (of ${SMALL} texts | !of)`,
      `leave me (${END} | be ${END} | of ${SMALL} texts)`,
      `(^ (please|and)* | please) insult (off|you|me)* (of|and|with)* (these|please|you|me)* $`,
      `insult .. (list|texts|stop)`,
      "(reach|spam) ((_|who) else | stranger)",
    ],
    unlessAnywhere: ["joke"],
  },
  {
    // It was too much, and what follows if it goes on.
    say: [
      `threat (you|these|to|as|spam|the|of)* (you|them|number) ${END}`,
      `(you|them) (_|to|be|have)* threat ${END}`,
      `^ number threat ${END}`,
      "number can be threat",
      `^ please* threat me ${END}`,
      `if times? (i|_|the|be|calling)* threat ${END}`,
      "threat .. if .. (reach|texts|reaching|write|send|stop|keep|get)",
      "if .. (reach|texts|write|keep|send|these) .. and? .. threat",
      "(reach|send|texts) .. again and? .. threat",
      "threat .. .. if .. (texts|reach|these)",
      "threat .. for? spam",
      "keep these up and i",
      `(these|you|dealings|it|texts) (can|be)* (_|the|of)* spam (and | ${END})`,
      "you be? spam me",
      `^ please* threat and threat ${END}`,
      `(why|how) (you|i|_|me|be|the|to)* keep (_|and)? (reaching | texts | write | (sending|get) (${SMALL} (texts|these|notice) | me | ${END}))`,
      "many (of|times)+ (_|i|you|to|have|need|can)* (said|stop|unsubscribe)",
      "times .. said .. (stop|unsubscribe|not)",
      `why (_|i|be|keep|you|have)* (get|to|in) ${SMALL} (texts | notice | list | these ${END})`,
      `i (_|have|please)* said no (${END} | .. times)`,
      `(keep getting | getting keep | i keep get) ${SMALL} (texts | notice ${END} | these ${END})`,
      "me keep write",
      "(me|^) keep annoy",
      "keep write .. texts",
      `(you|texts|these) (be|_)* annoy (me|${END})`,
      "annoy (me|of|with|the|these|you)* texts",
      "(you|^) me (be|keep|_)? annoy",
      "(you|have) _? reached (to|the|_)* (me|number)? .. times",
      "many .. (say|said) .. (no|stop)",
      "if .. keep .. (reaching|texts|write)",
      "regulator",
      "(reach|reaching|texts) (me|number)? .. law",
      "law (to|of) reach",
      "(not|part) .. (understand|of) (the _)? stop",
      "have to say stop",
      "stop means",
      `fedup (please|of|_)* (get these | of (these|you|it)) ${END}`,
      `i (_|be|have)* threat you ((to|as) | ${END})`,
      `fedup (please|of|the|my|get|all|these|you|to|many|sending|kind)* (texts|notice)`,
      `^ (please|_|be|too|you|me|send|write|have|i|get)* many (of|the|many)* texts ${END}`,
    ],
    unless: ["^ be these", "(want|like) to keep"],
    unlessAnywhere: ["joke", "instead"],
  },
  {
    // Too often, too much.
    say: [
      `(texts|notice) (me|be|_|not|keep|you)* annoy`,
      `^ (please|many|_)? spam ${END}`,
      "(more|again|nomore|if) .. texts .. threat",
      "leave me (the|_)* of (the|my|you)* (texts|notice)",
      "(reach|reaching|write) .. stranger",
      `^ (i|_|please|have)* threat (to|the)* digits ${END}`,
      `if .. (to|of) my threat ${END}`,
      "refuse (to|of|the|be|_)* (texts|use|reached)",
    ],
    unlessAnywhere: ["joke"],
  },
];
