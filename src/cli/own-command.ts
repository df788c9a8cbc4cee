import { basename, join, relative, sep } from "node:path";
import { PACKAGE_FOLDER } from "../package-folder.ts";

/** What to type in `folder` to run this program, such as `npx heyrules` or `node ../heyrules/scripts/heyrules.mjs`. */
export function ownCommand({
  folder = process.cwd(),
  script = process.argv[1] ?? "",
  home = PACKAGE_FOLDER,
}: { readonly folder?: string; readonly script?: string; readonly home?: string } = {}): string {
  const [project = ""] = home.split(`${sep}node_modules${sep}`);
  // npx looks in the folders above, too.
  if (project !== home && join(folder, sep).startsWith(join(project, sep))) return "npx heyrules";
  if (home.includes(`${sep}node_modules${sep}`) || basename(script) === "heyrules") return "heyrules";
  if (relative(folder, home) === "") return "npm run heyrules --";
  const path = relative(folder, join(home, "scripts", "heyrules.mjs"));
  return `node ${path.includes(" ") ? `"${path}"` : path}`;
}
