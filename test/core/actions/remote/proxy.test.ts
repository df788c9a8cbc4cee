import { expect, test } from "vitest";
import { proxyFor, proxyName } from "../../../../src/core/actions/remote/proxy.ts";

const HTTPS = "http://secure.proxy:3128";
const HTTP = "http://plain.proxy:3128";

const via = (url: string, none = ""): string | null => proxyFor(new URL(url), { https: HTTPS, http: HTTP, none });

test("each scheme has its proxy", () => {
  expect([via("https://crm.example.com"), via("http://crm.example.com")]).toEqual([HTTPS, HTTP]);
  expect(proxyFor(new URL("https://crm.example.com"), { https: null, http: HTTP, none: "" })).toBeNull();
});

test.each(["http://localhost:9102", "http://api.localhost", "http://127.0.0.1", "https://[::1]:8443"])(
  "%s is this machine, and called directly",
  (url) => {
    expect(via(url)).toBeNull();
  },
);

test.each([
  ["*", "https://crm.example.com", true],
  ["crm.example.com", "https://crm.example.com", true],
  ["CRM.Example.com", "https://crm.example.com", true],
  ["example.com", "https://crm.example.com", true],
  ["example.com", "https://example.com", true],
  ["example.com.", "https://example.com", true],
  ["example.com", "https://example.com.", true],
  [".example.com", "https://crm.example.com", true],
  ["*.example.com", "https://crm.example.com", true],
  ["a.test, example.com", "https://crm.example.com", true],
  ["a.test example.com", "https://crm.example.com", true],
  ["crm.example.com:8443", "https://crm.example.com:8443", true],
  ["crm.example.com:443", "https://crm.example.com", true],
  ["crm.example.com:80", "http://crm.example.com", true],
  ["10.0.0.0/8", "http://10.1.2.3", true],
  ["10.1.2.3", "http://10.1.2.3:8080", true],
  ["10.1.2.3:8080", "http://10.1.2.3:8080", true],
  ["fd00::/8", "http://[fd00::5]", true],
  ["fd00::5", "http://[fd00::5]", true],
  ["[fd00::5]:8080", "http://[fd00::5]:8080", true],
  ["", "https://crm.example.com", false],
  [" , ", "https://crm.example.com", false],
  [".example.com", "https://example.com", false],
  ["*.example.com", "https://example.com", false],
  ["example.com", "https://myexample.com", false],
  ["example.com", "https://example.com.evil.test", false],
  ["crm.example.com:8443", "https://crm.example.com", false],
  ["10.0.0.0/8", "http://11.1.2.3", false],
  ["10.0.0.0/8", "http://crm.example.com", false],
  ["10.1.2.3:80", "http://10.1.2.3:8080", false],
  ["crm.*.com", "https://crm.example.com", false],
])("NO_PROXY=%s lets %s be called directly: %s", (none, url, isDirect) => {
  expect(via(url, none) === null).toBe(isDirect);
});

test("a proxy is shown without its password", () => {
  expect(proxyName("http://user:s3cret@proxy.example.com:3128/x")).toBe("http://proxy.example.com:3128");
});
