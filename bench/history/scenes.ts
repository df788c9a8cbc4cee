import { join } from "node:path";
import { createEngine } from "../../src/app/engine.ts";
import type { Engine } from "../../src/app/engine.ts";
import { forEachAction } from "../../src/core/actions/registry.ts";
import { parseEnvelopes } from "../../src/core/event/envelope.ts";
import { done, refused, notSent, unclear } from "../../src/core/model/outcome.ts";
import type { Outcome } from "../../src/core/model/outcome.ts";
import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import type { Settings } from "../../src/core/model/ruleset/settings.ts";
import { SILENT } from "../../src/log.ts";
import type { Action, ActionRequest, Outside } from "../../src/ports/outside/action.ts";
import type { StoreRecord } from "../../src/ports/store/upkeep.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import type { VirtualClock } from "../../src/sim/virtual-clock.ts";
import { openStore } from "../../src/stores/open-store.ts";
import { upkeepOf } from "../../src/stores/upkeep.ts";
import { SYSTEM_RANDOM } from "../../src/system.ts";
import { messageBody } from "../webhook.ts";
import { withFolder } from "../workspace.ts";

/** Something that happens often in a history: one contact writes, and the engine does what it does. */
export interface Scene {
  readonly name: string;
  /** How often it happens among a million; each time to another contact. */
  readonly perMillion: number;
  readonly lastsMs: number;
  /** What a store holds of it, as the engine has written it. */
  readonly records: readonly StoreRecord[];
}

/** When every scene begins, epoch milliseconds. */
export const SCENE_AT = Date.UTC(2026, 2, 10, 15);
/** The contact of every scene, without plus sign. */
export const SCENE_PHONE = "12025550100";
/** Message ids of a scene, here and at Heymarket, are this and those behind it. */
export const FIRST_ID = 8_800_000_000;

const MINUTE_MS = 60_000;

interface Stage extends Pick<Engine, "store" | "operator"> {
  readonly clock: VirtualClock;
  /** Has the contact write, and works off what is due. */
  readonly write: (text: string) => Promise<void>;
  readonly pass: (ms: number) => Promise<void>;
}

interface Play {
  readonly perMillion: number;
  /** Nothing can be evaluated. */
  readonly isBroken?: boolean;
  readonly play: (stage: Stage) => Promise<void>;
}

const writes = (text: string) => (stage: Stage) => stage.write(text);

/** The scene in which a text fires nothing; its event is the only thing that is kept of it. */
export const QUIET = "fires nothing";

const PLAYS: Readonly<Record<string, Play>> = {
  [QUIET]: { perMillion: 840_000, play: writes("thank you, see you then") },
  "is answered": { perMillion: 80_000, play: writes("what are your opening hours?") },
  "goes to the CRM": { perMillion: 30_000, play: writes("what is the price of a cleaning?") },
  "is delivered twice": {
    perMillion: 5_000,
    play: async (stage) => {
      await stage.write("see you on Monday");
      await stage.write("see you on Monday");
    },
  },
  "is refused by the CRM": { perMillion: 8_000, play: writes("can you refer me to somebody?") },
  "is given up": {
    perMillion: 2_000,
    play: async ({ write, pass }) => {
      await write("I asked for a callback");
      for (let attempt = 1; attempt <= 4; attempt += 1) await pass(30 * MINUTE_MS);
    },
  },
  "is in doubt": {
    perMillion: 3_000,
    play: async ({ write, pass }) => {
      await write("where is my invoice?");
      // It is looked for a day long.
      for (let hour = 1; hour <= 26; hour += 1) await pass(60 * MINUTE_MS);
    },
  },
  waits: { perMillion: 10_000, play: writes("please remind me") },
  "waits for a person": { perMillion: 4_000, play: writes("it arrived broken") },
  "opts out": {
    perMillion: 10_000,
    play: async ({ write }) => {
      await write("STOP");
      await write("send me the newsletter");
    },
  },
  "is held": { perMillion: 3_000, play: writes("\u{1f6d1}") },
  "cannot be evaluated": { perMillion: 1_000, isBroken: true, play: writes("hello there") },
  "is dropped by a person": {
    perMillion: 4_000,
    play: async ({ write, operator, store }) => {
      await write("can you refer me to somebody?");
      const { rows } = await store.listRuns({ limit: 1 });
      const which = { only: null, ruleId: null, code: null, connection: null, since: null, condition: null };
      const ids = rows.map(({ run }) => run.id);
      const operation = { kind: "drop", which: { ...which, ids } } as const;
      await operator.operate({ operation, isPlan: false, by: "Ada", reason: "was called by phone" });
    },
  },
};

/** Has the engine play each of the scenes in a store of its own. Each has all editions of the rules as well. */
export async function playScenes(
  editions: readonly (readonly Rule[])[],
  settings: Settings,
): Promise<readonly Scene[]> {
  const scenes: Scene[] = [];
  for (const [name, play] of Object.entries(PLAYS)) {
    scenes.push({ name, perMillion: play.perMillion, ...(await played(play, editions, settings)) });
  }
  return scenes;
}

function played(
  { play, isBroken = false }: Play,
  editions: readonly (readonly Rule[])[],
  settings: Settings,
): Promise<Pick<Scene, "records" | "lastsMs">> {
  return withFolder(async (folder) => {
    const url = `sqlite:${join(folder, "scene.db")}`;
    const clock = createVirtualClock(SCENE_AT);
    const store = await openStore(url, { random: SYSTEM_RANDOM });
    const during = <Result>(_id: string, work: () => Result): Result => {
      if (isBroken) throw new RangeError("the text cannot be read");
      return work();
    };
    const engine = await createEngine({
      ...{ store, settings, clock, random: SYSTEM_RANDOM, logger: SILENT, rules: [] },
      ...createOutside(),
      crashes: { during, crashesOf: () => 0, forgive: () => undefined },
    });
    for (const rules of editions) await engine.activate(rules, settings);
    await play(stageOf(engine, clock));
    await engine.runner.stop(0);
    await store.close();
    const snapshot = await upkeepOf(url).openSnapshot();
    const records: StoreRecord[] = [];
    for await (const page of snapshot.records()) records.push(...page);
    await snapshot.close();
    return { records, lastsMs: clock.now() - SCENE_AT };
  });
}

function stageOf(engine: Engine, clock: VirtualClock): Stage {
  const written: string[] = [];
  return {
    ...{ store: engine.store, operator: engine.operator, clock },
    write: async (text) => {
      if (!written.includes(text)) written.push(text);
      const id = FIRST_ID + written.indexOf(text);
      const body = messageBody({ id, text, phone: SCENE_PHONE, date: new Date(SCENE_AT).toISOString() });
      const parsed = parseEnvelopes(body);
      if (!parsed.ok) throw new Error(parsed.message);
      const [envelope] = parsed.envelopes;
      if (envelope === undefined) throw new Error("the event of a scene cannot be read");
      await engine.accept([{ kind: "delivery", envelope, source: "default", dry: false, tokenLabel: "1" }]);
      await engine.runner.drain();
    },
    pass: async (ms) => {
      clock.moveTo(clock.now() + ms);
      await engine.runner.drain();
    },
  };
}

/** What is called answers by what is asked. */
function createOutside(): Outside {
  let id = FIRST_ID + 50;
  const outcomeOf = ({ request }: ActionRequest): Outcome => {
    const asked = JSON.stringify(request);
    if (asked.includes("/down")) return notSent("crm: answered 503", { httpStatus: 503 });
    if (asked.includes("/missing")) return refused("http_404" as const, "crm: answered 404", { httpStatus: 404 });
    if (asked.includes("invoice is on its way")) return unclear("heymarket: the connection was lost");
    return done({ id: (id += 1), status: 200 }, { httpStatus: 200 });
  };
  return {
    actions: forEachAction((): Action => ({ perform: (request) => Promise.resolve(outcomeOf(request)) })),
    destinations: {
      roomAt: () => Number.POSITIVE_INFINITY,
      enter: () => ({ leave: () => undefined, turnBack: () => undefined }),
      onRoom: () => undefined,
    },
  };
}
