import { pathProblem } from "../../core/actions/remote/request-problem.ts";

/** A URL to call, or why it must not be called. */
export type RequestUrl = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly problem: string };

/**
 * The URL of a path below a base URL. Paths come from templates, so customers' data may be in them: whatever would leave
 * the base's origin or path, or change how the path reads, is a problem and not a URL. Never throws.
 */
export function requestUrl(base: string, path: string): RequestUrl {
  if (!URL.canParse(base)) return { ok: false, problem: "its configured URL is not a URL" };
  const problem = pathProblem(path);
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
