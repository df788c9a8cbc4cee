import type { Config } from "../config/config.ts";
import { EngineError } from "../core/base/errors.ts";
import { DEFAULT_SOURCE } from "../core/model/ruleset/settings.ts";
import type { TestMocks } from "../core/model/ruleset/rule-test.ts";
import type { Settings, VendorNames } from "../core/model/ruleset/settings.ts";
import { startFakeCrm } from "../sandbox/crm.ts";
import type { FakeCrm } from "../sandbox/crm.ts";
import { startVendorFake } from "../sandbox/crm/vendors.ts";
import type { VendorFake } from "../sandbox/crm/vendor-fake.ts";
import { startFakeHeymarket } from "../sandbox/heymarket.ts";
import type { FakeHeymarket, FakeHeymarketOptions } from "../sandbox/heymarket.ts";
import { createMockedAnswers } from "../sandbox/mocks.ts";
import type { MockedAnswers } from "../sandbox/mocks.ts";
import type { ListenOptions } from "../sandbox/server.ts";
import type { TeamSetUp } from "../sandbox/heymarket/directory.ts";
import type { WebhookSource } from "../ports/outside/connection.ts";
import type { MovableClock } from "../system.ts";

export type { Exchange } from "../sandbox/exchange.ts";
export type { TeamSetUp } from "../sandbox/heymarket/directory.ts";

/** Fake Heymarket and fake CRM, and the configuration that sends everything there. */
export interface Sandbox {
  readonly heymarket: FakeHeymarket;
  /** Stands for every connection but those of `vendors`, each under its own first part of the path. */
  readonly crm: FakeCrm;
  /** Fakes of HubSpot and the like, by connection. */
  readonly vendors: ReadonlyMap<string, VendorFake>;
  /** Inboxes the fake Heymarket has, ids by name. */
  readonly inboxes: Settings["inboxes"];
  /** The configuration with every remote address and credential replaced: nothing leaves the machine. */
  readonly config: Config;
  /** Lets connections, by name, answer as in a rule test, also those of `vendors`. Takes the place of earlier ones. */
  mock(mocks: TestMocks): void;
  close(): Promise<void>;
}

/** Member that texts in the sandbox when the configuration names none. */
const SANDBOX_SENDER = 55;
const SANDBOX_INBOXES: Settings["inboxes"] = { sandbox: "101" };
/** The only API Secret that the fake Heymarket of a sandbox takes. */
export const SANDBOX_CREDENTIALS = { secretId: "sandbox-id", secretKey: "sandbox-key" };
const CRM_TOKEN = "sandbox-crm-token";
/** Verification token of the sandbox's webhook; each source accepts it besides its own. */
export const SANDBOX_TOKEN = "sandbox";

/** The sources, each open to the sandbox, with one of Heymarket at least. */
function sandboxSources(configured: readonly WebhookSource[]): readonly WebhookSource[] {
  const isLive = ({ outside, dry }: WebhookSource): boolean => outside === undefined && !dry;
  const byDefault: WebhookSource = { name: DEFAULT_SOURCE, tokens: [], dry: false };
  return (configured.some(isLive) ? configured : [byDefault, ...configured]).map(sandboxSource);
}

/** A source that takes the token of the sandbox as well; of another system instead of its signature, which nobody here can make. */
function sandboxSource(source: WebhookSource): WebhookSource {
  const tokens = [SANDBOX_TOKEN, ...source.tokens];
  const { outside } = source;
  if (outside === undefined) return { ...source, tokens };
  return { ...source, tokens, outside: { ...outside, proof: { kind: "token", header: "authorization" } } };
}

/**
 * Starts the fakes on free ports and points a configuration at them.
 *
 * @throws EngineError PORT_IN_USE or CANNOT_LISTEN when they cannot listen.
 */
export async function startSandbox(
  config: Config,
  options: {
    /** Given, it is what the fakes go by, and `POST /_sandbox/clock` of the fake Heymarket moves it. */
    readonly clock?: MovableClock;
    /** Called with each webhook body by which the fake Heymarket tells what became of a text. */
    readonly onReport?: FakeHeymarketOptions["onReport"];
    /** What the fake Heymarket has besides what the configuration has names for. */
    readonly team?: TeamSetUp;
    /** An earlier sandbox, closed by now, whose ports the fakes take again where they are free. */
    readonly inPlaceOf?: Pick<Sandbox, "heymarket" | "crm" | "vendors"> | undefined;
  } = {},
): Promise<Sandbox> {
  const time = timeOf(options.clock);
  const before = options.inPlaceOf;
  const sender = config.settings.sender ?? SANDBOX_SENDER;
  const sources = sandboxSources(config.sources);
  const { inboxes: configured, names } = config.settings;
  const inboxes = Object.keys(configured).length > 0 ? configured : SANDBOX_INBOXES;
  const members = [...new Set([sender, ...Object.values(names.members)])];
  const asHeymarket: FakeHeymarketOptions = {
    credentials: SANDBOX_CREDENTIALS,
    inboxes: Object.entries(inboxes).map(([name, id]) => ({ name, id: Number(id), members })),
    team: joined(teamOf(names), options.team ?? {}),
    localIdMode: "dedupes",
    webhook: { id: 1, token: SANDBOX_TOKEN },
    // A store outlives its sandbox, and a message id it has seen would be a repeat.
    firstId: Date.now(),
    ...(options.onReport === undefined ? {} : { onReport: options.onReport }),
    ...time,
  };
  const heymarket = await atPort(before?.heymarket, (port) => startFakeHeymarket({ ...asHeymarket, port }));
  const crm = await atPort(before?.crm, (port) => startFakeCrm({ token: CRM_TOKEN, ...time, port })).catch(
    async (error: unknown) => {
      await heymarket.close();
      throw error;
    },
  );
  const mocked = createMockedAnswers();
  const vendors = await startVendors(config.connections, { ...time, mocked, before: before?.vendors }).catch(
    async (error: unknown) => {
      await Promise.all([heymarket.close(), crm.close()]);
      throw error;
    },
  );
  return {
    heymarket,
    crm,
    vendors,
    inboxes,
    config: {
      ...sandboxed(config, { sender, sources, heymarketUrl: heymarket.url }),
      connections: pointedAt({ crm, vendors }, config.connections),
    },
    mock: (mocks) => {
      crm.mock(mocks);
      mocked.replace(mocks);
    },
    close: async () => {
      await Promise.all([heymarket, crm, ...vendors.values()].map((server) => server.close()));
    },
  };
}

/** A configuration that talks to the fake Heymarket, as its team. */
function sandboxed(
  config: Config,
  {
    heymarketUrl,
    sender,
    sources,
  }: Pick<Config, "sources"> & { readonly sender: number; readonly heymarketUrl: string },
): Config {
  return {
    ...config,
    sources,
    settings: { ...config.settings, sender, publicUrl: null },
    heymarket: {
      apiUrl: heymarketUrl,
      credentials: { kind: "secret", ...SANDBOX_CREDENTIALS },
      rate: config.heymarket?.rate ?? { count: 450, windowMs: 60_000 },
    },
  };
}

/** The time the fakes go by: that of the clock, else their own. */
function timeOf(clock: MovableClock | undefined): Pick<FakeHeymarketOptions, "now" | "moveClock"> {
  if (clock === undefined) return {};
  return {
    now: () => clock.now(),
    moveClock: (at) => {
      clock.moveTo(at);
    },
  };
}

async function startVendors(
  connections: Config["connections"],
  {
    mocked,
    before,
    ...options
  }: ListenOptions & { readonly mocked: MockedAnswers; readonly before: Sandbox["vendors"] | undefined },
): Promise<ReadonlyMap<string, VendorFake>> {
  const vendors = new Map<string, VendorFake>();
  for (const { name, kind } of connections) {
    const behave: ListenOptions["behave"] = (request) => mocked.behaveAsVendor(name, request);
    const start = (port: number) => startVendorFake(kind, { ...options, behave, token: CRM_TOKEN, port });
    const fake = await atPort(before?.get(name), start);
    if (fake !== null) vendors.set(name, fake);
  }
  return vendors;
}

/** Starts a fake on the port of an earlier one, or on a free one when that is taken by now. */
async function atPort<Fake>(
  before: Pick<FakeCrm, "port"> | undefined,
  start: (port: number) => Promise<Fake>,
): Promise<Fake> {
  if (before === undefined) return start(0);
  try {
    return await start(before.port);
  } catch (error) {
    if (error instanceof EngineError && error.code === "PORT_IN_USE") return start(0);
    throw error;
  }
}

/** The connections, each with the address of its fake. */
function pointedAt(
  { crm, vendors }: Pick<Sandbox, "crm" | "vendors">,
  connections: Config["connections"],
): Config["connections"] {
  return connections.map((connection) => ({
    ...connection,
    url: vendors.get(connection.name)?.url ?? `${crm.url}/${connection.name}`,
    auth: { kind: "bearer", token: CRM_TOKEN },
    proxyUrl: null,
  }));
}

/** What the configuration has names for. */
function teamOf({ members, surveys, templates, lists }: VendorNames): TeamSetUp {
  return { members: rowsOf(members), surveys: rowsOf(surveys), templates: rowsOf(templates), lists: rowsOf(lists) };
}

function rowsOf(ids: Readonly<Record<string, number>>): readonly { readonly id: number; readonly name: string }[] {
  return Object.entries(ids).map(([name, id]) => ({ id, name }));
}

/** Both, and where both have the same id the first. */
function joined(first: TeamSetUp, second: TeamSetUp): TeamSetUp {
  return {
    members: byId(second.members, first.members),
    surveys: byId(second.surveys, first.surveys),
    templates: byId(second.templates, first.templates),
    lists: byId(second.lists, first.lists),
    fields: byId(second.fields, first.fields),
  };
}

function byId<Row extends { readonly id: number }>(...rows: readonly (readonly Row[] | undefined)[]): readonly Row[] {
  return [...new Map(rows.flatMap((some = []) => some).map((row) => [row.id, row])).values()];
}
