import type { Command } from "commander";

/** One command line for each command, shown below its options. */
const EXAMPLES: Readonly<Record<string, string>> = {
  init: "init my-rules",
  start: "start --config /etc/heyrules/heyrules.yaml",
  lint: "lint rules/after-hours.yaml",
  lsp: "lsp --stdio",
  mcp: "mcp --config /etc/heyrules/heyrules.yaml",
  openapi: "openapi > heyrules-openapi.json",
  completion: "completion bash > ~/.local/share/bash-completion/completions/heyrules",
  doctor: "doctor --offline",
  test: "test after-hours --verbose",
  demo: "demo --keep",
  dev: "dev --at 20:00 --config trial/heyrules.yaml",
  send: 'send message_recieved --text "what does it cost?"',
  simulate: "simulate --since 30d --diff HEAD~1 --max-new-sends 20",
  explain: "explain +15105550100",
  "events ls": "events ls --type message_recieved --since 2h",
  "events show": "events show evt_1m814pacystvzfym7xr",
  "events capture": "events capture evt_1m814pacystvzfym7xr --into rules/after-hours.yaml",
  "runs ls": "runs ls --rule after-hours --status failed",
  "runs show": "runs show run_0cded94bb06c3dd1f2ec",
  "events replay": "events replay evt_1m814pacystvzfym7xr --rule after-hours",
  "runs retry": 'runs retry run_0cded94bb06c3dd1f2ec --reason "the CRM is back"',
  "runs resume": "runs resume run_0cded94bb06c3dd1f2ec --from do/2",
  "runs cancel": "runs cancel --rule spring-offer --if 'text: { words: [price] }'",
  "dead ls": "dead ls --since 2d",
  "dead show": "dead show run_0cded94bb06c3dd1f2ec",
  "dead retry": "dead retry --rule consent-to-crm --code http_503",
  "dead drop": "dead drop --code http_404 --reason 'the contact is gone'",
  "dead resolve": "dead resolve run_0cded94bb06c3dd1f2ec --not-sent",
  "approvals ls": "approvals ls --rule quote",
  "approvals show": "approvals show 6XJT7X",
  "approvals approve": "approvals approve 6XJT7X --reason 'price checked'",
  "approvals refuse": "approvals refuse 6XJT7X --reason 'too low'",
  "contacts ls": "contacts ls --state held",
  "contacts show": "contacts show +15105550100",
  "contacts erase": "contacts erase +15105550100 --reason 'asked for it by mail'",
  "contacts release": "contacts release +15105550100 --reason 'I called them'",
  pause: "pause --rule after-hours --reason 'wrong hours in the text'",
  resume: "resume --rule after-hours",
  "audit ls": "audit ls --limit 50",
  dashboard: "dashboard",
  "rules ls": "rules ls --json",
  "store check": "store check --store sqlite:/var/lib/heyrules/heyrules.db",
  "store migrate": "store migrate",
  "store prune": "store prune --older-than 60d --yes",
  "store backup": "store backup /backup/heyrules-2026-01-31.db",
  "store export": "store export /backup/heyrules.ndjson.gz",
  "store import": "store import /backup/heyrules.ndjson.gz --store postgres://heyrules@localhost/heyrules",
  "rules show": "rules show after-hours --compiled",
  "rules history": "rules history after-hours",
  "rules diff": "rules diff after-hours",
  "rules compare": "rules compare prices after-hours",
  "rules enable": "rules enable after-hours --shadow",
  "rules disable": "rules disable after-hours --url https://rules.example.com --reason 'wrong hours in the text'",
  "rules promote": "rules promote after-hours --canary 25%",
};

/** Adds to the help of every command that does something an example. */
export function addExamples(program: Command): void {
  for (const { path, command } of runnableCommands(program)) {
    const example = EXAMPLES[path];
    if (example !== undefined) command.addHelpText("after", `\nExample:\n  heyrules ${example}`);
  }
}

/** Long names of all options, such as `--text`. */
export function optionsOf(program: Command): readonly string[] {
  const commands = [program, ...runnableCommands(program).map(({ command }) => command)];
  const names = commands.flatMap(({ options }) => options.map(({ long }) => long));
  return [...new Set(names.filter((name) => typeof name === "string"))];
}

function runnableCommands(
  parent: Command,
  prefix = "",
): readonly { readonly path: string; readonly command: Command }[] {
  return parent.commands.flatMap((command) => {
    const path = `${prefix}${command.name()}`;
    return command.commands.length === 0 ? [{ path, command }] : runnableCommands(command, `${path} `);
  });
}
