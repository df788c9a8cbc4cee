import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PACKAGE_FOLDER } from "../../package-folder.ts";

/** Folder of the project that `init` writes and `demo` runs. */
export const TEMPLATE_FOLDER = join(PACKAGE_FOLDER, "templates", "project");

/** A file of a new project. */
export interface TemplateFile {
  /** Where it belongs in the project, with `/` on every system. */
  readonly path: string;
  readonly text: string;
}

/** Every file of a new project, those that matter most first. Never empty. */
export async function readTemplate(): Promise<readonly TemplateFile[]> {
  const rules = (await readdir(join(TEMPLATE_FOLDER, "rules"))).map((name) => `rules/${name}`).sort();
  const files = ["heyrules.yaml", ...rules, "dev.yaml", "README.md"].map((path) => [`templates/project/${path}`, path]);
  return Promise.all(
    [...files, ...RENAMED].map(async ([from = "", path = ""]) => ({
      path,
      text: await readFile(join(PACKAGE_FOLDER, from), "utf8"),
    })),
  );
}

// In the package these have other names: npm leaves out or renames some files that begin with a dot, and an editor or git
// would act on them.
const RENAMED = [
  ["templates/project/env.example", ".env.example"],
  ["templates/project/gitignore", ".gitignore"],
  ["templates/project/vscode/settings.json", ".vscode/settings.json"],
  ["templates/project/vscode/extensions.json", ".vscode/extensions.json"],
  ["schemas/rule.schema.json", ".heyrules/rule.schema.json"],
  ["schemas/config.schema.json", ".heyrules/config.schema.json"],
  ["schemas/dev.schema.json", ".heyrules/dev.schema.json"],
] as const;
