import { expect, test } from "vitest";
import { listenError } from "../../../src/core/base/listen-error.ts";

const ADDRESS = { host: "10.0.0.9", port: 80, hostSetting: "HEYRULES_HOST", portSetting: "HEYRULES_PORT" };

test.each([
  { cause: "EADDRINUSE", code: "PORT_IN_USE", says: /^Port 80 on 10\.0\.0\.9 is in use; set HEYRULES_PORT/ },
  { cause: "EACCES", code: "CANNOT_LISTEN", says: /may not listen on 10\.0\.0\.9:80: .*HEYRULES_PORT/ },
  {
    cause: "EADDRNOTAVAIL",
    code: "CANNOT_LISTEN",
    says: /10\.0\.0\.9 is no address of this machine; set HEYRULES_HOST/,
  },
  { cause: "ENOTFOUND", code: "CANNOT_LISTEN", says: /The name 10\.0\.0\.9 leads to no address; set HEYRULES_HOST/ },
  { cause: "EAI_AGAIN", code: "CANNOT_LISTEN", says: /leads to no address/ },
  { cause: "EMFILE", code: "CANNOT_LISTEN", says: /on 10\.0\.0\.9:80: as the system says\. Check HEYRULES_HOST/ },
])("$cause is $code, with where and what to do", ({ cause, code, says }) => {
  const error = Object.assign(new Error("as the system says"), { code: cause });

  expect(listenError(ADDRESS, error)).toMatchObject({
    code,
    cause: error,
    message: expect.stringMatching(says) as string,
  });
});

test("an address of IPv6 is written in brackets", () => {
  const error = Object.assign(new Error("no"), { code: "EACCES" });

  expect(listenError({ ...ADDRESS, host: "::1" }, error).message).toContain("[::1]:80");
});
