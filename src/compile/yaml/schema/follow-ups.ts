import type { Path } from "../document.ts";
import type { Finding } from "../findings.ts";

/**
 * Findings of one mistake each: a key that is missing because its name is misspelt is told at the name, and what stands beside an
 * empty mapping in place of below it is told once, at the mapping.
 */
export function withoutFollowUps(findings: readonly Finding[]): readonly Finding[] {
  const unknown = findings.filter(({ code }) => code === "unknown-key");
  const named = new Set(
    unknown.flatMap(({ path, hint }) => keysMeant(hint ?? null).map((key) => nameOf([...parentOf(path), key]))),
  );
  const around = new Set(unknown.map(({ path }) => nameOf(parentOf(path))));
  const emptied = new Set(findings.filter(isEmptyMapping).map(({ path }) => nameOf(parentOf(path))));
  const displaced = new Set(unknown.filter(isOfList).map(({ path }) => nameOf(parentOf(path))));
  const misfits = findings.filter(({ code }) => code === "wrong-type");
  const isFollowUp = (finding: Finding): boolean => {
    const { code, path, message } = finding;
    if (code === "wrong-type") return misfits.findLast((each) => nameOf(each.path) === nameOf(path)) !== finding;
    if (code === "unknown-key") return emptied.has(nameOf(parentOf(path)));
    if (code !== "missing-key") return false;
    const key = / needs "(\w+)"$/.exec(message)?.[1] ?? "";
    if (displaced.has(nameOf(path))) return true;
    return named.has(nameOf([...path, key])) || (ONLY_ONES.includes(key) && around.has(nameOf(path)));
  };
  return findings
    .filter((finding) => !isFollowUp(finding))
    .map((finding) => {
      const isOutdented = isEmptyMapping(finding) && around.has(nameOf(parentOf(finding.path)));
      return isOutdented
        ? { ...finding, hint: "indent the lines that belong to it deeper than it stands itself" }
        : finding;
    });
}

/** Keys that are missing only where another one stands in their place. */
const ONLY_ONES = ["event", "until", "var", "window"];

/** Whether a key is one of the list its mapping stands in, so that nothing else is needed beside it. */
function isOfList({ hint }: Finding): boolean {
  return (hint ?? "").endsWith(' beside "choose", not in it');
}

function isEmptyMapping({ code, message }: Finding): boolean {
  return code === "wrong-type" && message.endsWith(" is empty; it must be a mapping");
}

function keysMeant(hint: string | null): readonly string[] {
  const [, key] = /^(?:did you mean|write) "(\w+)"(?! beside)/.exec(hint ?? "") ?? [];
  return key === undefined ? [] : [key];
}

function parentOf(path: Path): Path {
  return path.slice(0, -1);
}

function nameOf(path: Path): string {
  return JSON.stringify(path);
}
