import type { Diagnostic } from "../../../core/base/diagnostic.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { Assignment } from "./dot-env.ts";
import type { Environment } from "./environment.ts";

/** Variables that may hold a secret; each may be given as `NAME_FILE`, the path of a file that holds it. */
export const SECRET_VARIABLES: readonly string[] = [
  "HEYMARKET_WEBHOOK_TOKEN",
  "HEYMARKET_API_SECRET_ID",
  "HEYMARKET_API_SECRET_KEY",
  "HEYMARKET_API_KEY",
  "HEYRULES_STORE",
  "HEYRULES_LINK_SECRET",
  "HEYRULES_ADMIN_TOKEN",
  "HEYRULES_ADMIN_READ_TOKEN",
];

/** Every variable the program reads by itself, whatever `heyrules.yaml` says. */
export const ENGINE_VARIABLES: readonly string[] = [
  ...SECRET_VARIABLES,
  "HEYMARKET_API_URL",
  "HEYRULES_HOST",
  "HEYRULES_PORT",
  "HEYRULES_ADMIN_HOST",
  "HEYRULES_ADMIN_PORT",
  "HEYRULES_ADMIN_HOSTS",
  "HEYRULES_DEV_STORE",
  "HTTPS_PROXY",
  "HTTP_PROXY",
  "NO_PROXY",
];

/** As other programs read them too. */
const LOWER_CASE = ["https_proxy", "http_proxy", "no_proxy"];

/**
 * A warning for every variable that nothing reads and that looks like a misspelt one. Of the process only names that
 * start like ours are looked at, of `.env` each one; what is set under the right name as well is not misspelt.
 */
export function checkVariableNames(input: {
  /** Path of the `.env`, and what it holds. */
  readonly file: string;
  readonly assignments: readonly Assignment[];
  readonly environment: Environment;
  /** Names that `heyrules.yaml` reads as `${NAME}`. */
  readonly names: readonly string[];
}): readonly Diagnostic[] {
  const { file, assignments, environment, names } = input;
  const secrets = [...SECRET_VARIABLES, ...names];
  const known = [...ENGINE_VARIABLES, ...LOWER_CASE, ...names, ...secrets.map((name) => `${name}_FILE`)];
  const given = Object.keys(environment).filter((name) => environment[name] !== "");
  const set = new Set([...assignments.map(({ name }) => name), ...given]);
  const missing = known.filter((name) => !set.has(name));

  function diagnose(name: string, place: { readonly file: string; readonly line: number }): readonly Diagnostic[] {
    if (known.includes(name)) return [];
    const nearest = suggest(name, known);
    const meant = nearest === suggest(name, missing) ? nearest : null;
    if (meant === null && !isOurs(name)) return [];
    const base = {
      code: "misspelt-variable",
      severity: "warning",
      column: place.line === 0 ? 0 : 1,
      excerpt: "",
    } as const;
    return [{ ...base, ...place, message: `nothing reads the variable ${name}`, hint: meant ?? "remove it" }];
  }

  return [
    ...given.filter(isOurs).flatMap((name) => diagnose(name, { file: "environment", line: 0 })),
    ...assignments.flatMap(({ name, line }) => diagnose(name, { file, line })),
  ];
}

function isOurs(name: string): boolean {
  return /^HEY(RULES|MARKET)_/.test(name);
}
