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
  expect(find("deliveries")).toMatchObject({ status: "ok", message: expect.stringMatching(/ago$/) as string });
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
