import { expect, test } from "vitest";
import { isoInZone } from "../../src/core/time/calendar.ts";
import { VERSION } from "../../src/version.ts";
import { runCommand } from "../helpers/project.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const REPLY = "reply: { on: message_received, do: [{ send_message: { purpose: reply, text: Hello } }] }";
const DAY = 86_400_000;

/** Two runs, of yesterday and of today, in the page, the API and a command. */
async function startTwoDays() {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("yesterday");
  await engine.drain();
  const date = isoInZone(engine.clock.now(), engine.inForce().settings.timezone).slice(0, 10);
  await engine.pass(DAY);
  await engine.text("today");
  await engine.drain();
  const { get, url } = await openAdmin(engine, { version: VERSION });
  const names = Object.fromEntries((await engine.runs()).map(({ run }, at) => [run.id, ["yesterday", "today"][at]]));
  const ls = (...args: readonly string[]) =>
    runCommand(["--url", url, "runs", "ls", "--json", ...args], { HEYRULES_ADMIN_TOKEN: TOKENS.operate });
  const named = (text: string) => Object.keys(names).flatMap((id) => (text.includes(id) ? [names[id]] : []));
  return { date, get, ls, named };
}

test("since and until take days in the zone, of which until has the whole, on the page, by the API and by a command", async () => {
  const { date, get, ls, named } = await startTwoDays();
  const cases = [
    [{ since: "yesterday" }, ["yesterday", "today"]],
    [{ since: "today" }, ["today"]],
    [{ until: "yesterday" }, ["yesterday"]],
    [{ since: date, until: date }, ["yesterday"]],
  ] as const;

  for (const [asked, expected] of cases) {
    const query = new URLSearchParams(asked).toString();
    const options = Object.entries(asked).flatMap(([name, value]) => [`--${name}`, value]);
    const [page, api, command] = [
      await get(`/runs?${query}`),
      await get(`/api/v1/runs?${query}`),
      await ls(...options),
    ];

    expect([page.html, api.html, command.out].map(named)).toEqual([expected, expected, expected]);
  }
});

test("events are found since a day by the search and by the API", async () => {
  const { date, get } = await startTwoDays();
  const found = async (path: string): Promise<number> =>
    new Set((await get(path)).html.match(/evt_\w+/g)?.filter((id) => id.length > 20)).size;

  for (const [since, count] of [
    ["yesterday", 2],
    [date, 2],
    ["today", 1],
  ] as const) {
    const list = /<tbody>.*<\/tbody>/s.exec((await get(`/events?q=since:${since}`)).html)?.[0] ?? "";
    expect(list.match(/<tr>/g)).toHaveLength(count);
    expect(await found(`/api/v1/events?since=${since}`)).toBe(count);
  }
});

test.each([
  ["since=soon", "Since", "today, yesterday, a date such as 2026-03-01"],
  ["until=soon&rule=reply", "Until", "today, yesterday, a date such as 2026-03-01"],
  ["since=1h&until=2h", "Until", "is not after since"],
  ["since=today&until=yesterday", "Until", "is not after since"],
  ["status=zz", "status", "is one of"],
])(
  "what is wrong with a filter of runs, as %s, is said above the form as it was filled in",
  async (query, name, said) => {
    const { get, named } = await startTwoDays();

    const { status, html } = await get(`/runs?${query}`);

    const alert = /<div role="alert".*?<\/div>/s.exec(html)?.[0] ?? "";
    expect(status).toBe(400);
    expect(alert).toContain("Nothing was looked for");
    expect(alert).toContain(name);
    expect(alert).toContain(said);
    expect(html).toContain('aria-label="Filter runs"');
    if (!query.startsWith("status"))
      for (const [field, value] of new URLSearchParams(query))
        expect(html).toMatch(new RegExp(`(name="${field}" )?value="${value}"`));
    expect(named(html)).toEqual([]);
    expect(html).not.toContain("No run fits");
  },
);

test("an until that is not after since is refused by the API and by a command as well", async () => {
  const { get, ls } = await startTwoDays();

  const api = await get("/api/v1/runs?since=1h&until=2h");
  const command = await ls("--since", "1h", "--until", "2h");

  expect([api.status, command.code]).toEqual([400, 2]);
  for (const told of [api.html, command.out + command.err]) expect(told).toContain("until is not after");
});
