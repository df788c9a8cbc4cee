import { deliveriesOf } from "./make.ts";
import { onTestFinished } from "vitest";
import { createEngine } from "../../src/app/engine.ts";
import { createSteadyClock } from "../../src/run/steady-clock.ts";
import { digest, monotonicMs, SYSTEM_CLOCK, SYSTEM_RANDOM, uptimeMs } from "../../src/system.ts";
import { compileConfig } from "../../src/compile/config/config-file.ts";
import { compileRules } from "../../src/compile/rules/compile.ts";
import { parseEnvelopes } from "../../src/core/event/envelope.ts";
import type { TestMock } from "../../src/core/model/ruleset/rule-test.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import { openStore } from "../../src/stores/open-store.ts";
import type { TestProject } from "./project.ts";
import { CONFIG, RULES } from "./project.ts";

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Waits of retries are never shorter than half their backoff, so that a test can look at them. */
const PATIENT_RANDOM = { next: () => 0.5 + SYSTEM_RANDOM.next() / 2 };

/** An engine at work on the store of a project, until the test ends. */
export interface TestEngine {
  /** Accepts one event as a webhook would bring it, works off what is due, and gives the event's id. */
  readonly receive: (type: string, data: object) => Promise<string>;
  /** Ends it and gives the store free. */
  readonly stop: () => Promise<void>;
}

/** Starts the engine of a project; connections answer as `mocks` says, Heymarket accepts everything. */
export async function startTestEngine(
  project: TestProject,
  { rules = RULES, mocks = {} }: { readonly rules?: string; readonly mocks?: Readonly<Record<string, TestMock>> } = {},
): Promise<TestEngine> {
  const { config } = compileConfig({ file: "heyrules.yaml", text: CONFIG, environment: {}, requireEnvironment: false });
  if (config === null) throw new Error("the configuration of the tests has errors");
  const { settings } = config;
  const compiled = compileRules({ sources: [{ file: "rules.yaml", text: rules }], settings, digest, strict: true });
  if (compiled.rules.length === 0) throw new Error(JSON.stringify(compiled.diagnostics));
  const store = await openStore(project.store, { random: SYSTEM_RANDOM });
  const engine = await createEngine({
    store,
    ...createMockedOutside(mocks),
    rules: compiled.rules,
    settings,
    clock: createSteadyClock({ wall: SYSTEM_CLOCK, monotonicMs, uptimeMs }),
    random: PATIENT_RANDOM,
    logger: SILENT,
  });
  const stop = async (): Promise<void> => {
    await engine.runner.stop(1_000);
    await store.close();
  };
  onTestFinished(stop);
  return {
    stop,
    receive: async (type, data) => {
      const parsed = parseEnvelopes(JSON.stringify({ type, id: 7, token: "canary-token", event_data: data }));
      if (!parsed.ok) throw new Error(parsed.message);
      const [acceptance] = await engine.accept(deliveriesOf(parsed.envelopes));
      await engine.runner.drain();
      return acceptance?.eventId ?? "";
    },
  };
}

/** What Heymarket says of a text from a contact; an id of its own each time. */
export function textData(text: string, { phone = "12025550100", id = nextId() } = {}): object {
  return { id, text, phone, conversation: { id: 301, inbox: 101, target: phone, name: "Ada" } };
}

let lastId = 1_000;

function nextId(): number {
  lastId += 1;
  return lastId;
}
