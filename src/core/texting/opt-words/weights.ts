// Learnt from the tables of test/tables by `node scripts/opt-weights.mjs`: change a table or a word, then run it.

/** What speaks for a wish for no more texts before anything is said, in hundredths of log odds. */
export const BIAS = -71;

/** What each meaning adds (`MEANINGS`). */
export const SINGLE =
  "other -49 end -14 of_14 48 of_2 -71 of_4 -66 of_60 135 of_8 -50 question -148 start -14 stop 158 cancel 48 " +
  "turn 17 unsubscribe 120 unsubscribed 115 baja 78 opt 80 remove 71 removed 108 take 36 leave 19 alone 41 " +
  "off 50 out 41 refuse 68 revoke 131 honor 99 reach 34 reaching 100 reached 44 write 27 calling -79 " +
  "dealings 123 nagging 37 sending 38 got -69 texts 100 notice 46 these 19 anything 59 list 36 otherlist -160 " +
  "goods -74 topic -91 number 67 digits -64 me 10 mine -66 my -16 i -10 you 17 them -15 person 75 no 29 not 34 " +
  "nomore 88 more 32 again 29 want 11 like -67 can -17 even 109 said 45 ask 38 give 27 consent 50 spam 104 " +
  "threat 97 regulator 116 law 104 insult 91 belong 93 times 59 useless 65 to 8 of 9 in -15 for -20 by -51 " +
  "the -13 and 54 but -93 be 11 did -87 how 29 if -47 break -83 meant 115 stranger 131 relative -33 day -88 " +
  "moved 70 later -100 instead -91 changed -44 joke -132 mistake -96";

/** What a meaning adds that is followed by another within three words. */
export const PAIRS: Readonly<Record<string, string>> = {
  other:
    "other -26 end -110 stop -99 cancel -104 unsubscribe 121 baja -113 take 52 off -74 reach 47 got -81 " +
    "notice 45 these -25 list -30 kind -95 me -58 my 45 i -20 you 16 no 54 want 24 said 88 consent 63 threat 78 " +
    "many 64 times 71 to 22 of -47 in 24 and 85 but -90 be -41 please -24 break -79 named 62 stranger 94 day -23 " +
    "later 33 joke -53",
  start:
    "other -22 end 94 stop 105 cancel 77 turn 90 ended -62 unsubscribe 79 baja 96 opt 83 remove 39 leave 19 " +
    "alone 39 off 19 out 53 keep -48 refuse 59 revoke 57 reach 30 reaching 59 calling -105 nagging 44 send 35 " +
    "sending -46 get -73 got -93 texts 49 these -40 anything -24 otherlist -105 goods 28 digits -62 mine -15 " +
    "my -23 i 13 who -26 not -28 nomore 60 more -21 again -99 like -65 need -40 can -7 sign -32 signup 65 " +
    "give 31 spam 66 insult 96 wrong 20 many -23 to -11 of 12 in -34 for -64 by -46 the -37 and 30 but 62 be -39 " +
    "did -92 how 33 why 31 if -16 break -66 named -49 relative -52 day -34 later -64 instead -91 changed -95 " +
    "joke -68",
  stop:
    "other -146 end 146 keep -57 reach 101 reaching 166 nagging 67 send 37 texts 152 notice 56 these 63 " +
    "list -101 goods -37 kind -78 me 50 i 122 them 62 sign -103 times 94 too -75 to -68 of -16 in -63 by -110 " +
    "the -70 and -35 be -75 please 39 break -138 named -66 later -84 joke -57",
  cancel:
    "other -230 end 45 reach 100 texts 191 notice 179 these 54 list 110 goods -135 kind 64 me -94 my 28 them 122 " +
    "of -71 and -94 please 58 day -75 later -54",
  turn: "end 42 off 25 texts 124 these 61",
  unsubscribe:
    "other -184 end 169 reach 79 calling -87 texts 67 these 120 goods -80 number 104 me -21 mine -78 my -77 " +
    "of -61 please 136",
  baja: "other -67 end 84 the -67",
  opt: "other -99 end 88 of -87",
  remove:
    "other -230 end 116 these -47 list 20 goods -75 number 187 me 152 mine -53 my -42 them 48 sign 99 " +
    "consent 104 to -95 of 64 the -23 please 73 break -76 changed -73",
  removed: "other -91 end 103 my -97 you 58 of 42",
  take: "other -118 end 30 off 57 number 77 me 69 my -41 you 51 to -64 of 98 break -71",
  lose: "end 60 number 177",
  leave:
    "other -61 end 46 alone 102 reaching 79 write 69 these -94 goods -92 me 41 my -44 to -54 of 36 please 100 " +
    "break -67",
  alone: "end 69",
  off: "other -103 reach 100 texts 104 these 91 list 108 you 82 break -89 day -90",
  out: "other -32 list 84 you 101 fedup -88",
  add: "other -122 end -74 me 44",
  keep: "other -31 end 15 write 69 sending 28 my -104 the 89",
  use: "other -87",
  refuse: "other -117 texts 123",
  revoke: "other -59 end 110 sign 105 consent 87",
  reach:
    "other -42 end 37 keep 120 number 39 me 48 mine -62 my -42 you -77 again 90 to -77 why -88 break -91 " +
    "later -79",
  reaching: "other 32 end 85 number 54 me -24 i 87 not 90 nomore 87 more 89 later -72",
  reached: "other 77",
  write: "end 55 texts 37 anything 121 goods -99 me -107 nomore 44 more 49 to -31 of 27 the -92",
  calling: "end -38 reaching 98 list 127 me -74 not 111 of -50",
  dealings: "end 110",
  nagging: "end 34 me 99",
  send: "end -27 these 39 anything 105 me 48 my -68 again 68 to 57",
  sending: "other 52 texts -36 these 125 of 85 please 69",
  hear: "you 69 of 109",
  get: "end -51 reach -37 reached 92 these 106 to -81 of 107",
  got: "end -96 reach -84 number 84 you -73",
  texts: "end 59 texts 82 me 78 no 93 more 109 to 45 of 48 the 55 please 93",
  notice: "end 52 texts 87 my -50 of 71 please 51",
  these:
    "end -24 ended -75 remove -71 dealings 81 texts 122 notice 78 list 111 i 57 no 64 not 83 spam 94 too -74 " +
    "to 29 the -52 be 74 break -50 named 49 joke -59",
  anything: "texts -68",
  list: "other -64 end 34 texts 112 of -34 please 31",
  otherlist: "end -152 stop -88",
  goods: "other 31 end -105 stop -77 goods -74 digits -61 to -49 of -63 the -78",
  topic: "other -75 end -83",
  number:
    "other -34 end 47 out 83 calling -81 texts 87 goods -81 digits -81 mine -93 you 51 not 70 wrong 94 belong 83 " +
    "of -38 the 56 be -61",
  digits: "end -82",
  kind: "other -53 texts 124 to 37 of -74",
  me:
    "other -42 end 35 stop -107 unsubscribe 38 remove 44 alone 188 off 79 out 80 keep 72 reaching 81 write 140 " +
    "calling -52 texts -25 notice -47 these 74 anything 71 otherlist -69 goods -78 number -85 my -55 not 129 " +
    "nomore 62 again 45 want 76 to -61 of 24 in -87 the -66 why -106 please -50 later -46 joke -83",
  mine: "other 85 end -76 stop -75 to 48 of -103 later -68",
  my:
    "other -49 end -43 stop -33 cancel -53 off -31 keep -67 reach 32 calling 42 texts 68 list -39 otherlist -71 " +
    "goods -134 topic -97 kind -29 me -85 mine -82 my -49 person 79 need -81 sign 86 consent 129 regulator 88 " +
    "to -24 of -51 in -46 the -69 and -61 be -60 if -75 please 46 break 34 named -101 changed -42 joke -100",
  i:
    "other 5 end -18 stop -52 cancel -79 ended -69 unsubscribe 39 unsubscribed 97 removed 52 take -13 off 37 " +
    "out -52 refuse 75 reach -95 calling 74 get -107 got -81 notice -60 you -27 them -66 no 44 not 16 " +
    "nomore -102 want -43 said 45 ask 54 consent 84 threat 107 wrong -105 of -35 by -100 the 54 be 31 please 32 " +
    "break -95 know 75 changed 74",
  you:
    "end -15 stop 48 cancel -107 keep 40 reach -75 calling -104 got 69 notice -70 list 60 goods 64 me 24 you 58 " +
    "not 91 said -48 threat 92 wrong 51 too -67 of 28 be 46 please 109",
  them: "other -56 end -47 texts 13 notice -69 goods -77 no 56 threat 127 to 42 of 51 later -61",
  who: "other -55 times -99 be 61",
  person: "end 71",
  no:
    "other -56 stop -84 cancel -106 remove -89 leave -78 reach 62 reaching 57 write 47 sending 170 texts 91 " +
    "notice 55 these 41 anything 66 goods -75 number 110 my 50 who 91 no 83 more 162 want 72 sign 153 consent 92 " +
    "to 80 of -45 the -40 be 74 named 83 later -70",
  not:
    "stop -203 cancel -114 unsubscribe -209 remove -129 take -82 lose -109 add 76 keep 119 use 52 reach 116 " +
    "reaching 54 write 74 calling 55 send 48 hear 86 texts 54 these 28 list 51 number 99 me 16 my -37 who 76 " +
    "no -60 nomore 73 more 87 again 84 want 103 like -76 sign 120 signup 71 give 103 consent 69 to 16 in 48 " +
    "be 133 break -47 named 56 customer 83 later -88",
  nomore:
    "other -118 reach 141 reaching 128 write 78 sending 140 get 83 texts 153 notice 112 these 92 anything 89 " +
    "me 76 my 43 want 62 of -35 in 72 please 25",
  more: "other -76 texts 42",
  again: "end 35 keep 101 reach 103 texts 69",
  want:
    "other -101 cancel -100 unsubscribe 61 remove 54 removed 39 off 94 out 113 reached 82 hear 61 get 82 " +
    "texts 44 these 42 anything 77 goods -78 my -25 you 35 them -79 no 48 not 55 threat -89 to -61 of 13 be 36 " +
    "break -67",
  like: "end -77",
  rather: "not 123",
  can:
    "other -18 end -32 cancel -67 unsubscribe 109 removed 91 take 47 add -91 keep -92 reach -78 send -66 my -102 " +
    "i -62 you -26 not 91 threat 68 of 90 be 61 please 91",
  have: "end 11 cancel -110 get -93 texts -129 number 93 you -51 of -63",
  said: "other 37 stop 176 my -81 of 64",
  ask: "other -93 end -31 unsubscribe 99 you 75 them -70 of 57",
  sign: "other -105 end 32 texts 67 my -117 to 40 of -44",
  signup: "other -97 these 83",
  give: "other -63 end 69 number 60 you 68",
  consent: "other -135 end 40",
  made: "other -113 end 76 stop 80",
  fedup: "other -78 end -48 reach 96 texts 184 my 42 them 89 of 105 the 55",
  spam: "other -112 end 121",
  threat: "other -88 end 120 keep 93 you 70 threat 82",
  regulator: "end 102",
  insult: "end 97",
  wrong: "other -139 end 21 list -99 goods -105 number 89 my -83 person 38 to -67 of -44",
  belong: "to 78",
  many: "texts 121 have 88",
  too: "other -67 end -41",
  part: "end -88",
  useless: "other -97 of 69",
  to:
    "other -32 end -52 stop 33 cancel -17 unsubscribe 77 removed 95 reach -21 reaching 62 write 39 get 64 " +
    "notice 47 these 93 list -66 otherlist -70 goods -93 me 51 my -80 no 109 not 124 sign -80 threat 53 of 27 " +
    "the 37 be 63 how -53 why -104 please 22 break -30 day -94 later -104",
  of:
    "other -41 end -11 reaching 52 write 58 calling -93 sending 101 texts 136 notice 85 these 61 list 104 " +
    "otherlist -79 goods -74 number -36 me -25 you 55 them 50 times 96 of 25 in -104 the 98 break -65 day -88 " +
    "joke -37",
  in: "end -28 texts 113 later -75",
  for: "other -67 end -56 them -67",
  by: "reach 81 my -67",
  up: "my -90",
  the:
    "other -21 end -22 stop -114 cancel -91 alone 98 reach 59 notice 41 these -88 list 37 otherlist -75 " +
    "goods -146 number 81 i 64 fedup -80 the -85 please 28 day -51 later -81",
  and: "other -33 end 20 stop 61 these -55 i 95 you 81 not 67 threat 92 to -71",
  but: "other -67",
  be:
    "end -33 cancel -63 removed 61 off -83 reaching -45 reached 62 these -74 my 41 not 95 of -26 please -40 " +
    "break -89 moved 64 later -75",
  did: "other -66 stop -86 my -86 you -61",
  how: "cancel 59 unsubscribe 94 these 61 my -92 can 59 to 57",
  why: "other 30 keep 113 my -121 i 57 you -59",
  if: "end -100 stop -87 keep 106 reach 100",
  please:
    "other 36 end -31 stop 65 cancel 56 remove 68 off 42 calling -98 send 43 these 55 number 66 me -33 mine -51 " +
    "my -14 i -31 no 80 nomore 49 to -70 in -65 the -44 and 100 be 61 joke -70",
  break: "end -49 to -80 for -96 the -97 and -72 please -60 named -97",
  named: "end 24",
  stranger: "end 134",
  relative: "my -85",
  ties: "other 59 end -39",
  day: "end -145 to -80",
  later: "end -103 my -85 please -88",
  instead: "end -91",
  changed: "end -28 number -80 the -75 be -78",
  joke: "end -138",
  mistake: "end -95",
};
