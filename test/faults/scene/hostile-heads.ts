/** A request that must be refused, whatever stands behind it. */
export interface Hostile {
  readonly name: string;
  /** Its bytes, with a good delivery hidden where another program would see the next request. */
  readonly write: (delivery: string) => Buffer;
}

const PATH = "/webhooks/heymarket";

/** The requests that are known by name. */
export const WRITTEN_HOSTILE: readonly Hostile[] = [
  lines("a length and chunks", ["Content-Length: 5", "Transfer-Encoding: chunked"]),
  lines("chunks and a length", ["Transfer-Encoding: chunked", "Content-Length: 5"]),
  lines("two lengths", ["Content-Length: 5", "Content-Length: 50"]),
  lines("a length twice", ["Content-Length: 5, 5"]),
  lines("a length beyond 64 bits", ["Content-Length: 18446744073709551621"]),
  lines("chunks twice", ["Transfer-Encoding: chunked", "Transfer-Encoding: x"]),
  lines("a folded coding", ["Transfer-Encoding:", " chunked"]),
  lines("a space before the colon", ["Transfer-Encoding : chunked"]),
  lines("a line feed alone in a header", ["X: a\nTransfer-Encoding: chunked", "Content-Length: 5"]),
  lines("a carriage return alone in a header", ["X: a\rTransfer-Encoding: chunked", "Content-Length: 5"]),
  lines("NUL in a header", ["X: a\0b", "Content-Length: 5"]),
  lines("a header without a name", [": x", "Content-Length: 5"]),
  lines("two hosts", ["Host: elsewhere.example", "Content-Length: 5"]),
  lines("a header of 17 kB", [`X: ${"x".repeat(17_000)}`, "Content-Length: 5"]),
  lines("10,000 headers", [...Array.from({ length: 10_000 }, (_, index) => `X-${index}: y`), "Content-Length: 5"]),
  lines("an expectation", ["Expect: 200-ok", "Content-Length: 5"]),
  whole("no host", (hidden) => `POST ${PATH} HTTP/1.1\r\nContent-Length: 0\r\n\r\n${hidden}`),
  whole("a host that is none", (hidden) => `POST ${PATH} HTTP/1.1\r\nHost: a b\r\nContent-Length: 0\r\n\r\n${hidden}`),
  whole("HTTP/0.9", (hidden) => `GET ${PATH}\r\n\r\n${hidden}`),
  whole("HTTP/2", (hidden) => `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${hidden}`),
  whole("a handshake of TLS", (hidden) => `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${hidden}`),
  whole("an address of 20 kB", (hidden) => `POST ${PATH}?${"x".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n${hidden}`),
  whole("a header in the address", (hidden) => `POST ${PATH} X: y\r\nHTTP/1.1\r\nHost: x\r\n\r\n${hidden}`),
  whole("lines without carriage returns", (hidden) => `POST ${PATH} HTTP/1.1\nHost: x\nContent-Length: 0\n\n${hidden}`),
  ...["-2", "0x2", " 2", "2 2", "fffffffffffffffff2", "2\n{}\n0\n\nG"].map((size) =>
    chunks(`a chunk of ${JSON.stringify(size)} bytes`, `${size}\r\n{}\r\n0\r\n\r\n`),
  ),
  chunks("a chunk longer than it says", "2\r\n{}x\r\n0\r\n\r\n"),
  chunks("a length behind the chunks", "2\r\n{}\r\n0\r\nContent-Length: 50\r\n\r\n"),
];

const CODINGS = [
  ...["xchunked", "chunke", "chunked, chunked", "chunked, x", "identity, chunked", "identity", "gzip, chunked"],
  ...['"chunked"', "\x0bchunked", "chunked;q=1", "chunked\0", ",chunked", "chun\tked"],
];
const LENGTHS = ["+5", "-5", "0x5", "5 5", "5,6", "5;", "5.0", "1e1", "", "\u0665", "5\0", "99999999999999999999"];
const NAMES = ["content-length", "Content-Length", "CONTENT-LENGTH"];
const ENDS = ["\n", "\r", "\r\r\n", "\r\n "];

/** A random one of those that are no request by the standard, each for one reason at least. */
export function makeHostile(random: () => number): Hostile {
  const one = <Value>(values: readonly [Value, ...Value[]] | readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value;
  const length = `${one(NAMES)}: ${Math.floor(random() * 100)}`;
  const spoilt = one<() => readonly string[]>([
    () => [length, `Transfer-Encoding: ${one(["chunked", ...CODINGS])}`],
    () => [`Transfer-Encoding: ${one(CODINGS)}`],
    () => [`${one(NAMES)}: ${one(LENGTHS)}`],
    () => [`X: y${one(ENDS)}Transfer-Encoding: chunked`, length],
    () => [`Transfer-Encoding${one([" ", "\t", "\0", "\x0b"])}: chunked`],
    () => [`${one(["Host", "host", "HOST"])}: ${one(["y", "x", ""])}`, length],
    () => [`${one(["Transfer Encoding", "(x)", "x@y", "", "\u00e9"])}: chunked`, length],
  ])();
  const harmless = ["Accept: */*", "X-Forwarded-For: 192.0.2.1", "Connection: keep-alive", "User-Agent: x"];
  const all = [...spoilt, ...harmless.filter(() => random() < 0.3)];
  return lines(`headers ${JSON.stringify(spoilt)}`, all);
}

function lines(name: string, headers: readonly string[]): Hostile {
  const head = [`POST ${PATH} HTTP/1.1`, "Host: x", "Content-Type: application/json", ...headers].join("\r\n");
  return whole(name, (hidden) => `${head}\r\n\r\n0\r\n\r\n${hidden}`);
}

function chunks(name: string, body: string): Hostile {
  const head = `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked`;
  return whole(name, (hidden) => `${head}\r\n\r\n${body}${hidden}`);
}

function whole(name: string, around: (hidden: string) => string): Hostile {
  return {
    name,
    write: (delivery) => {
      const head = `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json`;
      return Buffer.from(
        around(`${head}\r\nContent-Length: ${Buffer.byteLength(delivery)}\r\n\r\n${delivery}`),
        "latin1",
      );
    },
  };
}
