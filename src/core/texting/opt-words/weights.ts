// Learnt from the tables of test/tables by `node scripts/opt-weights.mjs`: change a table or a word, then run it.

/** What speaks for a wish for no more texts before anything is said, in hundredths of log odds. */
export const BIAS = -65;

/** What each meaning adds (`MEANINGS`). */
export const SINGLE =
  "other -53 end -11 of_14 53 of_2 -78 of_4 -66 of_60 144 of_8 -46 question -150 start -11 stop 156 cancel 39 " +
  "turn 31 unsubscribe 126 unsubscribed 106 baja 77 opt 67 remove 63 removed 97 take 28 leave 19 alone 45 " +
  "off 48 out 30 refuse 57 revoke 122 reach 34 reaching 102 reached 51 write 23 calling -90 dealings 135 " +
  "nagging 35 sending 40 got -69 texts 110 notice 40 these 13 anything 51 list 38 otherlist -165 goods -74 " +
  "topic -102 number 73 digits -60 me 1 mine -60 my -25 i -10 you 17 them -18 person 69 no 22 not 33 nomore 98 " +
  "again 29 want 2 like -69 even 93 said 38 give 33 consent 61 spam 105 threat 83 regulator 112 law 98 " +
  "insult 93 belong 93 times 69 useless 68 of 10 for -20 by -64 the -8 and 60 but -59 be 17 did -80 how 23 " +
  "if -44 please -5 break -85 meant 111 right -49 customer 56 stranger 131 ties 24 day -89 moved 75 later -98 " +
  "instead -105 changed -58 joke -141 mistake -92";

/** What a meaning adds that is followed by another within three words. */
export const PAIRS: Readonly<Record<string, string>> = {
  other:
    "other -28 end -107 stop -98 cancel -108 unsubscribe 122 baja -85 take 40 off -64 reach 56 reaching 29 " +
    "notice 30 these -24 list -35 kind -95 me -62 my 46 you 23 them -21 no 57 nomore 70 want 16 said 77 " +
    "threat 85 many 75 times 76 to 24 of -44 in 27 and 80 but -113 be -46 please -29 break -75 named 71 right 79 " +
    "stranger 89 day -31 later 36 joke -52",
  start:
    "other -20 end 100 stop 103 cancel 86 turn 85 ended -71 unsubscribe 83 baja 97 opt 69 remove 35 leave 18 " +
    "alone 48 off 23 out 34 add 8 keep -56 refuse 51 revoke 53 reach 28 reaching 61 calling -107 nagging 56 " +
    "send 33 sending -47 get -72 got -83 texts 50 these -36 otherlist -97 number 3 digits -55 mine -10 my -19 " +
    "i 13 who -34 no 10 not -30 nomore 67 more -19 again -77 like -65 can -12 have -12 sign -41 signup 68 " +
    "give 30 consent -38 fedup 22 spam 70 threat 10 insult 95 many -5 to -7 of 10 in -38 for -54 the -31 and 55 " +
    "be -43 did -81 how 32 why 23 if -18 break -65 named -47 right -78 relative -86 day -38 later -69 " +
    "instead -105 changed -92 joke -66",
  stop:
    "other -143 end 154 keep -79 reach 97 reaching 170 nagging 52 send 42 texts 148 notice 51 these 56 list -95 " +
    "goods -36 kind -58 me 48 my -12 i 120 them 55 sign -115 too -77 to -58 in -57 by -126 the -85 and -53 " +
    "be -74 please 48 break -126 named -76 later -95 joke -58",
  cancel:
    "other -221 end 43 reach 91 texts 176 notice 167 these 52 list 99 goods -108 kind 59 me -86 my 23 them 110 " +
    "of -71 and -120 please 52 break -91 later -79",
  turn: "other -41 off 24 texts 91 these 57",
  unsubscribe:
    "other -199 end 164 reach 80 calling -91 texts 120 these 112 goods -78 number 103 me -24 mine -86 my -94 " +
    "of -64 please 122",
  baja: "other -63 end 83 the -65",
  opt: "other -105 end 80",
  remove:
    "other -228 end 118 these -53 list 24 goods -56 number 176 me 168 mine -56 my -39 you 43 them 51 sign 105 " +
    "consent 73 to -105 of 59 the -28 please 71 changed -100",
  removed: "other -92 end 109 these 81 my -65 of 43",
  take: "other -115 end 28 off 50 number 66 me 82 my -46 you 61 to -53 of 104 break -67",
  lose: "end 53 number 159",
  leave:
    "other -44 end 39 alone 95 reaching 86 write 85 these -106 goods -108 me 46 my -58 to -51 of 36 please 96 " +
    "break -82",
  alone: "end 72",
  off: "other -97 reach 113 texts 96 notice 80 these 83 list 110 otherlist -75 you 61 break -89 day -114",
  out: "other -34 end 41 list 90 you 94",
  add: "other -98 me 38",
  keep: "other -26 end 20 write 85 send 78 sending 44 texts 13 my -101 want -88 the 73 and 79",
  use: "other -76 end 50",
  refuse: "other -85 texts 108",
  revoke: "other -59 end 119 sign 93 consent 88",
  reach:
    "other -37 end 45 keep 108 number 35 me 60 mine -57 my -45 you -73 nomore 99 again 105 to -51 why -99 " +
    "break -71 named -89 later -76",
  reaching: "end 86 number 50 me -17 i 88 not 92 nomore 67 more 110 later -99",
  reached: "other 75",
  write: "end 46 texts 25 anything 135 goods -110 me -103 nomore 61 more 72 of 40 the -102 please 37",
  calling: "end -39 reaching 100 list 125 me -74 not 123 threat 83",
  dealings: "end 105",
  nagging: "end 30 me 115",
  send: "these 42 anything 94 me 45 my -75 again 55 to 44",
  sending: "other 47 texts -34 these 126 of 80 please 58",
  hear: "of 99",
  get: "end -49 reach -40 reached 93 these 120 to -82 of 121 break -66",
  got: "end -106 reach -83",
  texts: "end 59 texts 76 me 105 more 106 to 43 of 30 the 63 please 96",
  notice: "end 55 texts 82 me 85 of 61 please 55",
  these:
    "end -20 dealings 87 texts 131 notice 94 these 48 list 106 i 63 no 56 not 99 spam 94 to 35 the -64 be 65 " +
    "please -21 break -44 named 47",
  anything: "texts -81",
  list: "other -75 end 30 texts 101 to 32 of -40 please 23",
  otherlist: "end -158 stop -97",
  goods: "other 40 end -108 stop -74 goods -70 digits -46 to -50 of -71 the -79",
  topic: "end -81",
  number:
    "other -29 end 65 out 94 list 36 goods -82 digits -66 you 44 not 60 nomore 88 wrong 75 to 36 of -39 the 50 " +
    "be -65",
  digits: "end -72 digits -61 please -81",
  kind: "other -52 texts 112 to 30 of -70",
  me:
    "other -41 end 39 stop -109 unsubscribe 44 remove 51 alone 196 off 86 out 73 keep 78 reaching 81 write 133 " +
    "calling -57 texts -28 notice -41 these 75 anything 78 otherlist -62 goods -79 number -85 my -55 not 122 " +
    "nomore 73 again 72 want 84 to -51 of 27 in -84 the -61 why -91 please -56 day -79 later -37 joke -79",
  mine: "other 74 end -85 stop -62 of -103",
  my:
    "other -43 end -37 stop -30 cancel -45 off -36 add -102 keep -64 reach 34 calling 53 texts 64 notice 35 " +
    "list -33 otherlist -95 goods -121 topic -98 kind -25 me -71 my -56 person 86 need -87 sign 86 consent 128 " +
    "regulator 86 to -14 of -56 in -37 the -55 and -28 be -81 why -105 if -84 please 48 break 28 named -89 " +
    "changed -53",
  i:
    "other 9 end -18 stop -52 cancel -62 ended -65 unsubscribe 46 removed 62 off 40 out -47 refuse 67 reach -124 " +
    "calling 63 get -113 got -64 notice -73 you -28 no 50 not 26 nomore -104 want -47 said 53 ask 66 consent 75 " +
    "threat 93 wrong -95 of -38 by -116 the 64 be 32 if 78 please 32 break -72 later -38",
  you:
    "end -19 stop 58 cancel -103 removed 78 keep 41 reach -77 calling -110 got 63 texts -25 notice -74 these -51 " +
    "list 53 goods 68 me 20 my -12 not 83 said -38 threat 101 wrong 50 to -29 of 31 the 36 be 49 please 104",
  them: "other -58 end -53 notice -61 no 79 threat 126 to 41 of 50",
  who: "i -66 times -104 be 73",
  person: "end 64",
  no:
    "other -55 stop -87 cancel -98 remove -86 leave -81 use 94 reach 60 reaching 55 write 61 sending 160 " +
    "texts 89 notice 62 these 36 anything 66 goods -94 number 113 my 42 who 84 person 95 no 88 more 166 want 73 " +
    "sign 124 consent 94 to 76 of -48 the -40 be 78 named 84 later -94",
  not:
    "stop -210 cancel -110 unsubscribe -207 remove -122 take -74 lose -90 add 87 keep 122 use 44 reach 115 " +
    "reaching 43 write 72 calling 63 send 48 hear 90 texts 48 these 35 list 53 number 78 me 15 my -39 no -55 " +
    "nomore 53 more 97 again 80 want 119 sign 112 signup 75 give 88 consent 91 to 20 in 41 be 131 break -49 " +
    "named 54 later -75",
  nomore:
    "other -125 end 21 reach 120 reaching 118 write 95 sending 130 get 63 texts 144 notice 104 these 99 " +
    "anything 68 number -46 me 70 want 73 of -38 in 72",
  more: "texts 60",
  again: "end 29 keep 96 reach 92 texts 74",
  want:
    "other -100 cancel -97 unsubscribe 66 remove 53 off 107 out 91 reached 85 hear 75 get 84 texts 41 these 44 " +
    "anything 71 my -18 you 36 them -77 no 44 not 65 threat -84 to -58 of 20 be 36 break -74",
  like: "end -97",
  rather: "not 122",
  can:
    "other -25 end -51 cancel -55 unsubscribe 106 take 52 add -107 reach -97 send -97 my -124 i -56 you -27 " +
    "not 86 threat 67 of 78 by -69 be 75 please 87",
  have: "cancel -94 get -96 texts -120 number 87 no -33 not 76 sign 71 of -57",
  said: "other 37 stop 158 my -86 to 50 of 66 day -104",
  ask: "other -96 end -6 unsubscribe 92 remove 61 you 78 no 66 of 62",
  sign: "other -102 end 42 texts 59 my -123 to 54",
  signup: "other -112",
  give: "other -66 end 56 number 51 you 64",
  consent: "other -148 end 49 texts 72",
  made: "other -102 end 85 stop 83",
  fedup: "other -79 end -61 texts 177 them 91 of 105 the 63",
  spam: "other -113 end 119",
  threat: "other -81 end 118 keep 89 you 82 have 84 threat 81 the -62",
  regulator: "end 118",
  insult: "end 85",
  wrong: "other -130 end 27 list -93 goods -69 number 68 my -97 person 49",
  belong: "to 84",
  many: "texts 102",
  too: "other -70 end -59 texts 66",
  part: "end -78",
  useless: "other -109 of 71",
  to:
    "other -28 end -53 stop 31 unsubscribe 70 removed 93 keep -56 reach -22 reaching 66 write 53 get 61 " +
    "notice 54 these 87 list -57 otherlist -68 goods -92 me 62 my -83 i -40 no 97 not 118 sign -71 threat 67 " +
    "of 22 the 44 be 68 why -103 stranger 83 day -91 later -91 joke -77",
  of:
    "other -36 end -15 reaching 63 write 60 calling -102 sending 114 texts 139 notice 85 these 68 list 112 " +
    "otherlist -88 goods -70 number -44 me -36 you 63 them 46 times 82 of 38 in -96 the 97 and -42 day -94 " +
    "joke -50",
  in: "end -28 texts 101 these -62 my -49 day -43 later -66",
  for: "other -57 end -43",
  by: "reach 91 my -73",
  up: "my -86",
  the:
    "other -29 end -29 stop -113 cancel -82 alone 88 reach 47 texts -20 notice 37 these -100 list 37 " +
    "otherlist -87 goods -129 number 81 kind -77 fedup -116 the -63 please 32 later -101",
  and: "other -25 end 40 stop 57 reaching 83 these -32 i 83 you 105 not 60 threat 102 to -60",
  but: "other -83",
  be:
    "end -36 removed 67 off -68 reaching -53 reached 49 texts -77 these -81 my 36 not 109 of -43 break -71 " +
    "relative -88 moved 87 later -63 joke -62",
  did: "stop -83 my -89 you -45",
  how: "cancel 53 unsubscribe 92 texts 67 these 59 my -112 many -37 to 60",
  why: "other 23 keep 109 my -93 i 62 you -60",
  if: "end -75 stop -80 take 88 keep 85 reach 65 you 28 to 58 please -90",
  please:
    "other 35 end -23 stop 67 cancel 54 remove 69 lose 82 off 43 calling -102 send 53 these 49 number 63 me -30 " +
    "mine -64 my -12 i -25 no 68 nomore 47 to -70 in -63 and 92 be 64 please -29",
  break: "end -57 keep -86 to -62 of -67 the -98 and -123 please -50",
  named: "end 20",
  stranger: "end 134",
  relative: "my -87",
  ties: "other 64 end -45",
  day: "end -131",
  later: "end -105 my -66 please -58",
  instead: "end -94",
  changed: "other -14 number -71 the -84",
  joke: "end -144",
  mistake: "end -91",
};
