import type { Arrival } from "../core/event/normalise.ts";
import { activeRulesOf } from "../core/match/active-rules.ts";
import type { ActiveRules } from "../core/match/active-rules.ts";
import type { Pause } from "../core/model/decision.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Settings } from "../core/model/ruleset/settings.ts";
import type { Link } from "../core/run/link/link-token.ts";
import { createLinkCalls } from "../journal/link-calls.ts";
import type { LinkCalls } from "../journal/link-calls.ts";
import { createLinkSigner } from "./links.ts";
import type { LinkSettings, LinkSigner } from "./links.ts";
import type { Links } from "../ports/links.ts";
import { createJournal } from "../journal/journal.ts";
import { createMissedMessages } from "../journal/missed-messages.ts";
import { createScheduler } from "../journal/scheduler.ts";
import type { Scheduler } from "../journal/scheduler.ts";
import type { Outside } from "../ports/outside/action.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { ContactRecords } from "../ports/outside/contact-records.ts";
import { createApprovalLinks } from "../operate/approval-links.ts";
import { maskedText } from "../show/text/masked.ts";
import { createOperator } from "../operate/operator.ts";
import type { Operator } from "../ports/operator.ts";
import type { OutcomeJournal } from "../ports/store/outcome-journal.ts";
import type { RuleWriter } from "../ports/rule-writer.ts";
import type { Acceptance, Store } from "../ports/store/store.ts";
import type { CrashWatch, Logger, Random, SteadyClock } from "../ports/system.ts";
import type { TeamMessages } from "../ports/outside/team-messages.ts";
import { createLateOutcomes } from "../run/turn/late-outcomes.ts";
import { createLocalIds } from "../run/local-ids.ts";
import { createPauseWatch } from "../run/pause-watch.ts";
import { Runner } from "../run/runner.ts";
import { digest } from "../system.ts";

/** What an engine is made of. */
export interface EngineOptions extends Outside {
  readonly store: Store;
  /** Absent: nothing is known of a contact but what events and rules told. */
  readonly contactRecords?: ContactRecords;
  /** Absent: nobody can be asked for messages that no webhook told. */
  readonly teamMessages?: TeamMessages;
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly clock: SteadyClock;
  readonly random: Random;
  readonly logger: Logger;
  /** Absent: nobody is told. */
  readonly alarms?: Alarms;
  /** Absent: nothing outlives the process. */
  readonly crashes?: CrashWatch;
  readonly outcomes?: OutcomeJournal;
  /** Absent: the key of links is that of the store, and without `public_url` they lead nowhere. */
  readonly links?: LinkSettings;
  /** Absent: nobody may write rule files through it. */
  readonly ruleWriter?: () => RuleWriter | null;
}

/** Links of an engine that nobody reaches. */
const NO_ADDRESS: LinkSettings = { ownAddress: () => "http://localhost", secrets: () => [] };

/** What nothing outlives. */
const NO_CRASHES: CrashWatch = { during: (_id, work) => work(), crashesOf: () => 0, forgive: () => undefined };

/** What is forgotten with the process. */
const NO_OUTCOMES: OutcomeJournal = { keep: () => undefined, forget: () => undefined, left: [] };

/** Where alarms go that nobody is told. */
const NO_ALARMS: Alarms = { raise: () => undefined };

/** Journal and lanes on one store: everything between the receiver and the actions. */
export interface Engine {
  readonly store: Store;
  readonly runner: Runner;
  /** Has schedules fall due. */
  readonly scheduler: Scheduler;
  /** The links that its runs gave out, and the address of each. */
  readonly links: Links & LinkCalls & { readonly urlOf: (link: Link) => string };
  /** Does what people want, and has the engine look at it. */
  readonly operator: Operator;
  /** Reads what people have paused, also by another process, records what is known late, and looks for work. */
  lookAround(): Promise<void>;
  /** Resolves when the events are durable; their lanes are worked on after that. */
  accept(arrivals: readonly Arrival[]): Promise<readonly Acceptance[]>;
  /**
   * Puts other rules in force, for every event evaluated from now on, and calls `together` in the same instant; runs
   * under way keep their version. Rejects, and nothing is changed, when the store cannot keep the rules.
   */
  activate(rules: readonly Rule[], settings: Settings, together?: () => void): Promise<void>;
  /** What is paused, as far as this process knows. */
  readonly pauses: () => readonly Pause[];
  /** Rules and settings in force. */
  readonly inForce: () => { readonly rules: readonly Rule[]; readonly ruleSet: string; readonly settings: Settings };
  /** Names the rules in force: the same for the same versions. */
  ruleSetHash(): string;
}

/** Joins journal, core, lanes and actions on a store. */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { store, clock, random, logger } = options;
  // A version is kept before a run can name it.
  const prepare = async (rules: readonly Rule[], settings: Settings): Promise<ActiveRules> => {
    await store.saveRules(rules, clock.now());
    return activeRulesOf(rules, settings, digest);
  };
  let active = await prepare(options.rules, options.settings);
  const journal = createJournal({
    ...{ store, clock, random, digest, logger },
    ...(options.alarms === undefined ? {} : { alarms: options.alarms }),
    settings: () => active.settings,
  });
  const localIdOf = createLocalIds(store.deploymentKey);
  const { ownAddress, secrets } = options.links ?? NO_ADDRESS;
  const signer = createLinkSigner({ deploymentKey: store.deploymentKey, secrets });
  const urlOf = (link: Link): string => (active.settings.publicUrl ?? ownAddress()) + signer.pathOf(link);
  const watch = await createPauseWatch({ store, logger, clock });
  const activeRules = () => active;
  const { crashes = NO_CRASHES, outcomes = NO_OUTCOMES, alarms = NO_ALARMS } = options;
  const country = (): string => active.settings.country;
  const missedMessages = missedMessagesOf(options, { country, accept: (arrivals) => journal.accept(arrivals) });
  const common = { ...options, ...missedMessages, crashes, outcomes, alarms };
  const parts = { ...common, activeRules, pauses: watch.current, digest, localIdOf, urlOf };
  const late = createLateOutcomes(parts);
  const runner = new Runner({ ...parts, recordLate: late.add });
  const lookAround = async (): Promise<void> => {
    await watch.refresh();
    await late.recall();
    runner.wake();
  };
  const onDone = () => void lookAround();
  store.onWork(() => {
    runner.wake();
  });
  const accept: Engine["accept"] = async (arrivals) => {
    const acceptances = await journal.accept(arrivals);
    runner.wake();
    return acceptances;
  };
  const operator = createOperator({ ...parts, settings: () => active.settings, onDone });
  return {
    store,
    runner,
    links: { urlOf, ...linksOf({ signer, store, clock, accept, operator, maskedText }) },
    scheduler: createScheduler({ store, accept, activeRules, clock, logger }),
    operator,
    lookAround,
    pauses: watch.current,
    accept,
    activate: async (rules, settings, together) => {
      active = await prepare(rules, settings);
      together?.();
    },
    inForce: () => ({ rules: active.ruleSet.rules, ruleSet: active.ruleSet.hash, settings: active.settings }),
    ruleSetHash: () => active.ruleSet.hash,
  };
}

/** How messages are looked for that no webhook told; nothing where Heymarket cannot be asked. */
function missedMessagesOf(
  { teamMessages: messages, store, clock }: EngineOptions,
  parts: Pick<Parameters<typeof createMissedMessages>[0], "country" | "accept">,
): { readonly missedMessages?: ReturnType<typeof createMissedMessages> } {
  if (messages === undefined) return {};
  return { missedMessages: createMissedMessages({ messages, store, clock, digest, ...parts }) };
}

/** Links as the outside meets them. */
function linksOf({
  signer,
  ...parts
}: { readonly signer: LinkSigner } & Parameters<typeof createLinkCalls>[0] &
  Parameters<typeof createApprovalLinks>[0]): Links & LinkCalls {
  return { ...createLinkCalls(parts), ...createApprovalLinks(parts), read: (kind, token) => signer.read(kind, token) };
}
