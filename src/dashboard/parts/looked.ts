/** What looking means, on each page that counts it. */
export const LOOKED =
  "A rule looks at every event of the type, inbox and source that its trigger names, also at one that lacks the words or the value it asks for.";
