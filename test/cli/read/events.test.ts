import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeDevState } from "../../../src/cli/dev/dev-state.ts";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import { makeSettings } from "../../helpers/make.ts";
import { makeProject } from "../../helpers/project.ts";

test("events ls shows the newest first, numbers masked, texts shortened, beside a running engine", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const first = await engine.receive("message_recieved", textData("what is the price?"));
  const second = await engine.receive("message_recieved", textData("x".repeat(60)));

  const { code, out } = await project.run("events", "ls");

  expect(code).toBe(0);
  const [header = "", ...rows] = out.split("\n");
  expect(header).toMatch(/^received +id +type +status +contact +fired +text$/);
  expect(rows.map((row) => row.split(/ {2,}/)[1])).toEqual([second, first]);
  expect(rows[1]).toMatch(/message_recieved +done +\+1••••••0100 +1\/1 +what is the price\?$/);
  expect(rows[0]).toMatch(/ x{39}…$/);
  expect(out).not.toContain("2025550100");
});

test("events ls filters by type, number, status and time, and takes Heymarket's name in either spelling", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const text = await engine.receive("message_received", textData("hello"));
  const other = await engine.receive("message_recieved", textData("hello", { phone: "15005550101" }));
  const optOut = await engine.receive("target_opt_out", { target: "12025550100" });
  const list = async (...options: readonly string[]): Promise<readonly string[]> => {
    const { out } = await project.run("events", "ls", "--json", ...options);
    return (JSON.parse(out) as { events: { id: string }[] }).events.map(({ id }) => id);
  };

  expect(await list("--type", "message_received")).toEqual([other, text]);
  expect(await list("--phone", "+1 (202) 555-0100")).toEqual([optOut, text]);
  expect(await list("--status", "done", "--limit", "1")).toEqual([optOut]);
  expect(await list("--status", "parked")).toEqual([]);
  expect(await list("--since", "1h")).toHaveLength(3);
  expect(await list("--since", "2099-01-01T00:00:00Z")).toEqual([]);
});

test("events ls --json names its shape and masks as the table does", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("what is the price?"));

  const { out } = await project.run("events", "ls", "--json");

  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/events/1",
    events: [
      {
        type: "message_recieved",
        status: "done",
        contact: "+1••••••0100",
        inboxId: "101",
        receivedAt: expect.stringMatching(/^20\d\d-.*Z$/) as string,
        verdicts: [{ ruleId: "answer-price", outcome: "fired" }],
      },
    ],
  });
  expect(out).not.toContain("2025550100");
});

test("a type nobody knows is a usage error with the one that was meant; a stored one is right", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("chat_archived", { id: 7 });

  const typo = await project.run("events", "ls", "--type", "target_opt_ot");
  const stored = await project.run("events", "ls", "--type", "chat_archived");
  const storedAndFiltered = await project.run("events", "ls", "--type", "chat_archived", "--status", "parked");
  const known = await project.run("events", "ls", "--type", "incoming_call");

  expect(typo).toMatchObject({ code: 2, out: "" });
  expect(typo.err).toContain('did you mean "target_opt_out"?');
  expect(stored.out).toContain(id);
  expect(storedAndFiltered).toMatchObject({ code: 0, err: "There is no such event in the store." });
  expect(known).toMatchObject({ code: 0, err: "There is no such event in the store." });
});

test("a source that is neither configured nor stored is a usage error with the one that was meant", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("hello"));

  const typo = await project.run("events", "ls", "--source", "defualt");
  const stored = await project.run("events", "ls", "--source", "default");

  expect(typo).toMatchObject({ code: 2, out: "" });
  expect(typo.err).toContain('There is no source "defualt"; did you mean "default"?');
  expect(stored.out).toContain(id);
});

test("events show says of every rule why it fired or not, and what its run did", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("urgent: what is the price?"));

  const { code, out } = await project.run("events", "show", id);

  expect(code).toBe(0);
  expect(out).toContain('answer-price did not fire: event.text is "urgent: what is the price?"; wanted not');
  expect(out).toContain("push-opt-out did not fire: listens to target_opt_out");
  expect(out).toContain("  ✗ all of  rules.yaml:6:5");
  expect(out).toContain("    ✓ text words [price, quote]  rules.yaml:7:9");
  expect(out).toContain('event.text = "urgent: what is the price?"');
  expect(out).toContain("contact   +12025550100");
  expect(out).not.toContain("canary-token");
});

test("events show lists what came of the event's runs", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("what is the price?"));

  const { out } = await project.run("events", "show", id);

  expect(out).toContain("answer-price fired");
  expect(out).toMatch(/run run_[0-9a-f]{20} of answer-price: done/);
  expect(out).toContain("send_message (reply) to +12025550100: “Hi Ada, see our list.”");
});

test("events show --json holds the whole record, instants in ISO 8601", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const data = textData("what is the price?", { id: 5 });
  const id = await engine.receive("message_recieved", data);
  await engine.receive("message_recieved", data);

  const { out } = await project.run("events", "show", id, "--json");

  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/event/1",
    id,
    status: "done",
    duplicates: 1,
    dedupeKey: "message_recieved:5",
    at: expect.stringMatching(/Z$/) as string,
    evaluation: { verdicts: [{ ruleId: "answer-price", outcome: "fired", condition: { result: "pass" } }] },
    runs: [{ ruleId: "answer-price", status: "done", effects: [{ action: "send_message", status: "done" }] }],
  });
});

test("what a customer wrote cannot steer the terminal", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("a\u001b[2J\u0007b\u009bc\u202ed\nprice"));

  const outputs = await Promise.all([
    project.run("events", "ls"),
    project.run("events", "ls", "--json"),
    project.run("events", "show", id),
    project.run("events", "show", id, "--json"),
  ]);

  for (const { code, out } of outputs) {
    expect(code).toBe(0);
    expect(out.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  }
  expect(outputs[0].out).toContain("a[2Jbcd price");
});

test("an id may be shortened as long as one event fits", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("one"));
  await engine.receive("message_recieved", textData("two"));

  const byEnd = await project.run("events", "show", id.slice(-6), "--json");
  const ambiguous = await project.run("events", "show", "evt_");

  expect(JSON.parse(byEnd.out)).toMatchObject({ id });
  expect(ambiguous).toMatchObject({ code: 1, out: "" });
  expect(ambiguous.err).toContain("2 ids fit");
});

test("an unknown id is exit code 1 with what comes near", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("one"));

  const typo = await project.run("events", "show", `${id.slice(0, -1)}!`);
  const run = await project.run("events", "show", "run_0123456789");

  expect(typo).toMatchObject({ code: 1, out: "" });
  expect(typo.err).toContain(`did you mean "${id}"?`);
  expect(run.err).toContain("try heyrules runs show run_0123456789");
});

test("without a store yet the command says so and ends with 5, and makes none", async () => {
  const project = makeProject();

  const first = await project.run("events", "ls");
  const second = await project.run("events", "ls");

  expect(first).toMatchObject({ code: 5, out: "" });
  expect(first.err).toContain("start the engine once");
  expect(second.code).toBe(5);
});

test("--store wins over the configured store, and then no configuration is needed", async () => {
  const project = makeProject();
  const other = makeProject({ config: "timezone: [" });
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("one"));

  const configured = await other.run("events", "ls");
  const given = await other.run("events", "ls", "--store", project.store);

  expect(configured.code).toBe(3);
  expect(configured.err).toContain("heyrules.yaml:1:");
  expect(given.code).toBe(0);
  expect(given.out).toContain(id);
});

test("a running heyrules dev is read before the configured store, and that is said", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("one"));
  const other = makeProject();
  const addresses = { url: "http://localhost:1", heymarketUrl: "http://localhost:2", crmUrl: "http://localhost:3" };
  const inForce = { ruleVersions: [], inboxes: {}, settings: makeSettings() };
  const state = { ...addresses, ...inForce, pid: process.pid, token: "t", source: "default", store: project.store };
  writeDevState({ config: join(other.folder, "heyrules.yaml") }, state);

  const { code, out, err } = await other.run("events", "ls");

  expect(code).toBe(0);
  expect(out).toContain(id);
  expect(err).toContain("running heyrules dev");
});

test("a file that is no store is exit code 5", async () => {
  const project = makeProject();
  const file = join(project.folder, "letter.txt");
  writeFileSync(file, "Dear reader, this is not a database, though it is long enough to be one. ".repeat(20));

  const { code, err } = await project.run("events", "ls", "--store", `sqlite:${file}`);

  expect(code).toBe(5);
  expect(err).toContain("letter.txt");
});

test.each([
  ["--phone", "call me", "country code"],
  ["--since", "tomorrow", "2h"],
  ["--limit", "0", "1 to 1000"],
  ["--status", "gone", "new, done, parked"],
  ["--status", "parkd", 'Did you mean "parked"?'],
])("events ls %s %s is a usage error", async (option, value, hint) => {
  const project = makeProject();

  const { code, out, err } = await project.run("events", "ls", option, value);

  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(hint);
});

test("times are told in the configured zone, with --utc in UTC, in JSON always in UTC", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("what is the price?"));

  const list = await project.run("events", "ls");
  const listUtc = await project.run("events", "ls", "--utc");
  const show = await project.run("events", "show", id);
  const showUtc = await project.run("--utc", "events", "show", id);

  expect(list.out).toMatch(/\n20\S+T\d\d:\d\d:\d\d-0[45]:00 {2}evt_/);
  expect(listUtc.out).toMatch(/\n20\S+T\d\d:\d\d:\d\dZ {2}evt_/);
  expect(show.out).toMatch(/received {2}20\S+-0[45]:00 from/);
  expect(showUtc.out).toMatch(/received {2}20\S+Z from/);
});

test("on a terminal of 80 columns each event takes two lines with its id whole", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("what is the price?"));

  const { out } = await project.runOn(80, "events", "ls");

  const lines = out.split("\n");
  expect(lines).toHaveLength(4);
  expect(lines[2]).toMatch(new RegExp(`^20\\S+ {2}${id} {2}message_recieved {2}done$`));
  expect(lines[1]).toBe("    contact       fired  text");
  expect(lines[3]).toBe("    +1••••••0100  1/1    what is the price?");
});

test("an empty store is said to be empty, and one without what was asked for is not; neither has a heading", async () => {
  const project = makeProject();
  await startTestEngine(project);

  expect(await project.run("events", "ls")).toEqual({ code: 0, out: "", err: "There is no event in the store yet." });
  expect(await project.run("runs", "ls")).toEqual({ code: 0, out: "", err: "There is no run in the store yet." });
  expect(await project.run("events", "ls", "--since", "2h")).toEqual({
    code: 0,
    out: "",
    err: "There is no such event in the store.",
  });
});

test("a replay is marked in events ls, and events show names the event it is of, and an event's replays", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("hello"));
  await engine.stop();
  await project.run("events", "replay", id, "--rule", "answer-price", "--yes");

  const list = await project.run("events", "ls");
  const json = JSON.parse((await project.run("events", "ls", "--json")).out) as Listed;
  const original = await project.run("events", "show", id);
  const replay = json.events[0]?.id ?? "";
  const { replays } = JSON.parse((await project.run("events", "show", id, "--json")).out) as { replays: unknown };

  expect(list.out).toMatch(new RegExp(`${replay} +message_recieved, replay for answer-price +new `));
  expect(json.events.map(({ replayOf }) => replayOf)).toEqual([id, null]);
  expect(original.out).toMatch(new RegExp(`^replayed  as ${replay} for answer-price, 20`, "m"));
  expect(replays).toMatchObject([{ id: replay, ruleId: "answer-price" }]);
  expect((await project.run("events", "show", replay)).out).toContain(`replay of ${id} for answer-price\n`);
});

interface Listed {
  readonly events: readonly { readonly id: string; readonly replayOf: string | null }[];
}

test("a run on a replay is marked in runs ls", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("target_opt_out", { target: "12025550100" });
  await engine.stop();
  await project.run("events", "replay", id, "--again", "--yes");
  await (await startTestEngine(project)).receive("target_opt_in", { target: "12025550199" });

  const list = await project.run("runs", "ls");
  const json = await project.run("runs", "ls", "--json");

  expect(list.out.match(/push-opt-out, replay +/g)).toHaveLength(1);
  const { runs } = JSON.parse(json.out) as { readonly runs: readonly { readonly replayOf: string | null }[] };
  expect(runs.map(({ replayOf }) => replayOf)).toEqual([id, null]);
});
