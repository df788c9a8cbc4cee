import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { RunningEngine } from "../../app/start-engine.ts";
import { startEngine } from "../../app/start-engine.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { Exchange, Sandbox } from "../../app/sandbox.ts";
import { startSandbox } from "../../app/sandbox.ts";
import { createLogger } from "../../log.ts";
import type { RuleSource } from "../../compile/load.ts";
import { loadRuleSources } from "../../compile/load.ts";
import type { Config } from "../../config/config.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { JsonObject } from "../../core/base/json.ts";
import { ownValue } from "../../core/base/json.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { EventOutcome } from "./await-event.ts";
import { awaitEvent } from "./await-event.ts";
import type { CliContext } from "../context.ts";
import { closeToday } from "./demo-calendars.ts";
import { parseJson, request } from "../send/http.ts";
import { isRunnable, loadProject } from "../project.ts";
import { reportFindings } from "../errors/report-findings.ts";
import { TEMPLATE_FOLDER } from "../init/project-template.ts";

/** A real engine between two fakes, on a folder of its own. */
export interface DemoWorld {
  readonly engine: RunningEngine;
  readonly sandbox: Sandbox;
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  /** Folder of the project it runs on. */
  readonly project: string;
  /** Temporary folder with the store. */
  readonly folder: string;
  /** URL of the store. */
  readonly store: string;
  /** Posts webhook bodies, one after the other, and looks at everything that came of them. */
  deliver(bodies: readonly JsonObject[]): Promise<Seen>;
  /** Stops everything; without `keep` the folder goes as well. */
  close(options: { readonly keep: boolean }): Promise<void>;
}

/** One delivery: what was posted, what the engine answered and what it made of it. */
export interface Delivery {
  readonly body: JsonObject;
  readonly httpStatus: number;
  /** `accepted`, `duplicate`, or the code of a refusal. */
  readonly answer: string;
  readonly eventId: string | null;
  readonly outcome: EventOutcome | null;
}

/** What a step brought about, as the store and the fakes tell it. */
export interface Seen {
  readonly deliveries: readonly Delivery[];
  readonly heymarket: readonly Exchange[];
  readonly crm: readonly Exchange[];
  /** Messages the fake Heymarket took from the engine. */
  readonly sent: ReturnType<Sandbox["heymarket"]["sent"]>;
  /** Changes the fake CRM made. */
  readonly changes: ReturnType<Sandbox["crm"]["effects"]>;
  /** Events the store has now and had not before. */
  readonly stored: number;
}

const SETTLE_MS = 5_000;

/**
 * Starts the demo on the project that `init` writes, whatever folder it is called from and whatever stands there.
 *
 * @throws EngineError RULES_INVALID when they do not load, and what starting the engine throws.
 */
export async function createDemoWorld(context: CliContext): Promise<DemoWorld> {
  const { config, rules } = await loadTemplate(context);
  const folder = await mkdtemp(join(tmpdir(), "heyrules-demo-"));
  const removeFolder = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const ruleFiles = (): Promise<readonly RuleSource[]> => loadRuleSources(join(TEMPLATE_FOLDER, "rules"));
    const store = `sqlite:${join(folder, "heyrules.db")}`;
    const settings = { ...config.settings, calendars: closeToday(config.settings.calendars, SYSTEM_CLOCK.now()) };
    const sandbox = await startSandbox({ ...config, settings, store, sources: [], host: "127.0.0.1", port: 0 });
    const engine = await startEngine(sandbox.config, { rules, ruleFiles, logger: createLogger("error", true) }).catch(
      async (error: unknown) => {
        await sandbox.close();
        throw error;
      },
    );
    return {
      ...{ engine, sandbox, rules, folder, store, project: TEMPLATE_FOLDER, settings: sandbox.config.settings },
      deliver: (bodies) => deliver({ engine, sandbox }, bodies),
      close: async ({ keep }) => {
        await engine.stop();
        await sandbox.close();
        if (!keep) await removeFolder();
      },
    };
  } catch (error) {
    await removeFolder();
    throw error;
  }
}

async function loadTemplate(
  context: CliContext,
): Promise<{ readonly config: Config; readonly rules: readonly Rule[] }> {
  const nearest = relative("", TEMPLATE_FOLDER);
  const home = nearest.startsWith("..") ? TEMPLATE_FOLDER : nearest;
  const globals = { config: join(home, "heyrules.yaml"), rules: join(home, "rules"), json: false };
  // The port is given so that neither the environment nor a .env file can get in the way.
  const isolated = { ...context, environment: { HEYRULES_PORT: "0" } };
  const project = await loadProject(isolated, globals, { requireSecrets: false, isLocal: true });
  if (isRunnable(project)) return { config: project.config, rules: project.rules };
  reportFindings(context, project);
  throw new EngineError("RULES_INVALID", `The project in ${TEMPLATE_FOLDER} does not load.`);
}

async function deliver(world: Pick<DemoWorld, "engine" | "sandbox">, bodies: readonly JsonObject[]): Promise<Seen> {
  const { heymarket, crm } = world.sandbox;
  const look = async () => ({
    heymarket: heymarket.requests(),
    crm: crm.requests(),
    sent: heymarket.sent(),
    changes: crm.effects(),
    stored: (await world.engine.store.listEvents({ limit: 1_000 })).rows.length,
  });
  const before = await look();
  const deliveries: Delivery[] = [];
  for (const body of bodies) deliveries.push(await post(world.engine, body));
  const after = await look();
  return {
    deliveries,
    heymarket: after.heymarket.slice(before.heymarket.length),
    crm: after.crm.slice(before.crm.length),
    sent: after.sent.slice(before.sent.length),
    changes: after.changes.slice(before.changes.length),
    stored: after.stored - before.stored,
  };
}

async function post({ url, store }: RunningEngine, body: JsonObject): Promise<Delivery> {
  const { status: httpStatus, text } = await request(`${url}/webhooks/heymarket`, body);
  const answer = parseJson(text);
  const word = ownValue(answer, "status") ?? ownValue(ownValue(answer, "error"), "code");
  const event = ownValue(answer, "event");
  const eventId = typeof event === "string" ? event : null;
  const outcome = eventId === null ? null : await awaitEvent((work) => work(store), eventId, SETTLE_MS);
  return { body, httpStatus, answer: typeof word === "string" ? word : "", eventId, outcome };
}
