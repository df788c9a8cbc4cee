import type { LookupFunction } from "node:net";
import { createOutside } from "../../../src/act/outside.ts";
import { compileConfig } from "../../../src/compile/config/config-file.ts";
import type { Connection } from "../../../src/ports/outside/connection.ts";
import { phoneOf } from "../../e2e/delivery.ts";
import { until } from "../../e2e/until.ts";
import { sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import type { CountedServer } from "../scene/counted-server.ts";
import { startCounted } from "../scene/counted-server.ts";
import { CALLED_IF_MEANT, INSIDE_ADDRESSES, NEVER_CALLED, pathsOf, PUBLIC_NAMES } from "../scene/inside-addresses.ts";
import { openStillScene } from "../scene/still-time.ts";

const RULES = `version: 1
rules:
  below: { on: message_recieved, do: [{ http: { connection: crm, method: POST, path: "/contacts/{{ event.text }}", json: {} } }] }
  whole: { on: message_recieved, do: [{ http: { connection: crm, method: POST, path: "/{{ event.text }}", json: {} } }] }
`;
const START_AT = Date.UTC(2026, 2, 4, 17);
const PUBLIC_ADDRESS = "203.0.113.7";
const REDIRECTS = [301, 302, 303, 307, 308];

/** Configurations, names, redirects and customers point the engine at a server inside. */
export const OWN_NETWORK: Fault = {
  id: "F57",
  title: "calls into the own network",
  stores: ["sqlite"],
  run: pointInside,
};

async function pointInside(plan: FaultPlan): Promise<FaultReport> {
  const inside = await startCounted(plan);
  const configured = await callConfigured(inside);
  const written = await callWritten(plan, inside);
  const hits = inside.connections();
  const meant = await callMeant(inside);
  const control = inside.connections() - hits;
  const tried = configured.length + written.tried;
  return {
    injected: {
      "addresses by configuration": configured.length,
      "by what customers write": written.tried,
      redirects: written.redirects,
    },
    figures: {
      hits,
      "refused by the configuration": configured.filter(({ by }) => by === "configuration").length,
      "refused at the socket": configured.filter(({ by }) => by === "call").length,
      "calls that stayed below the CRM's address": written.stayed,
      "hits when an operator wrote the address out, the control": control,
    },
    violations: [
      ...(hits === 0 ? [] : [`${hits} connections to the server inside`]),
      ...sentences(
        "neither refused by the configuration nor at the socket",
        configured.filter(({ by }) => by === null),
      ),
      ...sentences("called outside the CRM's address", written.strayed),
      ...(tried >= 60 ? [] : [`only ${tried} addresses were tried`]),
      ...(written.redirects > 0 ? [] : ["no redirect was answered"]),
      ...(control > 0 && meant > 0 ? [] : ["the server inside could not be reached at all"]),
    ],
  };
}

interface Tried {
  readonly url: string;
  /** What refused it; null when nothing did. */
  readonly by: "configuration" | "call" | null;
  readonly outcome: string;
}

async function callConfigured({ port }: CountedServer): Promise<readonly Tried[]> {
  const byName = INSIDE_ADDRESSES.map((address) => ({
    url: `http://crm.example.com:${port}/`,
    lookup: lookupOf([address]),
  }));
  const publicNames = PUBLIC_NAMES.map((name) => ({ url: `http://${name}:${port}/`, lookup: lookupOf(["127.0.0.1"]) }));
  const flipping = [1, 2, 3].map((count) => {
    const answers = [...Array.from({ length: count }, () => PUBLIC_ADDRESS), "127.0.0.1"];
    const lookup = lookupOf(answers);
    // Whoever looked before has seen a public address.
    for (let look = 0; look < count; look += 1) lookup("crm.example.com", { all: true }, () => undefined);
    return { url: `http://crm.example.com:${port}/`, lookup };
  });
  const literal = NEVER_CALLED.map((host) => ({
    url: host.replaceAll("PORT", String(port)),
    lookup: lookupOf(["127.0.0.1"]),
  }));
  const all = [...byName, ...publicNames, ...flipping, ...literal];
  return Promise.all(all.map(({ url, lookup }) => call(url, lookup)));
}

/** Addresses that a configuration writes out as our own, which are called. */
async function callMeant({ port }: CountedServer): Promise<number> {
  const tried = await Promise.all(
    CALLED_IF_MEANT.map((host) => call(`http://${host}:${port}/`, lookupOf(["127.0.0.1"]))),
  );
  return tried.filter(({ outcome }) => outcome === "done").length;
}

/** Has a connection to a URL compiled, and calls it once. */
async function call(url: string, lookup: LookupFunction): Promise<Tried> {
  const text = `version: 1\ntimezone: America/New_York\nconnections: { crm: { base_url: ${JSON.stringify(url)} } }\n`;
  const compiled = compileConfig({ file: "heyrules.yaml", text, environment: {}, requireEnvironment: true });
  const connection = compiled.config?.connections[0];
  if (connection === undefined) return { url, by: "configuration", outcome: "refused" };
  const { kind, problem } = await callOnce(connection, lookup);
  return { url, by: kind === "refused" && /never called|private network/.test(problem) ? "call" : null, outcome: kind };
}

async function callOnce(
  connection: Connection,
  lookup: LookupFunction,
): Promise<{ readonly kind: string; readonly problem: string }> {
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const clock = { now: () => Date.now() };
  const { actions, destinations } = createOutside({
    heymarket: null,
    connections: [connection],
    clock,
    logger: silent,
    lookup,
  });
  let room = destinations.enter(connection.name);
  await until("there is room", () => room !== null || (room = destinations.enter(connection.name)) !== null);
  const request = { connection: connection.name, method: "GET", path: "/", headers: {}, json: null } as const;
  const outcome = await actions.http.perform({
    effectId: "eff_1",
    request,
    localId: "L1",
    attempt: 1,
    timeoutMs: 60_000,
  });
  room?.leave();
  return { kind: outcome.kind, problem: "message" in outcome ? outcome.message : "" };
}

/** Customers write what would lead inside if it were part of a URL, and the CRM redirects there. */
async function callWritten(
  plan: FaultPlan,
  { port }: CountedServer,
): Promise<{
  readonly tried: number;
  readonly redirects: number;
  readonly stayed: number;
  readonly strayed: readonly string[];
}> {
  const texts = pathsOf(port);
  let answered = 0;
  const scene = await openStillScene(plan, {
    at: START_AT,
    rules: RULES,
    crm: {
      behave: ({ path }) => {
        if (!path.includes("redirect")) return null;
        const status = REDIRECTS[(answered += 1) % REDIRECTS.length] ?? 302;
        // A chain: to itself once, then inside.
        const location = path.includes("redirect-twice") ? "/crm/contacts/redirect" : `http://127.0.0.1:${port}/`;
        return { status, headers: { location } };
      },
    },
  });
  for (const [index, text] of texts.entries()) await scene.receive(phoneOf(index), text);
  await scene.rest();
  const paths = scene.world.exchanges.crm.map(({ path }) => path);
  return {
    tried: texts.length,
    redirects: answered,
    stayed: paths.length,
    strayed: paths.filter((path) => !path.startsWith("/crm")),
  };
}

/** A name server that gives one address after the other, the last for good. */
function lookupOf(answers: readonly string[]): LookupFunction {
  let asked = 0;
  return (_host, options, callback) => {
    const address = answers[Math.min(asked, answers.length - 1)] ?? "";
    asked += 1;
    const family = address.includes(":") ? 6 : 4;
    if (options.all === true) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}
