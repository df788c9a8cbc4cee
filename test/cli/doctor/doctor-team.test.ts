import { expect, test } from "vitest";
import type { TeamSetUp } from "../../../src/sandbox/heymarket/directory.ts";
import { CONFIG, makeProject } from "../../helpers/project.ts";
import { openHeymarket } from "../../sandbox/sandbox-client.ts";
import { at, diagnose, runDoctor, TEAM } from "./diagnose.ts";

const NAMES = "surveys: { nps: 901 }, templates: { hello: 801 }, lists: { vip: 701 }, ai_members: [56]";

const RULES = `version: 1
rules:
  greet:
    on: { event: message_recieved, inbox: support }
    do:
      - send_message: { purpose: reply, template: hello, sender: 56 }
      - send_survey: { purpose: service, survey: Satisfaction }
      - list: { add: [vip, Regulars] }
      - assign: { user: bob@acme.test }
      - contact: { set: { custom: { Plan: gold }, assignee: nobody } }
`;

const SET_UP: TeamSetUp = {
  members: [{ id: 56, name: "Bob", email: "bob@acme.test" }],
  surveys: [
    { id: 901, name: "NPS" },
    { id: 902, name: "Satisfaction" },
  ],
  templates: [{ id: 801, name: "Hello" }],
  lists: [
    { id: 701, name: "VIP" },
    { id: 702, name: "Regulars" },
  ],
  fields: [{ id: 31, title: "Plan" }],
};

const makeNaming = () =>
  makeProject({ config: CONFIG.replace("sender: 55", `sender: 55, ${NAMES}`), rules: { "rules.yaml": RULES } });

test("what the project names of Heymarket is there", async () => {
  const fake = await openHeymarket({ ...TEAM, team: SET_UP });

  const { find } = await diagnose({ project: makeNaming(), environment: at(fake) });

  expect(find("members")).toMatchObject({ status: "ok", message: "1 named, all there" });
  expect(find("sender")?.status).toBe("ok");
  expect(find("names")).toMatchObject({ status: "ok", message: "7 named, all there" });
});

test("each name and id that Heymarket does not have is told with its place", async () => {
  const fake = await openHeymarket({ ...TEAM, team: {} });

  const { code, find } = await diagnose({ project: makeNaming(), environment: at(fake) });

  expect(code).toBe(1);
  expect(find("names")).toMatchObject({ status: "failed", next: expect.stringContaining("or the id") as string });
  expect(find("names")?.details.map((line) => line.split("; ")[0])).toEqual([
    "heymarket.surveys.nps: Heymarket has no survey 901.",
    "heymarket.templates.hello: Heymarket has no template 801.",
    "heymarket.lists.vip: Heymarket has no list 701.",
    'rule greet: Nothing was done: Heymarket has no survey "Satisfaction"',
    'rule greet: Nothing was done: Heymarket has no list "Regulars"',
    'rule greet: Nothing was done: no member in Heymarket has the e-mail "bob@acme.test".',
    'rule greet: Nothing was done: Heymarket has no contact field "Plan"',
  ]);
});

test("lists that may not be read are a warning, and hide nothing else", async () => {
  const fake = await openHeymarket({ ...TEAM, team: SET_UP });
  fake.script({ match: { path: "/v1/lists" }, times: 9, behaviour: { status: 403, body: {} } });

  const { code, find } = await diagnose({ project: makeNaming(), environment: at(fake) });

  expect(code).toBe(0);
  expect(find("names")).toMatchObject({
    status: "warning",
    details: [expect.stringMatching(/^heymarket\.lists\.vip: .*403/), expect.stringMatching(/^rule greet: .*403/)],
  });
});

test("a machine and a rule's sender that the team does not have, or who may not write there, are told", async () => {
  const absent = await openHeymarket({ inboxes: [{ id: 101, name: "Front", members: [55] }], team: SET_UP });
  const narrow = await openHeymarket({
    inboxes: [
      { id: 101, name: "Front", members: [55] },
      { id: 102, name: "Sales", members: [55, 56] },
    ],
    team: SET_UP,
  });

  const without = await diagnose({ project: makeNaming(), environment: at(absent) });
  const closed = await diagnose({ project: makeNaming(), environment: at(narrow) });

  expect(without.find("members")).toMatchObject({ status: "failed", details: ["ai_members: 56"] });
  expect(without.find("sender")).toMatchObject({ status: "failed", details: ["rule greet: 56"] });
  expect(closed.find("sender")).toMatchObject({
    status: "warning",
    details: ["rule greet: member 56 may not write from support"],
  });
});

test("quiet hours and auto-assign of Heymarket are told of the inboxes in use, as far as it tells them", async () => {
  const on = { businessHours: { quietHoursEnabled: true }, auto_assignable: true };
  const off = { businessHours: { quietHoursEnabled: false }, auto_assignable: false };
  const teamWith = (front: typeof on, sales: typeof on) => ({
    inboxes: [
      { id: 101, name: "Front", members: [55], settings: front },
      { id: 102, name: "Sales", members: [55], settings: sales },
      { id: 103, name: "Not in use", members: [55], settings: on },
    ],
  });
  const bad = await openHeymarket(teamWith(on, off));
  const fine = await openHeymarket(teamWith(off, off));
  const silent = await openHeymarket(TEAM);

  const warned = await diagnose({ project: makeProject(), environment: at(bad) });
  const calm = await diagnose({ project: makeProject(), environment: at(fine) });
  const untold = await diagnose({ project: makeProject(), environment: at(silent) });

  for (const name of ["quiet-hours", "auto-assign"]) {
    expect(warned.find(name)).toMatchObject({
      status: "warning",
      message: expect.stringMatching(/: on in support$/) as string,
      next: "look in Heymarket, Administration > Inbox > Settings",
    });
    expect(calm.find(name)?.status).toBe("ok");
    expect(untold.find(name)).toBeUndefined();
  }
  expect(warned.code).toBe(0);
  expect(settingsOf(calm.report)).not.toContain("Quiet hours");
  expect(settingsOf(untold.report)).toEqual(expect.arrayContaining(["Quiet hours", "Auto Assign"]));
});

test("settings that no call tells are listed once, each with its page and why it matters", async () => {
  const fake = await openHeymarket(TEAM);

  const { report } = await diagnose({ project: makeProject(), environment: at(fake) });
  const { out } = await runDoctor({ project: makeProject(), environment: at(fake) });

  const { toLookAt } = report as unknown as Record<string, readonly Record<string, string>[]>;
  expect(toLookAt?.map(({ setting }) => setting)).toContain(
    "Show new chats when outgoing messages are sent from lists, campaigns and integration automations",
  );
  for (const { setting = "", where = "", why = "" } of toLookAt ?? []) {
    expect(out.split(`  ${setting} (${where})\n    ${why}`)).toHaveLength(2);
  }
});

function settingsOf(report: object): readonly string[] {
  const { toLookAt } = report as { readonly toLookAt: readonly { readonly setting: string }[] };
  return toLookAt.map(({ setting }) => setting);
}
