import { expect, onTestFinished, test } from "vitest";
import { SANDBOX_CREDENTIALS } from "../../src/app/sandbox.ts";
import { SCREENS } from "../../src/dashboard/page.tsx";
import { OPERATE_TOKEN, READ_TOKEN, startAdminWorld, WEBHOOK_TOKEN } from "./admin-world.ts";

/** Links that only repeat a page that was seen, such as with another cursor. */
const REPEATS = /[.]json|after=|trail=/;

const PHONE = "15105550177";
const CONTACT = { phone: PHONE, target: PHONE, conversation: { id: 302, inbox: 101, target: PHONE, name: "Ana" } };

test("no page tells a token, a secret or a whole number", async () => {
  const world = await startAdminWorld();
  onTestFinished(world.stop);
  await world.deliver("message_recieved", { ...CONTACT, text: "What is the price? Call +15105550177." });
  await world.deliver("target_opt_out", CONTACT);
  const seen = new Map<string, string>();
  const left: string[] = SCREENS.map(({ path }) => path);
  for (let path = left.shift(); path !== undefined; path = left.shift()) {
    if (seen.has(path)) continue;
    const html = await (await world.ask(path, { headers: { accept: "text/html" } })).text();
    seen.set(path, html);
    const links = [...html.matchAll(/href="(\/[^"]*)"/g)].map(([, link = ""]) => link.replaceAll("&amp;", "&"));
    left.push(...links.filter((link) => !link.startsWith("/assets/") && !REPEATS.test(link)));
  }

  const { secretId, secretKey } = SANDBOX_CREDENTIALS;
  const canaries = [OPERATE_TOKEN, READ_TOKEN, WEBHOOK_TOKEN, secretId, secretKey, "5105550177"];
  const told = [...seen].flatMap(([path, html]) =>
    canaries.filter((canary) => html.includes(canary)).map((canary) => `${path} tells ${canary}`),
  );
  expect(told).toEqual([]);
  expect(seen.size).toBeGreaterThan(SCREENS.length + 5);
});
