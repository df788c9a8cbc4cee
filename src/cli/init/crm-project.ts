import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PACKAGE_FOLDER } from "../../package-folder.ts";
import type { TemplateFile } from "./project-template.ts";

/** The CRMs that a new project can be made for, each a folder of `rules/crm/`. */
export const PROJECT_CRMS = ["hubspot", "salesforce", "pipedrive", "zoho", "webhook"] as const;

/** Name of a CRM that a new project can be made for. */
export type ProjectCrm = (typeof PROJECT_CRMS)[number];

/** The files of a new project, with connection, secrets and opt-out rule of this CRM in the place of the sample's. */
export async function projectFor(crm: ProjectCrm, template: readonly TemplateFile[]): Promise<readonly TemplateFile[]> {
  const read = (path: string): Promise<string> => readFile(join(PACKAGE_FOLDER, "rules/crm", crm, path), "utf8");
  const [config, rule, secrets, setUp] = await Promise.all(
    ["heyrules.yaml", "rules/opt-out.yaml", "env.example", "README.md"].map(read),
  );
  const [connection = ""] = CONNECTION.exec(config ?? "") ?? [];
  const changes: Readonly<Record<string, (text: string) => string>> = {
    "heyrules.yaml": (text) => replaced(text, CONNECTION, connection),
    "rules/opt-out-crm.yaml": (text) => `${HEADER.exec(text)?.[0] ?? ""}${(rule ?? "").replace(HEADER, "")}`,
    ".env.example": (text) => replaced(text, SECRETS, secrets ?? ""),
    "dev.yaml": (text) =>
      replaced(
        text,
        MOCKS,
        `mocks: {}\n# ${crm}: { status: 503 } # in trouble; or { fail: true }: it cannot be reached\n`,
      ),
    "README.md": (text) => replaced(text, FILES, `${setUp ?? ""}\n## Files\n\n`),
  };
  return template.map(({ path, text }) => ({ path, text: changes[path]?.(text) ?? text }));
}

/** The connection to a CRM, up to that to Slack. */
const CONNECTION = /(?<=^connections:\n)[^]*?(?=^ {2}slack:)/m;
/** The lines that name the schema to editors. */
const HEADER = /^(?:# .*\$schema.*\n)+/;
/** The variables of the sample's connection, with their comments. */
const SECRETS = /(?<=^# What heyrules\.yaml reads as .*\n)[^]*?CRM_TOKEN=\n/m;
/** What the sample's connection answers in `dev`. */
const MOCKS = /^mocks:\n[^]*/m;
/** Before the table of files. */
const FILES = /(?=^\| file )/m;

function replaced(text: string, part: RegExp, by: string): string {
  if (!part.test(text)) throw new Error(`the template has no ${part.source}`);
  return text.replace(part, () => by);
}
