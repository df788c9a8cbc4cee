import type { Meanings } from "./opt-words.ts";

/** What English words mean where somebody says that somebody else was meant, or what another's errand is about. */
export const ENGLISH_STRANGERS: Meanings = {
  know: "know knw kno recognize idk dunno",
  at: "here in_this_house/home at_this_number",
  lives: "live lives lived resides reside works worked stays",
  meant: "trying_to_reach/contact/text/find looking_for after you_think think_i_am think_this_is think_it_is u_think",
  right: "right correct same",
  customer:
    "customer customers client clients patient patients member members tenant parent student employee subscriber",
  stranger:
    "stranger nothing_to_do_with somebody/someone_else somebody/someone_elses somebody/someone_who_cares another/different/other_person",
  relative:
    "wife husband mom mother dad father sister brother son daughter aunt uncle nanny partner roommate assistant hes " +
    "shes hell shell he_is/will/said/wants she_is/will/said/wants talk speak they_said covering handle ask",
  day:
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september " +
    "october november december mon tues wed thurs fri sat english spanish french christmas easter thanksgiving",
  moved: "moved gone left divorced graduated retired switched moved_away/out",
  died:
    "passed died deceased dead passed_away passed_on no_longer_with_us isnt_with_us_anymore in_heaven late_husband/wife/mother/father/mom/dad " +
    "widow buried",
  reassigned:
    "reassigned recycled_number new/previous/prior/former_owner new/previous/prior_holder used_to_be/belong/have/own assigned took_over taken_over " +
    "before_me belonged inherited changed/switched_number/numbers/phones changed_his/her/their/the_number/phone/cell " +
    "got/has_a_new/different_number/phone got/had_this_number/phone/cell was_his/her/their_number/phone/cell sold_this/his/her/their_number/phone/cell mine_now its_mine an/the_old/outdated_number a_company/work/corporate/business/office/school_phone/cell/cellphone/line/landline",
  only: "only solely strictly",
  last: "last final",
  visit:
    "appointment appt appointments appts reservation reservations booking lesson lessons class practice cleaning checkup " +
    "haircut order orders meeting session flight membership",
  named: "mr mrs ms miss",
  ties: "kids kid child children account loan policy relationship business association connection dealings",
};
