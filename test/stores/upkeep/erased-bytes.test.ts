import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { emptyDecision } from "../../../src/core/model/decision.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { openStore } from "../../../src/stores/open-store.ts";
import { SYSTEM_RANDOM } from "../../../src/system.ts";
import { makeContact, makeEvaluated, makeNewEvent, makeRun, makeSent, NOW, PHONE } from "../../helpers/make.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { commitOnce } from "../contract/fixture.ts";

/** Longer than a page of the file. */
const SECRET = "swordfish ".repeat(900);
const ERASED = { lanes: [PHONE], phone: PHONE };

/** How often texts stand in the files of a folder, whatever the files are. */
function countIn(folder: string, texts: readonly string[]): readonly number[] {
  const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString("latin1"));
  return texts.map((text) => bytes.reduce((sum, one) => sum + one.split(text).length - 1, 0));
}

/** A contact who opted out, with an event, another body of it, a run that grew and shrank, and its text. */
async function tell(store: Store): Promise<void> {
  const optChange = {
    phone: PHONE,
    state: "out",
    at: NOW,
    undatedDigest: null,
    told: null,
    reason: "text was STOP",
  } as const;
  const dedupe = { key: `target_opt_out:${PHONE}:21:2026`, value: "", windowMs: null };
  const event = { text: SECRET, data: { text: SECRET } };
  await store.accept([makeNewEvent({ event, dedupe, optChange, digest: "bytes", body: SECRET })]);
  await store.accept([makeNewEvent({ event, dedupe, body: `${SECRET} again`, digest: "other bytes" })]);
  const effect = makeSent(NOW, { result: { said: SECRET } });
  const grown = makeRun({ status: "done", vars: { said: SECRET + SECRET } });
  const contact = makeContact({ name: SECRET });
  await commitOnce(store, { ...makeEvaluated("evt_1"), contact, runs: [grown], effects: [effect] });
  // Something else, so that the file has more in it than what goes.
  await store.accept([makeNewEvent({ event: { id: "evt_other", phone: "+12025550177" } })]);
  await commitOnce(store, { ...makeEvaluated("evt_other"), runs: [] });
}

describe.each(["sqlite", "json"])("the files of a %s store", (kind) => {
  async function open(): Promise<{ readonly store: Store; readonly folder: string }> {
    const folder = makeTemporaryFolder();
    const store = await openStore(`${kind}:${join(folder, "store")}`, { random: SYSTEM_RANDOM });
    onTestFinished(() => store.close());
    return { store, folder };
  }

  test("hold neither number nor text of a contact once they are erased, while the engine runs and after", async () => {
    const { store, folder } = await open();
    await tell(store);
    const before = countIn(folder, [PHONE, "swordfish"]);

    const target = { kind: "contact", id: "…0100" } as const;
    const entry = { id: "aud_1", at: NOW, by: "ann", deed: "erase", target, reason: null, text: "erased" } as const;
    await store.decide({ ...emptyDecision(entry), erases: ERASED });
    const running = countIn(folder, [PHONE, "swordfish"]);
    await store.close();

    expect(before.every((count) => count > 0)).toBe(true);
    expect(running).toEqual([0, 0]);
    expect(countIn(folder, [PHONE, "swordfish"])).toEqual([0, 0]);
    expect(countIn(folder, ["+12025550177"])[0]).toBeGreaterThan(0);
  });

  test("hold no text that is older than texts are kept, and still the number", async () => {
    const { store, folder } = await open();
    await tell(store);

    await store.forget({ what: "texts", before: NOW + 1, now: NOW + 1, after: null });

    const [number, text] = countIn(folder, [PHONE, "swordfish"]);
    expect(number).toBeGreaterThan(0);
    // What is known of the contact stays until they are erased.
    expect(text).toBeLessThanOrEqual(900);
  });
});
