import { listed } from "./opt-words.ts";
import type { OptWords } from "./opt-words.ts";

/** English, with the words that Heymarket, the FCC and the CTIA name (docs/heymarket.md). */
export const ENGLISH: OptWords = {
  strong: listed("stop, stopall, unsubscribe, unsub, un subscribe, optout, opt out, stop2end, remove me"),
  slips: listed("sotp, stpo, st0p, unsubcribe, unsuscribe, unsubscibe, unsubscrib, sopt, unsb, unsubs, un sub"),
  plain: listed("cancel, end, quit, revoke, dont text, dont contact"),
  likely: listed(
    "no more, no text, no texts, no messages, no texting, discontinue, remove, delete me, take me off, block, " +
      "spam, unsubscribed, opted out, cease, halt, exit, terminate, dnc, do not call, capital stop, fuck you, " +
      "f u, screw you, go away, get lost, stop this, quit it, cut it out, knock it off, lay off, back off, " +
      "shut up, enough already, quit already, i quit, cancel all, end this, end it, desist, delete, blocked, " +
      "do not disturb, no contact, no further contact, no sms, un enroll, cancel subscription, end subscription",
  ),
  polite:
    "please pls plz thanks thank you thx ty now kindly ok okay immediately asap sir maam and period reply thankyou exclamation point mark",
  meanings: {
    // What is asked for.
    stop:
      "cut_it_out stop stopp stahp stap stp stip sto stob quit cease halt discontinue desist refrain abstain " +
      "knock_off lay_off",
    halt: "stop stopp stahp stap stp stip sto",
    cancel: "pause silence mute cancel end terminate disable deactivate kill suspend",
    turn: "cut turn shut switch",
    ended: "stopped ended discontinued cancelled canceled terminated disabled over",
    unsubscribe:
      "unregister deregister unsubscribe unsub unsubscribing unenroll optout opt_out opting_out op_out op_tout " +
      "opt_ou opt_oit opt_me/us/myself_out un_subscribe dnc",
    unsubscribed: "unsubscribed opted_out",
    opt: "opt",
    remove:
      "get_rid_of pull withdraw rmv remove delete drop scratch erase wipe unlist purge strike cross exclude omit " +
      "removing deleting",
    removed: "excluded omitted left_off/out removed deleted dropped erased unlisted taken_off blocked taken",
    removal: "removal unsubscription",
    clear: "clear",
    take: "block take get gte tke pull kick knock bump",
    lose: "dispose discard dump lose forget trash toss throw_away forget_about burn",
    leave: "leave lemme let",
    alone: "alone in_peace",
    off: "off",
    out: "outt out off",
    down: "down",
    add: "add added include including put",
    keep: "keep keeps still constantly always again continue continues",
    use: "use",
    waste: "waste wasting",
    refuse: "save decline refuse pass reject",
    revoke:
      "revoke revoked revoking withdraw withdrawn withdrawing rescind rescinded retract denied remove removing take",
    count: "count",
    honor: "honor respect acknowledge",
    // Texting somebody.
    reach:
      "follow_up sell hit_me_up text txt tex message msg contact bother spam harass disturb solicit bug pester " +
      "write ping hmu hit_me hit_up reach_out communicate messege",
    reaching:
      "notifying alerting reminding contating texting txting textin txtin txtng txing texing texring messaging " +
      "messagin msging massaging contacting contactin bothering spamming harassing harrassing bugging buggin " +
      "pestering soliciting disturbing annoying badgering hounding stalking pinging writing hitting_up blowing_up " +
      "reaching_out bombarding communicating following_up checking_in sending_texts blasting",
    reached: "texted txted contacted messaged bothered spammed solicited disturbed harassed reached",
    text: "hmu txt message msg write contact text",
    annoy: "bothering harassing spamming annoying pestering bugging driving_me_crazy/nuts/insane",
    calling: "email emails calling call calls phone_calls phoning emailing ringing",
    dealings:
      "contact follow_ups followups communicating correspondence communication follow_up following_up solicitation",
    nagging: "blowin hittin selling pitching follow asking begging checking hitting blowing following trying",
    send: "send snd",
    sending: "sending sendin getting receiving recieving giving",
    hear: "hear heard",
    get: "get getting receive receiving recieve recieving hear hearing see seeing keep continue receving",
    getting: "getting receiving recieving",
    got: "got",
    // What is sent, and from which list.
    texts:
      "text texts txt txts tex texs textes txs msg msgs message messages messaging texting txting textmessages sms " +
      "mms spam communication communications solicitation solicitations solicit* correspondence messeges",
    notice:
      "asks listings fundraising pitches sales_pitch/pitches politics donations alerts notifications notices reminders updates offers ads " +
      "promos promo promotions promotional promotionals surveys requests coupons deals blasts notification " +
      "advertisements advertising marketing newsletters stuff crap shit bs nonsense junk garbage announcements " +
      "invites",
    these: "there these this them it those all everything that thes dese dis dem here all_of_this/these",
    it: "it",
    anything: "anything nothing any any_of_this/these",
    list:
      "blast blasts mailing program thing things registry list lists lst database system systems contacts records " +
      "directory directories rolls file files chain thread group chat groupchat campaign campaigns distribution " +
      "mailings marketing outreach books",
    otherlist:
      "wait waiting waitlist guest bus price wishlist shopping roster schedule cancellation standby invite prayer " +
      "todo packing",
    goods:
      "non_stop paper mail catalog catalogs statement statements invoice invoices package packages box meds order orders " +
      "refill refills letters email emails checks check people workers guys trucks mailers brochure flowers kids " +
      "driver drivers",
    topic: "photo release form newsletter emails email physical",
    number:
      "dis/dat/ur_number/phone/cell my/this/our/her/his/that/the_number/phone/cell/line/fone/cellphone/mobile/nbr " +
      "number numbr num nbr phone fone cell line mobile # digits cellphone name info information data contact_info " +
      "details contact landline device",
    name: "name",
    kind:
      "enrollment enrolment mailing distribution voter tenant donor marketing contact outreach birthday automated " +
      "automatic auto promotional unwanted annoying stupid damn dumb freaking fucking effing unsolicited random " +
      "daily weekly constant political sales phone mobile subscription service program campaign pesky spammy " +
      "advertising stinking bloody group",
    unwanted: "unwanted unwelcome",
    // Who.
    me:
      "dis/dat/ur_number/phone/cell my/this/our/her/his/that/the_number/phone/cell/line/fone/cellphone/mobile/nbr " +
      "me us here meh",
    mine:
      "my/her/his_sons/daughters/moms/dads/wifes/husbands " +
      "my/her/his/our/the_family/house/household/wife/husband/mom/mother/dad/father/daughter/son/kid/kids/child her " +
      "him",
    my: "my our this the her his their that ur its",
    i: "i im ive id we were weve ill",
    you: "yourself youve youd youll you u ya yall yuh youre ur your yous unnu allyuh they people guys",
    them: "",
    who: "who whos whoever what",
    person: "person number family guy",
    else: "else",
    // No.
    no: "no zero",
    not:
      "nobody no_one not never dont dnt didnt did_not doesnt wont isnt arent havent wasnt cannot cant without " +
      "no_longer nor do_not wouldnt hvnt",
    nor: "nor",
    never:
      "not dont cant wont didnt never couldnt cannot can_not do_not dnt shouldnt will_not must_not hasnt doesnt " +
      "does_not",
    dont: "dont dnt don do_not donot doh doan never stop_from no_longer",
    nomore: "no_more no_further no_longer",
    more: "mroe more further longer additional future mre mor mo",
    again: "evr agn twice again anymore any_more ever no_more further nomore else agian anymor at_all",
    // Wanting.
    want: "needing want wants wanted wish wanna wan wnt need care like interested desire willing accept wanting looking",
    interest: "interested intrested intersted",
    like: "love mind",
    rather: "rather prefer preferred preference preferences settings mark set",
    need: "needed necessary reason need needs must gotta has have should better",
    must: "must",
    better: "better",
    can: "can could would will may might",
    have: "have had hve",
    has: "has have got",
    trying: "trying",
    dare: "dare",
    even: "even",
    bother: "bother",
    allowed: "right supposed allowed permitted welcome",
    // Saying.
    said:
      "say replying texting_stop sending_stop typing saying sent said told asked replied texted typed wrote " +
      "responded requested",
    say:
      "reply say said saying says replied replying asked asking told telling texted sent typed tell wrote write " +
      "begged requested text send type answer respond responding sending texting clicked hit",
    ask:
      "begging asked told begged requested asking telling tell ask said appreciate demand request requesting " +
      "demanding insist grateful",
    request: "request requests warning",
    sign:
      "opt_in opted_in sign signed signup subscribe subscribed enroll enrolled register registered ask asked " +
      "request requested agree agreed authorize authorized",
    signup: "sign_up signed_up subscribe subscribed opt_in opted_in",
    give: "given gave give gives put wrote",
    consent: "consent permission authorization authorisation authorized consented",
    see: "see ensure confirm",
    sure: "sure",
    think: "think believe",
    understand: "understand get",
    means: "mean means",
    made: "make makes making made let get",
    // Complaints.
    fedup: "im_done im_over i_am_over enough tired sick fed_up done over_it sick_and_tired annoyed annoying",
    spam: "spam harassment harassing spamming junk",
    threat:
      "legal_action cops sue suing report reporting reported block blocking blocked lawyer lawyers attorney " +
      "attorneys police court lawsuit complaint fcc ftc complaints",
    regulator: "fcc ftc attorney_general tcpa",
    law: "illegal law violating violation violates",
    insult: "shove stick f_off go_away fuck screw piss bugger buzz sod eff fck get_lost",
    wrong: "incorrect wrong wrng",
    belong: "belong belongs owned",
    many: "twice many much often times",
    times: "twice thrice times time x",
    too: "too so",
    part: "part",
    // Between the others.
    to: "to on 2",
    of: "about regarding form frm of from for off w with",
    from: "from",
    in: "in",
    for: "for",
    as: "as",
    by: "by",
    with: "with w",
    up: "up",
    the: "one another the a an",
    all: "all",
    and: "and or nor",
    or: "or",
    but: "but and",
    so: "so",
    be: "be is are was am being",
    did: "did",
    how: "how way ways",
    why: "why y when",
    if: "if next once one_more another",
    please:
      "for_real i_mean_it seriously everyday every_day daily omg omfg jesus christ nah scammer warning final wtf " +
      "bruv love_of god hell for_the_last/third/second/first/millionth_time last_time idiot please pls plz plss " +
      "pleas plese plse kindly just now already immediately asap ok okay thanks thank you thx ty permanently " +
      "forever fr ffs bro bruh dude man fool weirdo idiots jerk jerks creep people yall guys folks lady sir maam " +
      "period effective right away damn lord hi hey hello yo yes yeah nope sorry no and so really literally again w",
    break: "miss by at in over and but then so when until while because before after for on",
    // What takes the meaning away.
    later:
      "at_night nights night instead until untill till til unless yet while when whenever before after tonight " +
      "tomorrow early late driving today at_work",
    instead: "use_mine ignore another_number instead text_me_at",
    changed: "mine old new other former",
    joke:
      "amazing love_it love_you_guys kind great awesome funny hilarious blush blushing laugh laughing cry cute " +
      "sweet adorable lol haha",
    mistake: "mistake accident accidentally",
  },
};
