import { expect, test } from "vitest";
import type { Link } from "../../../../src/core/run/link/link-token.ts";
import { linkPath, readLinkToken, signedText, withoutLinks } from "../../../../src/core/run/link/link-token.ts";

const SIGNATURE = "aB-_".repeat(6).slice(0, 22);
const LINK: Link = { kind: "callback", runId: "run_0123456789abcdef0123", name: "paid", item: null };

const APPROVAL: Link = { ...LINK, kind: "approval", name: "6xjt7x" };

test.each([LINK, { ...LINK, item: 0 }, { ...LINK, name: "a-b_c9", item: 199 }, APPROVAL])(
  "a link is read as it was written",
  (link) => {
    const path = linkPath(link, SIGNATURE);

    expect(path.length).toBeLessThan(80);
    const token = path.slice(`/${link.kind}/`.length);
    expect(readLinkToken(link.kind, token)).toEqual({ link, signature: SIGNATURE });
  },
);

test("everything a link says is signed", () => {
  const others: readonly Link[] = [
    { ...LINK, runId: "run_1" },
    { ...LINK, name: "paid2" },
    { ...LINK, item: 0 },
    { ...LINK, kind: "approval" },
  ];

  expect(new Set([LINK, ...others].map(signedText)).size).toBe(5);
});

test.each([
  "",
  "0123456789abcdef0123.paid",
  `0123456789abcdef0123.paid.${SIGNATURE}x`,
  `0123456789abcdef0123.Paid.${SIGNATURE}`,
  `0123456789abcdef0123.paid.01.${SIGNATURE}`,
  `0123456789abcdef0123.paid.1234567.${SIGNATURE}`,
  `../0123456789abcdef0123.paid.${SIGNATURE}`,
])("what is no token says nothing: %s", (token) => {
  expect(readLinkToken("callback", token)).toBeNull();
});

test("of links in a text only the names are left", () => {
  const url = (link: Link): string => `https://hooks.example.com${linkPath(link, SIGNATURE)}`;

  expect(withoutLinks(`Pay at ${url(LINK)}, or ${url({ ...LINK, item: 3 })}.`)).toBe(
    "Pay at https://hooks.example.com/callback/paid.[hidden], or https://hooks.example.com/callback/paid.3.[hidden].",
  );
  expect(withoutLinks(`There: ${url(APPROVAL)}`)).toBe("There: https://hooks.example.com/approval/6xjt7x.[hidden]");
});

test("of a link in another address only the name is left", () => {
  const url = `https://hooks.example.com${linkPath(LINK, SIGNATURE)}`;

  for (const within of [
    encodeURIComponent(url),
    encodeURIComponent(encodeURIComponent(url)),
    url.replaceAll("/", "%2f"),
  ])
    expect(withoutLinks(`https://pay.example.com/?back=${within}&x=1`)).toMatch(
      /callback(?:%252F|%2F)paid\.\[hidden\]&x=1$/i,
    );
});
