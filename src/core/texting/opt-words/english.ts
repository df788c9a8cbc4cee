import { ENGLISH_MEANINGS } from "./english-meanings.ts";
import { listed } from "./opt-words.ts";
import type { OptWords } from "./opt-words.ts";

/** English, with the words that Heymarket, the FCC and the CTIA name (docs/heymarket.md). */
export const ENGLISH: OptWords = {
  strong: listed("stop, stopall, unsubscribe, unsub, un subscribe, optout, opt out, stop2end, remove me"),
  slips: listed(
    "sotp, stpo, st0p, unsubcribe, unsuscribe, unsubscibe, unsubscrib, sopt, unsb, unsubs, un sub, unscribe",
  ),
  plain: listed("cancel, end, quit, revoke, dont text, dont contact"),
  likely: listed(
    "no more, nomore, no text, no texts, no messages, no texting, discontinue, remove, delete me, take me off, block, " +
      "spam, unsubscribed, opted out, cease, halt, exit, terminate, dnc, do not call, capital stop, fuck you, " +
      "f u, fuck off, fck off, piss off, f off, gtfo, screw you, go away, get lost, beat it, bug off, jog on, give it a rest, stop this, quit it, cut it out, knock it off, lay off, back off, " +
      "shut up, enough is enough, no moar, shut it off, turn it off, enough already, quit already, i quit, cancel all, cancel everything, end all, end everything, never again, end this, end it, desist, delete, blocked, " +
      "do not disturb, no contact, no further contact, no sms, un enroll, cancel subscription, end subscription, no means no, reported, blocked and reported, unfollow, blocking, none of these, " +
      "nothing more from you, nothing else from you, nothing more from you guys, nothing else from you guys, nothing more from you people, nothing else from you people, nothing more from yall, nothing else from yall",
  ),
  polite:
    "please pls plz thanks thank you thx ty now kindly ok okay immediately asap sir maam and period reply thankyou nty exclamation",
  meanings: ENGLISH_MEANINGS,
};
