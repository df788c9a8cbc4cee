// Reads Dockerfiles as far as ours go: no variables, no here-documents. Plain Node, no dependencies.

/**
 * The instructions of a Dockerfile in order: keyword, the words behind it, `--name=value` in front of them as `flags`, and all that
 * follows the flags as text.
 */
export function readDockerfile(source) {
  const lines = source
    .split("\n")
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join("\n")
    .replaceAll(/\\\n\s*/g, " ")
    .split("\n");
  return lines.map((line) => {
    const [, keyword, rest] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (keyword === undefined) throw new Error(`no instruction: ${line}`);
    const words = rest.split(/\s+/);
    const given = keyword === "HEALTHCHECK" ? [] : words.filter((word) => word.startsWith("--"));
    const flags = Object.fromEntries(given.map((word) => word.slice(2).split("=", 2)));
    const after = words.filter((word) => !given.includes(word));
    return { keyword: keyword.toUpperCase(), words: after, flags, text: keyword === "RUN" ? rest : after.join(" ") };
  });
}

/** Whether a `.dockerignore` of `*` and `!name` lines keeps a path out; what stands below or above a name is let in with it. */
export function readIgnored(source) {
  const lines = source.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const names = lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1));
  if (lines.some((line) => line !== "*" && !line.startsWith("!"))) throw new Error("only * and !name are understood");
  return (path) =>
    path !== "" && !names.some((name) => path === name || path.startsWith(`${name}/`) || name.startsWith(`${path}/`));
}
