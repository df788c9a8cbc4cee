/** Headers that the engine writes itself, in lower case. */
const RESERVED_HEADERS = [
  "authorization",
  "connection",
  "content-length",
  "host",
  "idempotency-key",
  "proxy-authorization",
  "transfer-encoding",
];

// RFC 9110 5.6.2 and 5.5, the value in the one byte a character that it is sent in.
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const NOT_IN_HEADERS = /[^\t\u0020-\u007e\u0080-\u00ff]/;

// The URL parser drops tabs and line ends, and reads a backslash as a slash.
const UNSAFE = /[\u0000-\u001f\u007f\\]/;

/** Why a request is not made, whatever the remote; the end of a sentence, or null. Never throws. */
export function requestProblem(request: {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}): string | null {
  const problems = Object.entries(request.headers).map(([name, value]) => headerProblem(name, value));
  return [pathProblem(request.path), ...problems].find((problem) => problem !== null) ?? null;
}

/** Why a rendered path is not called; null when nothing in it changes how it reads. */
export function pathProblem(path: string): string | null {
  if (UNSAFE.test(path)) return "the path holds a backslash or a control character";
  if (path.startsWith("//") || /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return "the path names a host of its own";
  if (path.includes("#")) return "the path holds a #, and what follows it would not be sent; write it as %23";
  const segments = decode(path.split("?", 1)[0] ?? "").split(/[/\\]/);
  return segments.some((segment) => segment === ".." || segment === ".") ? "the path holds a . or .. segment" : null;
}

/** Why a rendered header is not sent, or null; `own` are further headers that are the engine's, in lower case. */
export function headerProblem(name: string, value: string, own: readonly string[] = []): string | null {
  if ([...RESERVED_HEADERS, ...own].includes(name.toLowerCase())) {
    return `header ${name} is set by the engine, not by a rule`;
  }
  if (HEADER_NAME.test(name) && !NOT_IN_HEADERS.test(value)) return null;
  return `header ${JSON.stringify(name)} holds a character that headers cannot carry`;
}

/** Percent-decoded text; undecodable text as it is, since the URL parser does not decode it either. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%2e/gi, ".").replace(/%2f/gi, "/").replace(/%5c/gi, "\\");
  }
}
