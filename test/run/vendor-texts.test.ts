import { describe, expect, test } from "vitest";
import { makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { startVendorWorld } from "./vendor.ts";

const NUMBER = PHONE.slice(1);
const HOUR = 3_600_000;
const TEAM = {
  surveys: [{ id: 81, name: "Visit", question: "How was it?" }],
  templates: Array.from({ length: 31 }, (_, index) => ({
    id: 91 + index,
    name: `Hours ${index}`,
    text: "We open at 8.",
  })),
};
const LOST = { times: 1, behaviour: { reset: "after" } } as const;

describe("send_message with a template by name", () => {
  test("sends the template of that name, on the second page too", async () => {
    const step = "{ send_message: { purpose: reply, template: hours 30 } }";
    const world = await startVendorWorld(`[${step}]`, { fake: { team: TEAM } });

    await world.text("hello");

    expect(world.heymarket.sent()).toMatchObject([{ template_id: 121, text: "We open at 8." }]);
  });

  test("a name that cannot be read leaves nothing in doubt: it is tried again", async () => {
    const world = await startVendorWorld("[{ send_message: { purpose: reply, template: Hours 3 } }]", {
      fake: { team: TEAM },
    });
    world.heymarket.script({ match: { method: "POST", path: "/v1/templates" }, ...LOST });

    await world.text("hello");
    await world.engine.pass(2_000);

    expect(world.heymarket.sent()).toHaveLength(1);
    expect((await world.run()).effects[0]?.attempts.map(({ outcome }) => outcome)).toEqual(["not_sent", "done"]);
  });
});

describe("send_survey", () => {
  const STEP = "{ send_survey: { purpose: service, survey: visit } }";

  test("texts the question", async () => {
    const world = await startVendorWorld(`[${STEP}]`, { fake: { team: TEAM } });

    await world.text("hello");

    expect(world.heymarket.sent()).toMatchObject([{ text: "How was it?", phone_number: NUMBER, private: false }]);
    expect(world.bodyOf("/v1/message/send")).toMatchObject({ survey_id: 81, inbox_id: 21, creator_id: 55 });
  });

  test("whose answer was lost is found by its local_id, and not sent twice", async () => {
    const world = await startVendorWorld(`[${STEP}]`, { fake: { team: TEAM } });
    world.heymarket.script({ match: { method: "POST", path: "/v1/message/send" }, ...LOST });

    await world.text("hello");
    await world.engine.pass(2_000);

    expect((await world.run()).run.status).toBe("done");
    expect(world.heymarket.sent()).toHaveLength(1);
  });

  test("to a contact who opted out is blocked", async () => {
    const world = await startVendorWorld(`[${STEP}]`, { fake: { team: TEAM } });
    await world.engine.receive("target_opt_out", { target: NUMBER });

    await world.text("hello");

    expect((await world.run()).effects).toMatchObject([{ status: "blocked", guard: "opt_out" }]);
    expect(world.heymarket.sent()).toEqual([]);
  });

  test("that Heymarket does not have is refused", async () => {
    const world = await startVendorWorld("[{ send_survey: { purpose: service, survey: 5 } }]", {
      fake: { team: TEAM },
    });

    await world.text("hello");

    expect((await world.run()).run.error?.message).toContain("there is no survey 5");
  });
});

describe("schedule_message", () => {
  const STEP = "{ schedule_message: { purpose: service, after: 2h, text: How was it? } }";

  test("hands the text over for the next quarter of an hour", async () => {
    const world = await startVendorWorld(`[${STEP}]`);

    await world.text("hello");

    const [scheduled] = world.heymarket.scheduled();
    expect(scheduled).toMatchObject({ phone_number: NUMBER, user_id: 55, text: "How was it?" });
    expect(scheduled?.execute).toBe(Math.ceil((NOW + 2 * HOUR) / 900_000) * 900_000);
    expect((await world.run()).effects[0]?.result).toMatchObject({ id: scheduled?.id });
  });

  test("that would go out in quiet hours is blocked, though it is day now", async () => {
    const hour = new Date(NOW).getUTCHours();
    const window = { from: (hour + 1) * 60, to: (hour + 4) * 60 };
    const { sending } = makeSettings();
    const quietHours = { appliesTo: ["service" as const], zone: "org" as const, window, onHit: "defer" as const };
    const world = await startVendorWorld(`[${STEP}]`, {
      settings: { timezone: "UTC", sending: { ...sending, quietHours } },
    });

    await world.text("hello");

    const { effects } = await world.run();
    expect(effects).toMatchObject([{ status: "blocked", guard: "quiet_hours" }]);
    expect(effects[0]?.reason).toContain("it was not scheduled");
    expect(world.heymarket.scheduled()).toEqual([]);
  });

  test("for a time that is too near fails before anything is sent", async () => {
    const at = new Date(NOW).toISOString();
    const world = await startVendorWorld(`[{ schedule_message: { purpose: service, at: "${at}", text: Hi } }]`);

    await world.text("hello");

    expect((await world.run()).run.error).toMatchObject({ code: "not_renderable" });
    expect(world.calls()).toEqual([]);
  });

  test("whose answer was lost is left to a person at once: nothing lists what is scheduled", async () => {
    const world = await startVendorWorld(`[${STEP}]`);
    world.heymarket.script({ match: { method: "POST", path: "/v1/schedule" }, ...LOST });

    await world.text("hello");

    const { run, effects } = await world.run();
    expect(run).toMatchObject({ status: "parked", error: { code: "outcome_unknown" } });
    expect(effects).toMatchObject([{ status: "unknown" }]);
    expect(world.calls()).toEqual(["POST /v1/schedule"]);
  });
});

describe("send_email", () => {
  const STEP =
    '{ send_email: { purpose: service, to: ann@example.com, cc: [bob@example.com], subject: Visit, text: "{{ event.text }}" } }';

  test("goes out as HTML that shows what was written as it is", async () => {
    const world = await startVendorWorld(`[${STEP}]`);

    await world.text("<b>hi</b> & bye");

    expect(world.heymarket.emails()).toMatchObject([
      {
        inbox: 21,
        targets: ["to:ann@example.com", "cc:bob@example.com"],
        conv_title: "Visit",
        text: "&lt;b&gt;hi&lt;/b&gt; &amp; bye",
        raw_text: "<b>hi</b> & bye",
      },
    ]);
  });

  test("to a contact whose number opted out is blocked", async () => {
    const world = await startVendorWorld(`[${STEP}]`);
    await world.engine.receive("target_opt_out", { target: NUMBER });

    await world.text("hello");

    expect((await world.run()).effects).toMatchObject([{ status: "blocked", guard: "opt_out" }]);
    expect(world.heymarket.emails()).toEqual([]);
  });

  test("to what came out as no address fails, and nothing is sent", async () => {
    const step = '{ send_email: { purpose: service, to: "{{ event.text }}", subject: Visit, text: Hi } }';
    const world = await startVendorWorld(`[${step}]`);

    await world.text("ann@example.com, eve@example.com");

    expect((await world.run()).run.error).toMatchObject({ code: "not_renderable" });
    expect(world.calls()).toEqual([]);
  });
});
