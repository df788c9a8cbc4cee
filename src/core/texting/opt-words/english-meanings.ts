import { ENGLISH_STRANGERS } from "./english-strangers.ts";
import type { Meanings } from "./opt-words.ts";

/** What English words mean where somebody says whether they want texts. */
export const ENGLISH_MEANINGS: Meanings = {
  ...ENGLISH_STRANGERS,
  // What is asked for.
  stop:
    "cut_it_out come_to_an_end/stop put_an_end/stop_to stop stopp stahp stap stp stip sto stob quit cease halt discontinue desist refrain abstain knock_off " +
    "lay_off stopping quitting ceasing leave_off hold_off chill_with ease_up chill_w go_easy_on give_it_a_rest " +
    "ease_off",
  halt: "stop stopp stahp stap stp stip sto",
  cancel:
    "uncheck untick pause silence mute cancel end terminate disable deactivate kill suspend cease discontinue shut_off do_away_with " +
    "get_rid_of_the/these/all pull_the_plug_on",
  turn: "cut turn shut switch",
  ended: "stopped ended discontinued cancelled canceled terminated disabled",
  unsubscribe:
    "unregister deregister unsubscribe unsub unsubscribing unenroll optout opt_out opting_out op_out op_tout opt_ou " +
    "opt_oit opt_me/us/myself_out un_subscribe dnc unsubscribed unsubscribes unsubcribe unsuscribe unsubscibe " +
    "unsubscrib opt_out_of opts_out mute_me opt_owt opt_me_outta",
  unsubscribed: "unsubscribed opted_out",
  opt: "opt",
  remove:
    "get_rid_of pull withdraw rmv remove delete drop scratch_me/my/us/our/this erase wipe unlist purge strike cross exclude omit " +
    "removing deleting scrub expunge eliminate eject detach unlink deleted wiping scrubbing striking rid",
  removed:
    "excluded omitted left_off/out removed deleted dropped erased unlisted taken_off blocked taken scrubbed expunged " +
    "wiped purged eliminated",
  removal: "removal unsubscription deletion erasure",
  clear: "clear",
  take: "block take get gte tke pull kick knock_me/us bump drop remove scrub rm tak",
  lose: "dispose discard dump lose forget trash toss throw_away forget_about burn scrap shred",
  leave: "leave lemme let",
  alone: "alone in_peace",
  off: "off",
  out: "outt out off outta outa",
  down: "down",
  add: "add added include including put",
  keep: "keep keeps still constantly always again continue continues",
  use: "use usage process processing using",
  waste: "waste wasting",
  refuse: "save decline refuse pass reject object opposed oppose forbid prohibit",
  revoke:
    "revocation revoke revoked revoking withdraw withdrawn withdrawing rescind rescinded retract denied remove removing take",
  count: "count",
  honor: "honor respect acknowledge",
  // Texting somebody.
  reach:
    "follow_up sell hit_me_up text txt tex message msg contact bother spam harass disturb solicit bug pester write " +
    "ping hmu hit_me hit_up reach_out communicate messege nag hound badger blast bombard page pitch solict notify " +
    "alert inundate flood harras",
  reaching:
    "notifying alerting reminding contating texting txting textin txtin txtng txing texing texring messaging messagin " +
    "msging massaging contacting contactin bothering spamming harassing harrassing bugging buggin pestering " +
    "soliciting disturbing annoying badgering hounding stalking pinging writing hitting_up blowing_up reaching_out " +
    "bombarding communicating following_up checking_in sending_texts blasting nagging inundating flooding " +
    "sending_messages spaming harrasing contactng hittin_up hitting_me_up reachin messagn textng",
  reached:
    "texted txted contacted messaged bothered spammed solicited disturbed harassed reached notified alerted pestered " +
    "harrassed pinged hounded bombarded written emailed_and_texted",
  text: "hmu txt message msg write contact text",
  annoy:
    "bothering harassing spamming annoying pestering bugging driving_me_crazy/nuts/insane disturb disturbs bother " +
    "bothers annoy annoys wake wakes waking upset upsets irritating",
  calling: "email emails calling call calls phone_calls phoning emailing ringing",
  dealings:
    "contact follow_ups followups communicating correspondence communication follow_up following_up solicitation",
  nagging: "blowin hittin selling pitching follow asking begging checking hitting blowing following trying",
  send: "send snd sen sned sending deliver",
  sending: "sending sendin getting receiving recieving giving",
  hear: "hear heard",
  get: "get getting gettin gettn receive receiving recieve recieving hear hearing see seeing keep continue receving",
  getting: "getting gettin gettn receiving recieving",
  got: "got",
  // What is sent, and from which list.
  texts:
    "text texts txt txts tex texs textes txs msg msgs message messages messaging texting txting textmessages sms mms " +
    "spam communication communications solicitation solicitations solicit* correspondence messeges txtmsg txtmsgs " +
    "textmsgs textmessage massages_texts mesages msges smses bot robot robots bots robotexts",
  notice:
    "asks listings fundraising pitches sales_pitch/pitches politics donations alerts notifications notices reminders " +
    "updates offers ads promos promo promotions promotional promotionals surveys requests coupons deals blasts " +
    "notification advertisements advertising marketing newsletters stuff crap shit bs nonsense junk garbage " +
    "announcements invites adverts advert ad specials push pushes flyers bulletins spiel propaganda invitations " +
    "campaigns nudges pings links link",
  these: "em thats there these this them it those all everything that thes dese dis dem here all_of_this/these",
  it: "it",
  anything:
    "anything nothing any any_of_this/these anywhere nowhere nothin nuthin nethin anythin nething nothn anythng none",
  list:
    "blast blasts mailing program thing things registry list lists lst lsit database system systems contacts records " +
    "directory directories rolls file files chain thread group chat groupchat campaign campaigns distribution " +
    "mailings marketing outreach books roster_of_texts rolodex databases listing listserv mailinglist subscribers " +
    "recipients crm txtlist keyword loop",
  otherlist:
    "pickup pick_up carpool supply wait waiting waitlist guest bus price wishlist shopping roster schedule cancellation standby invite prayer todo " +
    "packing",
  goods:
    "non_stop paper mail catalog catalogs statement statements invoice invoices package packages box meds order " +
    "orders refill refills letters email emails checks check people workers guys trucks mailers brochure flowers kids " +
    "driver drivers directions error errors glitch ordered bill bills charge charges receipt",
  topic:
    "photo release form newsletter emails email physical email/emails/mail_instead " +
    "email/mail_me/us/it/them/these_instead my/by/via/an_email/mail_instead e_mail_instead e_mail_me_instead",
  number:
    "dis/dat/ur/da_number/numba/phone/cell my/this/our/her/his/that/the_number/phone/cell/line/fone/cellphone/mobile/nbr " +
    "number numbr numba num nbr phone fone cell line mobile # digits cellphone name info information data contact_info " +
    "details contact landline device profile",
  name: "name",
  kind:
    "enrollment enrolment mailing distribution voter tenant donor marketing contact outreach birthday automated " +
    "automatic auto promotional unwanted annoying stupid damn dumb freaking fucking effing unsolicited random daily " +
    "weekly constant political sales phone mobile subscription service program campaign pesky spammy advertising " +
    "stinking bloody group mass bulk whatever",
  unwanted: "unwanted unwelcome",
  // Who.
  me:
    "dis/dat/ur_number/phone/cell my/this/our/her/his/that/the_number/phone/cell/line/fone/cellphone/mobile/nbr me us " +
    "here meh",
  mine:
    "my/her/his_sons/daughters/moms/dads/wifes/husbands " +
    "my/her/his/our/the_family/house/household/wife/husband/mom/mother/dad/father/daughter/son/kid/kids/child her him " +
    "my/our_family/household/kids/parents/sister/brother/grandma/grandmother/grandpa/employee/employees/tenant/client " +
    "my_mom/grandma/nana/granny/baby",
  my: "my our this the her his their that ur its",
  i: "i im ive id we were weve ill",
  you: "yourself youve youd youll you u ya yall yuh youre ur your yous unnu allyuh they people guys",
  who: "who whos whoever what whoever_this_is wherever",
  person:
    "person number family guy gal girl woman man dude chick fella lady individual human household account_holder/owner",
  else: "else",
  // No.
  no: "no zero",
  not:
    "nobody at_no_point/time no_one not never dont dnt didnt did_not doesnt wont isnt arent havent wasnt cannot cant without no_longer " +
    "nor do_not wouldnt hvnt aint ain_t isn_t idk",
  nor: "nor",
  never:
    "not dont cant wont didnt never couldnt cannot can_not do_not dnt shouldnt will_not must_not hasnt doesnt " +
    "does_not",
  dont: "dont dnt don do_not donot doh doan never stop_from no_longer",
  nomore: "nomore no_more no_further no_longer nmore nomore no_moar no_mor",
  more: "mroe moar more further longer additional future mre mor mo",
  again: "evr agn twice again anymore any_more ever no_more further nomore else agian anymor at_all",
  // Wanting.
  want:
    "needing want wants wanted wish wanna wan wnt need care like interested desire willing accept wanting looking " +
    "tryna trynna",
  interest: "interested intrested intersted",
  like: "love mind",
  rather: "rather prefer preferred preference preferences settings mark set",
  need: "needed necessary reason need needs must gotta has should better",
  must: "must",
  better: "better",
  can: "can could would will may might",
  have: "have had hve",
  has: "has have got",
  trying: "trying tried",
  dare: "dare",
  even: "even",
  bother: "bother",
  allowed: "right supposed allowed permitted welcome authorized",
  // Saying.
  said:
    "sed say replying texting_stop sending_stop typing saying sent said told asked replied texted typed wrote responded " +
    "requested",
  say:
    "reply say said saying says replied replying asked asking told telling texted sent typed tell wrote write begged " +
    "requested text send type answer respond responding sending texting clicked hit",
  ask:
    "begging asked told begged requested asking telling tell ask said appreciate demand request requesting demanding " +
    "insist grateful",
  request: "request requests warning notice",
  sign:
    "fill_out filled_out opt_in opted_in opting_in subscribing signing_up sign signed signup subscribe subscribed enroll enrolled register registered ask asked request " +
    "requested agree agreed agreeing authorize authorized signing enrol opt consent consented",
  signup:
    "sign_up signed_up signing_up opting_in subscribing subscribe subscribed opt_in opted_in enrolled enroll signd register registered",
  give: "given gave give gives put wrote",
  consent:
    "consent permission authorization authorisation authorized consented authorize consenting okay permision concent",
  see: "see ensure confirm",
  sure: "sure",
  think: "think believe",
  understand: "understand get",
  means: "mean means",
  made: "make makes making made let get",
  // Complaints.
  fedup:
    "im_done im_over i_am_over enough tired sick fed_up done over_it sick_and_tired annoyed annoying had_enough " +
    "had_it had_my_fill",
  spam: "spam stalking harassment harassing spamming junk spammer spammers harrassment nuisance",
  threat:
    "legal_action carrier screenshot cops sue suing report reporting reported block blocking blocked lawyer lawyers attorney attorneys " +
    "police lawsuit complaint fcc ftc complaints legal bbb authorities ag suit 7726 in_court to_court small_claims " +
    "see_what_happens turning/handing_this/it/these/you_over",
  regulator: "no_call_registry/list do_not_call_registry/list fcc ftc attorney_general tcpa bbb last/final_warning",
  law: "illegal law violating violation violates",
  insult: "shove stick shut_up shut_the_hell/fuck_up f_off go_away fuck screw piss bugger buzz sod eff fck get_lost",
  wrong: "incorrect wrong wrng fake",
  belong: "belong belongs owned",
  many: "twice many much often times how_many",
  times: "twice thrice times time x thousand_times",
  too: "too so",
  part: "part",
  // Between the others.
  to: "to on 2",
  of: "about regarding form frm of from for off w with",
  from: "from",
  in: "in",
  for: "for 4 fo",
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
  be: "be is are was am being been",
  did: "did",
  how: "how way ways where howd hows whered wheres what/which_word/keyword whats_the_word/keyword what_do/should/must/can_i",
  why: "why y when",
  if: "if next once one_more another",
  please:
    "nty smh tbh btw lmao pal buddy bud mate hun hon sweetie boss brotha brah tf the_fuck/hell/heck/f for_real i_mean_it seriously everyday every_day daily omg omfg jesus christ nah scammer warning final wtf " +
    "love_of god hell for_the_last/third/second/first/millionth_time last_time idiot please pls plz plss pleas plese " +
    "plse kindly just now already immediately asap ok okay thanks thank you thx ty permanently forever fr ffs bro " +
    "bruh dude man fool weirdo idiots jerk jerks creep people yall guys folks lady sir maam period effective right " +
    "away damn lord hi hey hello yo yes yeah nope sorry no and so really literally again w " +
    "for_petes/christs/gods/heavens_sake going_forward from_now_on henceforth hereafter effective_immediately at_once " +
    "pretty_please",
  break: "miss by at in over and but then so when until while because before after for on",
  // What takes the meaning away.
  later:
    "at_night nights night instead until untill till til unless yet while when whenever before after tonight tomorrow " +
    "early late driving today at_work",
  instead: "use_mine ignore another_number instead text_me_at use_this/that_one",
  changed: "mine old new other former",
  joke:
    "amazing love_it love_you_guys kind great awesome funny hilarious blush blushing laugh laughing cry cute sweet " +
    "adorable lol haha",
  mistake: "sorry_for/about_all/so/my/the mistake accident accidentally in_error",
  daily:
    "daily everyday every_day every_single_day/morning/night/week every_week/morning/night/hour constantly nonstop " +
    "non_stop all_the_time all_day all_day_long day_after_day day_and_night around_the_clock",
  useless: "pointless useless unnecessary waste_of_time",
  privacy: "gdpr ccpa tcpa privacy_rights can_spam",
  bye: "bye goodbye byee buhbye adios adieu good_bye cya later",
};
