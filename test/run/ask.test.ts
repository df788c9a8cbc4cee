import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import { randomCases } from "../helpers/random-cases.ts";
import { openFileStore, startEngine, STORES } from "./make.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const CONFIRM = `
r:
  on: { event: message_received, where: { text: book } }
  do:
    - id: q
      ask:
        purpose: reply
        text: "Keep it? K or M."
        answers: { keep: [k], move: [m, later] }
        into: choice
        timeout: 1h
        reprompt: { text: "K or M, please." }
        no_answer: [{ notify: { connection: slack, text: "none, {{ steps.q.timed_out }}" } }]
    - notify: { connection: slack, text: "choice {{ vars.choice | default: 'none' }}" }
`;

type Engine = Awaited<ReturnType<typeof startEngine>>;

function said({ performed }: Engine): readonly unknown[] {
  return performed.map(({ request }) => ("text" in request ? request.text : null));
}

describe.each(STORES)("a question, on %s", (_name, openStore) => {
  test("its answer is read, and those who write something else are asked once more", async () => {
    const engine = await startEngine({ rules: CONFIRM, store: await openStore() });
    for (const text of ["book", "what?", " LATER! "]) {
      await engine.text(text);
      await engine.drain();
      await engine.pass(MINUTE);
    }

    expect(said(engine)).toEqual(["Keep it? K or M.", "K or M, please.", "choice move"]);
  });

  test("no answer in time, or none that is understood, leads to its own steps", async () => {
    const late = await startEngine({ rules: CONFIRM, store: await openStore() });
    await late.text("book");
    await late.drain();
    await late.pass(HOUR);
    await late.text("k");
    await late.drain();

    expect(said(late)).toEqual(["Keep it? K or M.", "none, true", "choice none"]);
  });
});

describe("a question", () => {
  test.each([
    ["yes_no", "👍🏽", "choice true"],
    ["yes_no", "👎", "choice false"],
    ["{ keep: [k, ✅], move: [m] }", "✅", "choice keep"],
  ])("with the answers %s takes %s for the one that names it", async (answers, text, chosen) => {
    const rules = CONFIRM.replace("{ keep: [k], move: [m, later] }", answers);
    const engine = await startEngine({ rules });
    // A heart names no answer, and nobody is asked again for it.
    for (const written of ["book", "❤️", text]) {
      await engine.text(written);
      await engine.drain();
      await engine.pass(MINUTE);
    }

    expect(said(engine)).toEqual(["Keep it? K or M.", chosen]);
  });

  test("what the contact wrote before it went out is no answer", async () => {
    const engine = await startEngine({ rules: CONFIRM.replace("  do:\n", "  do:\n    - wait: 5m\n") });
    await engine.text("book");
    await engine.drain();
    await engine.pass(MINUTE);
    await engine.text("k");
    await engine.drain();
    await engine.pass(4 * MINUTE);
    await engine.drain();

    expect((await engine.onlyRun()).run.status).toBe("waiting");
    expect(said(engine)).toEqual(["Keep it? K or M."]);
  });

  test("STOP is no answer, and nobody is asked again", async () => {
    const engine = await startEngine({ rules: CONFIRM });
    for (const text of ["book", "STOP"]) {
      await engine.text(text);
      await engine.drain();
      await engine.pass(MINUTE);
    }

    expect(said(engine)).toEqual(["Keep it? K or M.", "none, false", "choice none"]);
  });

  test("any text takes STOP for an answer no more than others do", async () => {
    const anything = CONFIRM.replace("{ keep: [k], move: [m, later] }", "text");
    const engine = await startEngine({ rules: anything });
    for (const text of ["book", "STOP"]) {
      await engine.text(text);
      await engine.drain();
      await engine.pass(MINUTE);
    }

    expect(said(engine)).toEqual(["Keep it? K or M.", "none, false", "choice none"]);
  });

  test("a question that the gate holds back is not waited for", async () => {
    const engine = await startEngine({ rules: CONFIRM });
    await engine.text("STOP");
    await engine.drain();
    await engine.pass(MINUTE);
    await engine.text("book");
    await engine.drain();

    expect(said(engine)).toEqual(["none, true", "choice none"]);
  });

  test("of two questions the newest gets the answer, and the next text is for the other", async () => {
    const other = CONFIRM.replace("r:", "s:").replace("text: book", "text: rate").replace("Keep it?", "Well?");
    const engine = await startEngine({ rules: CONFIRM + other });
    for (const text of ["book", "rate", "k", "m"]) {
      await engine.text(text);
      await engine.drain();
      await engine.pass(MINUTE);
    }

    const answers = (await engine.runs()).map(({ run }) => [run.ruleId, run.vars["choice"]]);
    expect(Object.fromEntries(answers)).toEqual({ r: "move", s: "keep" });
  });

  test.each([
    ["number", "7!", 7],
    ["number", "0", 0],
    ["yes_no", "Yes please", true],
    ["yes_no", "nope", false],
    ["text", "Elm Street 4", "Elm Street 4"],
    ["{ number: { gte: 1, lte: 5 }, skip: [] }", "5", 5],
    ["{ number: { gte: 1, lte: 5 }, skip: [] }", "Skip", "skip"],
  ])("answers: %s reads %s", async (answers, text, value) => {
    const rules = CONFIRM.replace("{ keep: [k], move: [m, later] }", answers);
    const engine = await startEngine({ rules });
    for (const each of ["book", text]) {
      await engine.text(each);
      await engine.drain();
      await engine.pass(MINUTE);
    }

    expect((await engine.onlyRun()).run.vars["choice"]).toEqual(value);
  });
});

test("it is asked once and answered once, whatever is written and however often the engine starts anew", async () => {
  const word = fc.constantFrom("k", "m", "what?", "STOP", "restart", "wait");
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (words) => {
      const path = join(makeTemporaryFolder(), "heyrules.db");
      let store = await openFileStore(path);
      let engine = await startEngine({ rules: CONFIRM, store });
      const performed: unknown[] = [];
      await engine.text("book");
      await engine.drain();
      for (const [index, each] of words.entries()) {
        await engine.pass(MINUTE);
        if (each === "restart") {
          performed.push(...said(engine));
          const { clock } = engine;
          await store.close();
          store = await openFileStore(path);
          engine = await startEngine({ rules: CONFIRM, store, clock });
        } else if (each === "wait") await engine.pass(2 * HOUR);
        else await engine.text(each, { id: `after-${index}` });
        await engine.drain();
      }
      await engine.pass(3 * HOUR);
      await engine.drain();
      performed.push(...said(engine));
      await store.close();

      expect(performed).toEqual(expectedOf(words));
    }),
    randomCases(30),
  );
});

/** What goes out, by a model without runs. */
function expectedOf(words: readonly string[]): readonly string[] {
  const lines = ["Keep it? K or M."];
  for (const word of words) {
    if (word === "restart") continue;
    if (word === "k" || word === "m") return [...lines, `choice ${word === "k" ? "keep" : "move"}`];
    if (word === "what?" && lines.length === 1) lines.push("K or M, please.");
    else return [...lines, word === "wait" ? "none, true" : "none, false", "choice none"];
  }
  return [...lines, "none, true", "choice none"];
}
