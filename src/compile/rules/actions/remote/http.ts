import { checkConnection } from "../../configured-names.ts";
import { inline } from "../../inline.ts";
import { checkTemplates } from "../../checks/templates-check.ts";
import { reportConflict } from "../checks.ts";
import { withoutData } from "../../../../core/language/template.ts";
import { headerProblem, pathProblem } from "../../../../core/actions/remote/request-problem.ts";
import type { Path } from "../../../yaml/document.ts";
import type { CompileContext } from "../../compile-context.ts";
import type { ActionCompiler } from "../definition.ts";

const TEXTS = ["path", "headers", "body"] as const;
const VALUES = ["query", "json", "form"] as const;
const BODIES = ["json", "form", "body"] as const;

/** Names under which remotes expect a secret: `Authorization`, `X-Api-Key`, `X-Auth-Token`, `Ocp-Apim-Subscription-Key`. */
const SECRET_HEADER =
  /(?:^|[-_])(?:authorization|auth|cookie|token|secret|passw(?:or)?d|credentials?)$|(?:api|app|access|private|subscription|functions|auth|security|secret|license)[-_]?key$/i;
/** What proves somebody under any name. */
const SECRET_VALUE = /^\s*(?:bearer|basic|digest|token)\s+\S/i;

/** A call to a connection as it is written. */
export const http: ActionCompiler<"http"> = {
  compile(written, path, context) {
    checkConnection(written.connection, [...path, "connection"], context, "http");
    for (const part of TEXTS) checkTemplates(written[part] ?? null, [...path, part], context, "text");
    for (const part of VALUES) checkTemplates(written[part] ?? null, [...path, part], context);
    const bodies = BODIES.filter((part) => written[part] !== undefined);
    if (bodies.length > 1) reportConflict(bodies, path, context);
    reportRefused(pathProblem(withoutData(written.path)), { path: [...path, "path"], which: "value" }, context);
    for (const [name, value] of Object.entries(written.headers ?? {})) {
      if (!SECRET_HEADER.test(name) && !SECRET_VALUE.test(value)) {
        const problem = headerProblem(name, withoutData(value));
        reportRefused(problem, { path: [...path, "headers", name], which: "key" }, context);
        continue;
      }
      const message = `rules hold no credentials, such as the header "${name}"`;
      const hint = "put them under `auth` of the connection in heyrules.yaml";
      context.findings.error({ code: "secret-in-rule", path: [...path, "headers", name], which: "key", message, hint });
    }
    return {
      action: "http",
      connection: written.connection,
      method: written.method,
      path: written.path,
      query: written.query ?? null,
      headers: written.headers ?? {},
      json: written.json ?? null,
      form: written.form ?? null,
      body: written.body ?? null,
    };
  },
  expected({ key, value }, path, context) {
    if (key === "connection") checkConnection(inline(value), path, context, "http");
    return value;
  },
};

function reportRefused(
  problem: string | null,
  place: { readonly path: Path; readonly which: "key" | "value" },
  { findings }: CompileContext,
): void {
  if (problem === null) return;
  findings.error({ code: "refused-request", ...place, message: `the connection is not called: ${problem}` });
}
