/** What is shown in place of words, values and payloads that are older than texts are kept. */
export const REMOVED = "removed, because it is older than texts are kept (retention.texts)";
