import type { CommandWords, OptionWords } from "./command-words.ts";

/** Shells that are helped. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of them. */
export type Shell = (typeof SHELLS)[number];

/** The script that has a shell complete the command `heyrules`; it starts no program, so that a Tab costs nothing. */
export function completionScript(shell: Shell, commands: readonly CommandWords[]): string {
  switch (shell) {
    case "bash":
      return bashScript(commands);
    case "zsh":
      return zshScript(commands);
    case "fish":
      return fishScript(commands);
  }
}

function bashScript(commands: readonly CommandWords[]): string {
  return `# Completion of heyrules: source <(heyrules completion bash)
_heyrules() {
  local at="" word="" skip=0 values="" words=""
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
${placeCases(commands)}
  done
${wordCases(commands)}
  # Without an answer the shell completes names of files.
  if [ "$skip" = 1 ]; then COMPREPLY=($(compgen -W "$values" -- "$current")); return; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _heyrules heyrules
`;
}

function zshScript(commands: readonly CommandWords[]): string {
  return `#compdef heyrules
# Completion of heyrules: source <(heyrules completion zsh)
_heyrules() {
  local at="" word="" skip=0 values="" candidates="" before="\${words[CURRENT-1]}"
  for word in "\${(@)words[2,CURRENT-1]}"; do
${placeCases(commands)}
  done
${wordCases(commands).replaceAll(" words=", " candidates=")}
  if [ "$skip" = 1 ]; then
    if [ -n "$values" ]; then compadd -- \${=values}; else _files; fi
    return
  fi
  compadd -- \${=candidates}
  [ -n "$at" ] && _files
}
compdef _heyrules heyrules
`;
}

/** Which command the words so far name, and whether the last of them wants a value. */
function placeCases(commands: readonly CommandWords[]): string {
  const wanting = commands.flatMap(({ options }) => options.filter(({ takesValue }) => takesValue));
  const flags = [...new Set(wanting.flatMap((option) => option.flags))];
  const places = commands.map(({ path }) => path).filter((path) => path !== "");
  return `    if [ "$skip" = 1 ]; then skip=0; continue; fi
    case "$word" in ${flags.join("|")}) skip=1; continue ;; esac
    case "$at $word" in
${places.map((path) => `      "${placeBefore(path)} ${lastOf(path)}") at="${path}" ;;`).join("\n")}
    esac`;
}

function wordCases(commands: readonly CommandWords[]): string {
  const chosen = commands.flatMap(({ path, options }) =>
    options.filter(({ values }) => values.length > 0).map((option) => ({ path, option })),
  );
  const values = chosen.map(
    ({ path, option }) =>
      `    ${option.flags.map((flag) => `"${path} ${flag}"`).join("|")}) values="${option.values.join(" ")}" ;;`,
  );
  const words = commands.map(({ path, commands: below, words: taken, options }) => {
    const all = [...below.map(({ name }) => name), ...taken, ...options.flatMap(({ flags }) => flags.slice(0, 1))];
    return `    "${path}") words="${all.join(" ")}" ;;`;
  });
  return `  case "$at $before" in\n${values.join("\n")}\n  esac\n  case "$at" in\n${words.join("\n")}\n  esac`;
}

function fishScript(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ path, commands: below, words, options }) => {
    const when = `-n 'test "$(__heyrules_at)" = "${path}"'`;
    return [
      ...below.map(({ name, description }) => `complete -c heyrules -f ${when} -a ${name} -d ${quoted(description)}`),
      ...words.map((word) => `complete -c heyrules -f ${when} -a ${word}`),
      ...options.map((option) => `complete -c heyrules ${when} ${fishOption(option)}`),
    ];
  });
  const places = commands.map(({ path }) => path).filter((path) => path !== "");
  return `# Completion of heyrules: heyrules completion fish | source
function __heyrules_at
  set -l at ""
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
${places.map((path) => `      case "${placeBefore(path)} ${lastOf(path)}"\n        set at "${path}"`).join("\n")}
    end
  end
  echo $at
end
${lines.join("\n")}
`;
}

function fishOption({ flags, description, takesValue, values }: OptionWords): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = takesValue ? [values.length > 0 ? `-x -a ${quoted(values.join(" "))}` : "-r"] : ["-f"];
  return [...names, ...value, `-d ${quoted(description)}`].join(" ");
}

/** `events` of `events ls`; empty for a command of the program itself. */
function placeBefore(path: string): string {
  return path.split(" ").slice(0, -1).join(" ");
}

function lastOf(path: string): string {
  return path.split(" ").at(-1) ?? "";
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
