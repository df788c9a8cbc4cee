import { expect, test } from "vitest";
import { PHONE } from "../helpers/make.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin } from "./open-admin.ts";

const RULES = "quiet: { on: message_received, do: [{ log: x }] }";
const MANY = 120;

/** An admin listener over people who said STOP: more than a page shows. */
async function openWithMany() {
  const engine = await startEngine({ rules: RULES });
  const phones = Array.from({ length: MANY }, (_, index) => String(Number(PHONE.slice(1)) + index));
  for (const phone of phones) await engine.text("STOP", { phone: `+${phone}` });
  await engine.drain();
  return { admin: await openAdmin(engine), phones };
}

function asWritten(cursor: string): string {
  return cursor
    .split(".")
    .map((part) => `${part} ${Buffer.from(part, "base64url").toString("latin1")}`)
    .join(" ");
}

test("a list of contacts goes on from an address that holds no number", async () => {
  const { admin, phones } = await openWithMany();
  const places: string[] = [];
  const seen: unknown[] = [];

  for (let after: string | null = ""; after !== null;) {
    const { html } = await admin.get(`/api/v1/contacts?limit=50${after && `&after=${after}`}`, undefined);
    const { contacts, next } = JSON.parse(html) as { contacts: { address: string }[]; next: string | null };
    seen.push(...contacts.map(({ address }) => address));
    if (next !== null) places.push(next);
    after = next;
  }
  const page = (await admin.get("/contacts?state=out")).html;
  const older = /href="([^"]*after=[^"]*)" rel="next"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const second = (await admin.get(older)).html;

  expect(new Set(seen).size).toBe(MANY);
  expect(places).toHaveLength(2);
  expect(second).toContain("Newer");
  for (const place of [...places, older, second]) {
    for (const phone of phones) expect(asWritten(place)).not.toContain(phone);
  }
});

test.each(["contact.0.+15105550100", "erased", ""])(
  "a place that this list did not give is refused: %j",
  async (after) => {
    const { admin } = await openWithMany();

    const { status, html } = await admin.get(`/contacts?state=out&after=${encodeURIComponent(after)}`);

    expect({ after, status }).toEqual({ after, status: after === "" ? 200 : 400 });
    if (after !== "") expect(html).toContain("begin at its start");
  },
);
