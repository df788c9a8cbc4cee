import { got } from "got";
import { EngineError } from "../../core/base/errors.ts";
import type { Role } from "../../ports/admin.ts";
import type { ReadStore, RecordQuestion } from "../../ports/store/record-questions.ts";
import type { Operation, OperationReport, Operator } from "../../ports/operator.ts";
import { RECORD_QUESTIONS } from "../api/record-questions.ts";
import { noAnswer, refusedAnswer } from "./refused-answer.ts";

/** The admin API of an engine elsewhere, and who asks. */
export interface AdminAddress {
  /** Without path. */
  readonly url: string;
  readonly token: string;
  /** Release of this program: records are told whole, in the form of one release. */
  readonly version: string;
}

/** What a command does with an engine elsewhere. */
export interface AdminClient extends Operator {
  /** What the token allows; who may only look gets records with masked numbers, and plans. */
  readonly role: Role;
  readonly records: ReadStore;
  /** The rules in force there, and why its files as they stand now are not. */
  readonly rules: () => Promise<{ readonly rules: readonly RemoteRule[]; readonly reloadProblem: string | null }>;
  /** One of them, in words. @throws EngineError NOT_FOUND. */
  readonly rule: (
    ruleId: string,
  ) => Promise<RemoteRule & { readonly words: readonly string[]; readonly next: readonly string[] }>;
  /** Nothing, when a rule is in force there or has runs. @throws EngineError NOT_FOUND when not. */
  readonly checkRule: (ruleId: string) => Promise<void>;
  /** The zone of its configuration. */
  readonly timezone: string;
  /** What its clock showed when it was asked first, epoch milliseconds: times that are told or given as a distance count from it. */
  readonly now: number;
}

/** A rule in force, as the API lists it. */
export interface RemoteRule {
  readonly id: string;
  readonly name: string | null;
  readonly enabled: string;
  /** The same with its canary. */
  readonly state: string;
  readonly priority: number;
  readonly triggers: readonly {
    readonly event?: string;
    readonly schedule?: string;
    readonly timezone?: string;
    readonly inboxes?: readonly string[] | null;
  }[];
  readonly version: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An operation over thousands of runs takes its time. */
const TIMEOUT_MS = 600_000;
/** Its status an engine that works tells at once. */
const STATUS_MS = 15_000;
const STATUS_PATH = "/status";

/**
 * A client of the admin API at an address, whose release was looked at.
 *
 * @throws EngineError REMOTE_UNREACHABLE or REMOTE_REFUSED; USAGE when the engine is of another release.
 */
export async function openAdminClient(address: AdminAddress): Promise<AdminClient> {
  const status = await answerOf(address, { path: STATUS_PATH, timeoutMs: STATUS_MS });
  const { version, timezone, role, now } = status as Readonly<Record<string, string>>;
  if (version === undefined)
    throw refusedAnswer({ url: address.url, isFirst: true, isDeed: false }, { statusCode: 200, said: null });
  if (version !== address.version) {
    const message = `The engine at ${address.url} is heyrules ${version} and this command ${address.version}: use the command of the same release.`;
    throw new EngineError("USAGE", message);
  }
  return {
    records: recordsAt(address),
    rules: async () => (await answerOf(address, { path: "/rules" })) as Awaited<ReturnType<AdminClient["rules"]>>,
    rule: async (ruleId) => {
      const path = `/rules/${encodeURIComponent(ruleId)}`;
      return (await answerOf(address, { path })) as Awaited<ReturnType<AdminClient["rule"]>>;
    },
    checkRule: async (ruleId) => {
      const query = new URLSearchParams({ rule: ruleId, limit: "1" }).toString();
      await answerOf(address, { path: `/runs?${query}` });
    },
    timezone: timezone ?? "UTC",
    now: Date.parse(now ?? ""),
    role: role === "operate" ? "operate" : "read",
    operate: async ({ operation, ...request }) => {
      const body = { ...request, operation: writtenOperation(operation) };
      return (await answerOf(address, { path: "/operations", body, isDeed: !request.isPlan })) as OperationReport;
    },
  };
}

function recordsAt(address: AdminAddress): ReadStore {
  const ask =
    (question: RecordQuestion) =>
    async (...given: readonly unknown[]) => {
      const body = { arguments: given };
      return ((await answerOf(address, { path: `/records/${question}`, body })) as { readonly answer: unknown }).answer;
    };
  const records = Object.fromEntries(RECORD_QUESTIONS.map((question) => [question, ask(question)]));
  return records as unknown as ReadStore;
}

/** An operation as the API takes it. */
function writtenOperation(operation: Operation): object {
  if (!("which" in operation)) return operation;
  const { condition, since, ...which } = operation.which;
  if (condition !== null)
    throw new EngineError("USAGE", "--if cannot be sent to another engine: run the command beside it, or name ids.");
  return { ...operation, which: { ...which, since: new Date(since ?? 0).toISOString() } };
}

async function answerOf(
  { url, token }: AdminAddress,
  { path, body, timeoutMs = TIMEOUT_MS, isDeed = false }: Question,
): Promise<unknown> {
  const asked = { url, isFirst: path === STATUS_PATH, isDeed };
  const response = await got(`${url}/api/v1${path}`, {
    ...(body === undefined ? { method: "get" } : { method: "post", json: body }),
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    responseType: "text",
    throwHttpErrors: false,
    followRedirect: false,
    retry: { limit: 0 },
    timeout: { request: timeoutMs },
  }).catch((error: unknown) => {
    throw noAnswer(asked, error);
  });
  const { statusCode } = response;
  const said = parsed(response.body);
  if (statusCode === 200 && said !== null) return said;
  throw refusedAnswer(asked, { statusCode, said });
}

interface Question {
  readonly path: string;
  readonly body?: object;
  readonly timeoutMs?: number;
  /** Whether it changes what is stored. */
  readonly isDeed?: boolean;
}

function parsed(text: string): object | null {
  try {
    return JSON.parse(text) as object | null;
  } catch {
    return null;
  }
}
