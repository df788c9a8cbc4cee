import { expect, test } from "vitest";
import { checkDeliveries } from "../../../src/doctor/webhook.ts";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import { CONFIG, makeProject } from "../../helpers/project.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { diagnose } from "./diagnose.ts";

const options = ["--offline"];
const HOUR_MS = 3_600_000;

test("the newest delivery is told with its age; a store without any is a warning, no store says nothing", async () => {
  const project = makeProject();
  const absent = await diagnose({ project, options });
  await (await openStore(project.store, { random: SYSTEM_RANDOM })).close();
  const empty = await diagnose({ project, options });
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("hello"));
  await engine.stop();

  const { find } = await diagnose({ project, options });

  expect(absent.find("deliveries")).toBeUndefined();
  expect(empty.find("deliveries")).toMatchObject({
    status: "warning",
    next: expect.stringContaining("Settings > Integrations > API") as string,
  });
  expect(find("deliveries")).toMatchObject({
    status: "ok",
    message: expect.stringMatching(/(?:ago|just now)$/) as string,
  });
});

test.each([
  [95 * HOUR_MS, "ok"],
  [97 * HOUR_MS, "warning"],
  [-5_000, "ok"],
])("a newest delivery of %i ms ago is %s", (ageMs, status) => {
  expect(checkDeliveries(1_000_000, 1_000_000 + ageMs).status).toBe(status);
});

test("contacts that are held, and numbers of own staff that opted out, are told", async () => {
  const config = `${CONFIG}sending: { internal: { numbers: { on_call: "+12025550100", desk: "+12025550101" } } }\n`;
  const project = makeProject({ config });
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("hello", { phone: "12025550101" }));
  await engine.stop();
  const before = await diagnose({ project, options });
  const later = await startTestEngine(project);
  await later.receive("message_recieved", textData("STOP"));
  await later.receive("message_recieved", textData("and so on do not text me", { phone: "12025550102" }));
  await later.stop();

  const { find } = await diagnose({ project, options });

  expect(before.find("staff-numbers")).toBeUndefined();
  expect(before.find("held")).toBeUndefined();
  expect(find("staff-numbers")).toMatchObject({
    status: "warning",
    message: expect.stringMatching(/^on_call of/) as string,
  });
  expect(find("held")).toMatchObject({
    status: "warning",
    message: expect.stringMatching(/^1 contact held/) as string,
  });
});

test("what is paused is told: by whom, since when, why, and how it goes on", async () => {
  const project = makeProject();
  await (await openStore(project.store, { random: SYSTEM_RANDOM })).close();
  const before = await diagnose({ project, options });
  await project.run("pause", "--yes", "--reason", "storm");
  const one = await diagnose({ project, options });
  await project.run("pause", "--connection", "crm", "--yes");

  const both = await diagnose({ project, options });

  expect(before.find("pauses")).toBeUndefined();
  expect(one.find("pauses")).toMatchObject({
    status: "warning",
    message: expect.stringMatching(/^paused now: all, since \d.* by .*: storm$/) as string,
    next: "heyrules resume",
  });
  expect(both.code).toBe(0);
  expect(both.find("pauses")).toMatchObject({
    message: "2 pauses hold what goes out",
    details: [
      expect.stringMatching(/^paused now: all, since .* storm$/) as string,
      expect.stringMatching(/^paused now: connection:crm, since .* by /) as string,
    ],
    next: "heyrules resume; heyrules resume --connection crm",
  });
});
