import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import type { TestProject } from "../../helpers/project.ts";
import { makeProject, RULES } from "../../helpers/project.ts";

const REFUSING = { mocks: { crm: { status: 400, json: null, fail: false } } };

/** A project in whose store an opt-out failed to reach the CRM and a question was answered; no engine runs. */
async function makeStore(): Promise<{
  readonly project: TestProject;
  readonly failed: string;
  readonly event: string;
}> {
  const project = makeProject();
  const engine = await startTestEngine(project, REFUSING);
  const event = await engine.receive("message_recieved", textData("what is the price?", { phone: "12025550101" }));
  await engine.receive("target_opt_out", { target: "12025550100" });
  await engine.stop();
  const { out } = await project.run("runs", "ls", "--status", "failed", "--json");
  const [failed] = (JSON.parse(out) as { runs: { id: string }[] }).runs;
  return { project, event, failed: failed?.id ?? "" };
}

async function auditOf(project: TestProject): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { out } = await project.run("audit", "ls", "--json");
  return (JSON.parse(out) as { entries: Readonly<Record<string, unknown>>[] }).entries;
}

describe("a command that changes what is stored", () => {
  test("prints its plan without a terminal and without --yes, does nothing and ends with 2", async () => {
    const { project, failed } = await makeStore();

    const { code, out, err } = await project.run("runs", "retry", failed);

    expect(code).toBe(2);
    expect(out).toBe(
      `✓ run ${failed} (push-opt-out, +1••••••0100) calls crm: PUT /consent/… again (do/0)\n1 would be done`,
    );
    expect(err).toBe("Nothing was done: this is the plan, and --yes does it. [USAGE]");
    expect(await auditOf(project)).toEqual([]);
  });

  test("asks at a terminal, and does nothing after a no, with exit code 1", async () => {
    const { project, failed } = await makeStore();

    const { code, err } = await project.runAsked("n", "dead", "drop", failed);

    expect(code).toBe(1);
    expect(err).toContain("1 would be done\nDo this to 1 item? [y/N] ");
    expect(err).toContain("Nothing was done.");
    expect(await auditOf(project)).toEqual([]);
  });

  test("does it after a yes, and notes who and why", async () => {
    const { project, failed } = await makeStore();

    const { code, out } = await project.runAsked(
      "Yes",
      "dead",
      "drop",
      failed,
      "--as",
      " ann ",
      "--reason",
      "it is gone",
    );

    expect(code).toBe(0);
    expect(out).toBe(`✓ run ${failed} (push-opt-out, +1••••••0100) ends as stopped\n1 done`);
    expect(await auditOf(project)).toMatchObject([
      { by: "ann", deed: "drop", target: { kind: "run", id: failed }, reason: "it is gone", text: "ends as stopped" },
    ]);
    expect((await project.run("audit", "ls")).out).toMatch(/ann +drop +run_\w+ +it is gone +ends as stopped/);
  });

  test("gives its plan as JSON, and does not ask then, also at a terminal", async () => {
    const { project, failed } = await makeStore();

    const { code, out, err } = await project.runAsked("y", "runs", "retry", failed, "--json");

    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ schema: "heyrules/operation/1", isPlan: true, done: 1, refused: 0 });
    expect(err).not.toContain("[y/N]");
    expect(await auditOf(project)).toEqual([]);
  });

  test("ends with 1 when everything is refused, and with 0 when nothing fits", async () => {
    const { project } = await makeStore();

    const refused = await project.run("dead", "drop", "--rule", "push-opt-out", "--yes", "--reason", "it is gone");
    const again = await project.run("dead", "drop", "--rule", "push-opt-out", "--yes");
    const release = await project.run("contacts", "release", "+12025550100", "--yes");

    expect([refused.code, again.code, release.code]).toEqual([0, 0, 1]);
    expect(again.out).toBe("Nothing fits, so there is nothing to do.");
    expect(release.out).toBe("✗ contact +1••••••0100 opted out, which only the contact can undo\n0 done, 1 refused");
  });

  test.each([
    ["dead", "drop", "--all"],
    ["contacts", "erase", "+12025550100"],
  ])("that is answered for is not done without a reason: %s %s", async (...command) => {
    const { project } = await makeStore();

    const { code, err } = await project.run(...command, "--yes", "--reason", " ");

    expect([code, err]).toEqual([2, expect.stringContaining("--reason")]);
    expect(await auditOf(project)).toEqual([]);
  });

  test("makes no store where there is none", async () => {
    const project = makeProject();

    const { code, err } = await project.run("pause", "--yes");

    expect([code, existsSync(join(project.folder, "heyrules.db"))]).toEqual([5, false]);
    expect(err).toContain("There is no store");
  });

  test("is refused on a store in memory, which nobody else knows", async () => {
    const { code, err } = await makeProject().run("pause", "--yes", "--store", "memory:");

    expect(code).toBe(5);
    expect(err).toContain("A store in memory is known to its own process alone");
  });

  test("is refused while a process has the store that takes no commands", async () => {
    const project = makeProject();
    await startTestEngine(project);

    const { code, err } = await project.run("pause", "--yes");

    expect(code).toBe(5);
    expect(err).toContain("open and takes no commands");
    expect(err).toContain("[STORE_LOCKED]");
  });
});

test("--if takes a condition as rules write it, on one line or several, and picks the runs that fulfil it", async () => {
  const project = makeProject();
  const rules = "version: 1\nrules:\n  slow: { on: message_recieved, do: [{ wait: 1h }, { log: late }] }\n";
  const engine = await startTestEngine(project, { rules });
  for (const text of ["what is the price?", "hello", "the PRICE please"])
    await engine.receive("message_recieved", textData(text));
  await engine.stop();

  const plan = await project.run("runs", "cancel", "--if", "text: { words: [price] }");
  const several = await project.run(
    "runs",
    "cancel",
    "--yes",
    "--reason=as agreed",
    "--if",
    "any:\n  - text: { words: [hello] }\n  - text: { words: [bye] }",
  );
  const wrong = await project.run("runs", "cancel", "--if", "any:\n  - texd: 1");

  expect(plan.out).toMatch(/2 would be done$/);
  expect(several.out).toMatch(/\n1 done$/);
  expect(wrong.err).toContain("--if:2:5 error");
  expect(wrong.err).not.toContain("selected");
});

test("a number in a reason is masked, since the audit is kept for good", async () => {
  const { project, failed } = await makeStore();

  await project.run("dead", "drop", failed, "--yes", "--reason", "asked by +12025550100 today");

  expect(await auditOf(project)).toMatchObject([{ reason: "asked by +1••••••0100 today" }]);
});

test.each([
  ["called her, 202-555-0701", "called her, ••••••0701"],
  ["(202) 555-0701 and 202.555.0701, or 12025550701", "••••••0701 and ••••••0701, or •••••••0701"],
  ["1 202 555 0701", "•••••••0701"],
  ["+44 20 7946 0958", "+44••••••0958"],
  ["06 12 34 56 78", "••••••5678"],
  [
    "since 2026-11-28 17:00, ticket 12345678, evt_2025550701a",
    "since 2026-11-28 17:00, ticket 12345678, evt_2025550701a",
  ],
])("a reason with a number in whatever spelling is kept without it: %s", async (reason, kept) => {
  const { project, failed } = await makeStore();

  await project.run("dead", "drop", failed, "--yes", "--reason", reason);

  expect(await auditOf(project)).toMatchObject([{ reason: kept }]);
});

describe("what is asked for wrongly ends with the exit code and says what to do:", () => {
  test.each([
    [["runs", "retry", "evt_1"], 2, "evt_1 is an event, and this command takes runs; heyrules runs ls --event evt_1"],
    [["runs", "resume", "eff_1"], 2, "eff_1 is an effect; name its run, which starts with run_."],
    [["events", "replay", "run_1"], 2, "run_1 is a run, and this command takes events; heyrules runs show run_1"],
    [["runs", "cancel"], 2, "Say which: ids, or all that fit --rule, --since or another option, or --all."],
    [["runs", "cancel", "run_1", "--all"], 2, "Give ids, or options that say which all are meant, not both."],
    [
      ["dead", "drop", "run_1", "--rule", "push-opt-out"],
      2,
      "Give ids, or options that say which all are meant, not both.",
    ],
    [["runs", "cancel", "--rule", "push-optout"], 1, 'did you mean "push-opt-out"?'],
    [["runs", "cancel", "--if", "texd: 1"], 3, "--if is no condition as rules write it."],
    [["runs", "cancel", "--if", " "], 2, "--if takes a condition as rules write it"],
    [["runs", "cancel", "--all", "--since", "tomorrow"], 2, "tomorrow"],
    [["runs", "retry", "run_nowhere"], 1, 'There is no run "run_nowhere" in the store'],
    [["events", "replay", "evt_nowhere"], 1, 'There is no event "evt_nowhere" in the store'],
    [["dead", "resolve", "run_1"], 2, "Say what is so: --sent or --not-sent."],
    [["dead", "resolve", "run_1", "--sent", "--not-sent"], 2, "Say what is so: --sent or --not-sent."],
    [["pause", "--rule", "push-optout"], 1, 'There is no rule "push-optout"; did you mean "push-opt-out"?'],
    [["pause", "--connection", "crn"], 1, 'There is no connection "crn"; did you mean "crm"?'],
    [["pause", "--connection", "zebra"], 1, "there are heymarket, crm."],
    [
      ["pause", "--rule", "push-opt-out", "--connection", "crm"],
      2,
      "One of --rule, --connection and --purpose at a time",
    ],
    [["dead", "retry", "--connection", "zebra"], 1, 'There is no connection "zebra"; there are heymarket, crm.'],
    [["dead", "drop", "--connection", "crn"], 1, 'did you mean "crm"?'],
    [["dead", "retry", "--code", "nix"], 1, 'Nothing failed with the code "nix"; there is http_400.'],
    [["dead", "drop", "--code", "http_4000"], 1, 'did you mean "http_400"?'],
    [["pause", "--as", " "], 2, "--as takes a name."],
    [
      ["contacts", "release", "0100"],
      2,
      '"0100" is no number with country code, such as +15105550100, and none of US.',
    ],
    [["contacts", "release", "evt_1"], 1, "There is no event evt_1 of a contact with a number."],
    [["contacts", "show", "(202) 555-0199"], 1, "Nothing is stored of +12025550199."],
    [["contacts", "show", "+12025550199"], 1, "Nothing is stored of +12025550199."],
  ])("%j", async (args, code, message) => {
    const { project } = await makeStore();

    const result = await project.run(...args);

    expect({ code: result.code, err: result.err }).toEqual({ code, err: expect.stringContaining(message) as string });
    expect(await auditOf(project)).toEqual([]);
  });
});

test("a pause is told by the lists, and resume ends it", async () => {
  const { project } = await makeStore();

  const paused = await project.run(
    "pause",
    "--connection",
    "heymarket",
    "--yes",
    "--as",
    "ann",
    "--reason",
    "a mistake",
  );
  const runs = await project.run("runs", "ls");
  const listed = JSON.parse((await project.run("audit", "ls", "--json")).out) as { paused: unknown };
  const resumed = await project.run("resume", "--connection", "heymarket", "--yes");

  expect(paused.out).toBe("✓ what goes to heymarket goes out no more until it is resumed\n1 done");
  expect(runs.err).toMatch(/paused now: connection:heymarket, since \S+ by ann: a mistake/);
  expect(listed.paused).toMatchObject([{ kind: "connection", name: "heymarket", by: "ann", reason: "a mistake" }]);
  expect(resumed.out).toBe("✓ what goes to heymarket goes out again\n1 done");
  expect((await project.run("runs", "ls")).err).not.toContain("paused");
});

test("a replay without an engine is stored for the next start, once for an id that is given twice", async () => {
  const { project, event } = await makeStore();

  const { code, out } = await project.run("events", "replay", event, event.slice(-8), "--yes");

  expect([code, out.split("\n").at(-1)]).toEqual([0, "1 done"]);
  const { events } = JSON.parse((await project.run("events", "ls", "--status", "new", "--json")).out) as {
    events: unknown[];
  };
  expect(events).toHaveLength(1);
});

test("a plan by rules says whose they are when no engine made it", async () => {
  const { project, event } = await makeStore();

  const text = await project.run("events", "replay", event);
  const json = await project.run("events", "replay", event, "--json");
  const other = await project.run("pause", "--json");

  expect(text.out).toMatch(
    /\nThis goes by the rules in the files of this project; an engine evaluates by those it runs with[.]\n1 would be done$/,
  );
  expect(JSON.parse(json.out)).toMatchObject({ rulesOf: "files" });
  expect(JSON.parse(other.out)).toMatchObject({ rulesOf: null });
});

test("plan, question and report of a replay say which texts may arrive twice, and JSON how many", async () => {
  const project = makeProject({ rules: { "rules.yaml": RULES.replace("limits: { once_per: 12h }", "priority: 1") } });
  const engine = await startTestEngine(project);
  const event = await engine.receive("message_recieved", textData("what is the price?"));
  await engine.stop();

  const plan = await project.run("events", "replay", event);
  const json = await project.run("events", "replay", event, "--json");
  const asked = await project.runAsked("n", "events", "replay", event);
  const did = await project.run("events", "replay", event, "--yes");

  const twice = "1 text may have arrived before, and may arrive twice";
  expect(plan.out).toMatch(new RegExp(`^1 would be done.*\n${twice}[.]$`, "m"));
  expect(JSON.parse(json.out)).toMatchObject({ done: 1, repeats: 1, textsAhead: 1 });
  expect(asked.err).toContain(`Do this to 1 item, though ${twice}? [y/N] `);
  expect(did.out).toMatch(new RegExp(`^1 done.*\n${twice}[.]$`, "m"));
});

test("an opt-out that an opt-in has overtaken is replayed only when that is said", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const optOut = await engine.receive("target_opt_out", { target: "12025550100" });
  await engine.receive("message_recieved", textData("START"));
  await engine.stop();

  const refused = await project.run("events", "replay", optOut, "--yes");
  const wanted = await project.run("events", "replay", optOut, "--overtaken", "--yes");

  expect([refused.code, wanted.code]).toEqual([1, 0]);
  expect(refused.out).toContain("says that the contact opted out, and by now they may be texted; --overtaken");
  // The text START, and what the engine told rules of it.
  expect(wanted.out).toContain("; 2 newer events of the contact; it says that the contact opted out");
});

test("dead ls counts by rule and code, and dead show shows one", async () => {
  const { project, failed } = await makeStore();

  const { code, out } = await project.run("dead", "ls");

  expect(code).toBe(0);
  expect(out.split("\n")[1]).toMatch(new RegExp(`^1 +failed +push-opt-out +http_400 .* ${failed} `));
  expect(JSON.parse((await project.run("dead", "ls", "--json")).out)).toMatchObject({
    schema: "heyrules/dead/1",
    groups: [{ kind: "run", status: "failed", ruleId: "push-opt-out", code: "http_400", count: 1, id: failed }],
  });
  expect((await project.run("dead", "show", failed)).out).toContain("status   failed");
  expect((await project.run("dead", "ls", "--since", "2099-01-01T00:00:00Z")).err).toBe(
    "Nothing failed and nothing is parked.",
  );
});

test("contacts ls --held lists who waits for a person, and nobody else", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("stop texting me please, wrong person", { phone: "12025550102" }));
  await engine.receive("target_opt_out", { target: "12025550100" });

  const { code, out } = await project.run("contacts", "ls", "--held");
  const json = await project.run("contacts", "ls", "--held", "--json");

  expect(code).toBe(0);
  expect(out).toMatch(/\+1••••••0102 +held/);
  expect(out).toContain("text reads like an opt-out");
  expect(out).not.toContain("0100");
  expect((JSON.parse(json.out) as { readonly contacts: readonly object[] }).contacts).toMatchObject([
    { contact: "+1••••••0102", state: "held", event: expect.stringMatching(/^evt_/) as string },
  ]);
});

test("a contact is released by the event that contacts ls --held names", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("stop texting me please, wrong person", { phone: "12025550102" }));
  await engine.stop();
  const [event = ""] = /evt_\w+/.exec((await project.run("contacts", "ls", "--held")).out) ?? [];

  const { code, out } = await project.run("contacts", "release", event, "--yes", "--reason", "a wrong number of ours");

  expect([code, out]).toEqual([0, expect.stringContaining("+1••••••0102 may be texted by rules again")]);
  expect((await project.run("contacts", "show", "202-555-0102")).out).toContain("may be texted since");
  expect((await project.run("events", "ls", "--phone", "(202) 555-0102")).out).toContain(event);
});

test("contacts ls and show tell who may be texted", async () => {
  const { project } = await makeStore();

  expect((await project.run("contacts", "ls")).out).toMatch(/\+1••••••0100 +opted out/);
  expect((await project.run("contacts", "ls", "--state", "held")).err).toBe("Nobody is in state held.");
  expect((await project.run("contacts", "show", "+12025550100")).out).toContain("texting  opted out since");
  expect((await project.run("contacts", "show", "+12025550101")).out).toContain("may be texted: nobody said otherwise");
  expect(JSON.parse((await project.run("contacts", "ls", "--json")).out)).toMatchObject({
    schema: "heyrules/contacts/1",
    contacts: [{ contact: "+1••••••0100", state: "out" }],
  });
});
