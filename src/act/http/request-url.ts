/** A URL to call, or why it must not be called. */
export type RequestUrl = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly problem: string };

// The URL parser drops tabs and line ends, and reads a backslash as a slash.
const UNSAFE = /[\u0000-\u001f\u007f\\]/;

/**
 * The URL of a path below a base URL. Paths come from templates, so customers' data may be in them: whatever would leave
 * the base's origin or path, or change how the path reads, is a problem and not a URL. Never throws.
 */
export function requestUrl(base: string, path: string): RequestUrl {
  if (!URL.canParse(base)) return { ok: false, problem: "its configured URL is not a URL" };
  const problem = problemOf(path);
  if (problem !== null) return { ok: false, problem };

  const root = new URL(base);
  const folder = root.pathname.replace(/\/+$/, "");
  const origin = `${root.protocol}//${root.host}`;
  const tail = path === "" || path.startsWith("/") ? path : `/${path}`;
  if (!URL.canParse(`${origin}${folder}${tail}`)) return { ok: false, problem: "the path is not part of a URL" };
  const url = new URL(`${origin}${folder}${tail}`);
  const below = url.pathname === folder || url.pathname.startsWith(`${folder}/`);
  if (url.origin !== root.origin || !below) return { ok: false, problem: "the path leads outside the base URL" };
  return { ok: true, url };
}

function problemOf(path: string): string | null {
  if (UNSAFE.test(path)) return "the path holds a backslash or a control character";
  if (path.startsWith("//") || /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return "the path names a host of its own";
  if (path.includes("#")) return "the path holds a #, and what follows it would not be sent; write it as %23";
  const segments = decode(path.split("?", 1)[0] ?? "").split(/[/\\]/);
  return segments.some((segment) => segment === ".." || segment === ".") ? "the path holds a . or .. segment" : null;
}

/** Percent-decoded text; undecodable text as it is, since the URL parser does not decode it either. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replace(/%2e/gi, ".").replace(/%2f/gi, "/").replace(/%5c/gi, "\\");
  }
}
