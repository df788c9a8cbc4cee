import type { IncomingMessage } from "node:http";

/** `uri-host [ ":" port ]`, or nothing. Source: RFC 9112, 3.2; RFC 3986, 3.2.2. */
const HOST = /^(?:[\w.~%!$&'()*+,;=-]*|\[[\da-f:.]+\])(?::\d*)?$/i;

/**
 * Whether every proxy in front of this engine reads a request as Node does, as far as Node lets it pass: HTTP/1, a single host
 * that can be one, and a body that is chunked in no other way. What is read in two ways is how requests are smuggled past a proxy.
 * Source: RFC 9112, 3.2 and 6.1.
 */
export function isUnambiguous(request: IncomingMessage): boolean {
  const { headers, rawHeaders, httpVersionMajor, httpVersionMinor } = request;
  // Node answers HTTP/0.9, without a single header checked.
  if (httpVersionMajor !== 1) return false;
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && (coding.toLowerCase() !== "chunked" || httpVersionMinor === 0)) return false;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  if (hosts > 1 || (hosts === 0 && httpVersionMinor > 0)) return false;
  return HOST.test(headers.host ?? "");
}
