import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { isUnambiguous } from "../../src/receive/unambiguous.ts";

test.each([
  ["hooks.example.com", true],
  ["hooks.example.com:8080", true],
  ["127.0.0.1:8080", true],
  ["[::1]:8080", true],
  ["xn--bcher-kva.example", true],
  ["under_score.example:", true],
  ["", true],
  ["a b", false],
  ["user@hooks.example.com", false],
  ["hooks.example.com/path", false],
  ["a,b?c", false],
  ["[::1", false],
  ["hooks.example.com:80a", false],
])("that the host %j can be read in one way only is %j", (host, expected) => {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { httpVersionMajor: 1, httpVersionMinor: 1 });
  request.headers.host = host;
  request.rawHeaders.push("Host", host);

  expect(isUnambiguous(request)).toBe(expected);
});
