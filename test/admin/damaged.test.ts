import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import { openFileStore, startEngine } from "../run/make.ts";
import { damageFile, executeInFile } from "../stores/unreadable/unreadable-stores.ts";
import { openAdmin } from "./open-admin.ts";

const RULES = `
answer:
  on: message_received
  do: [{ notify: { connection: slack, text: "{{ event.text }}" } }]
waiting:
  on: message_received
  do: [{ wait: 1h }, { notify: { connection: slack, text: later } }]
`;
const BAD = "+12025550177";
const GOOD = "+12025550199";
const NOTICE = "Left out, since the store cannot read it";

interface Ids {
  readonly id: string;
  readonly eventId: string;
}

/** Two contacts who wrote, of one of whom something is damaged. */
async function openScene(damage: (path: string, ids: Ids) => void) {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const engine = await startEngine({ rules: RULES, store: await openFileStore(path) });
  await engine.text("hello", { phone: BAD });
  await engine.text("hello", { phone: GOOD });
  await engine.drain();
  const runs = (await engine.runs()).map(({ run }) => run).filter(({ ruleId }) => ruleId === "waiting");
  const [bad, good] = [BAD, GOOD].map((phone) => runs.find(({ lane }) => lane === phone));
  if (bad === undefined || good === undefined) throw new Error("there are no runs");
  damage(path, bad);
  return { ...(await openAdmin(engine)), bad, good };
}

const damageRun = (path: string, { id }: Ids): void => {
  damageFile(path, "runs", `id = '${id}'`);
};
const damageEvent = (path: string, { eventId }: Ids): void => {
  damageFile(path, "events", `id = '${eventId}'`);
};

const PAGES = [
  ...["/", "/events", "/events?q=hello", "/runs", "/runs?status=waiting", "/rules", "/rules/waiting", "/dead"],
  ...["/dead/group?all=runs", "/approvals", "/contacts", "/contacts?state=any", "/system", "/audit", "/playground"],
];

test.each([
  ["run", damageRun, ["/", "/runs", "/runs?status=waiting", "/rules", "/approvals"]],
  [
    "effect",
    (path: string, { eventId }: Ids) => {
      damageFile(path, "effects", `run_id IN (SELECT id FROM runs WHERE event_id = '${eventId}')`);
    },
    ["/runs"],
  ],
  ["event", damageEvent, ["/", "/events", "/events?q=hello", "/runs", "/contacts", "/playground"]],
  [
    "evaluation of event",
    (path: string, { eventId }: Ids) => {
      damageFile(path, "evaluations", `event_id = '${eventId}'`);
    },
    ["/", "/events", "/events?q=hello", "/rules/waiting"],
  ],
  [
    "contact",
    (path: string) => {
      damageFile(path, "contacts", `lane = '${BAD}'`);
    },
    [],
  ],
  [
    "rule version",
    (path: string) => {
      executeInFile(path, "UPDATE rule_versions SET record = substr(record, 1, 20)");
    },
    ["/rules/waiting"],
  ],
] as const)("a damaged %s keeps nobody from seeing the others, and is named", async (kind, damage, naming) => {
  const { get, bad, good } = await openScene(damage);
  const asked = [...PAGES, `/runs/${good.id}`, `/events/${good.eventId}`];

  const pages = new Map(await Promise.all(asked.map(async (path) => [path, await get(path)] as const)));

  expect([...pages].filter(([, { status }]) => status !== 200)).toEqual([]);
  expect(pages.get("/runs")?.html).toContain(good.id);
  expect(pages.get("/events?q=hello")?.html).toContain(good.eventId);
  for (const path of naming) expect(pages.get(path)?.html, path).toMatch(new RegExp(`${NOTICE}: [^<]*${kind} `));
  for (const { html } of pages.values()) expect(html).not.toContain(BAD.slice(1));
  expect(pages.get("/system")?.html).not.toContain(NOTICE);
  expect(bad.id).not.toBe(good.id);
});

test.each([
  ["run", damageRun, ({ id }: Ids) => `/runs/${id}`],
  ["event", damageEvent, ({ eventId }: Ids) => `/events/${eventId}`],
] as const)(
  "the page of a damaged %s says that it is damaged, not that there is none",
  async (kind, damage, pathOf) => {
    const { get, bad } = await openScene(damage);

    const { status, html } = await get(pathOf(bad));

    expect(status).toBe(500);
    expect(html).toContain(`The ${kind} ${kind === "run" ? bad.id : bad.eventId} cannot be read`);
    expect(html).toContain("store check");
  },
);

test("the page of a run is there while its event is damaged", async () => {
  const { get, bad } = await openScene(damageEvent);

  const { status, html } = await get(`/runs/${bad.id}`);

  expect(status).toBe(200);
  expect(html).toContain(`${NOTICE}: event ${bad.eventId}`);
});
