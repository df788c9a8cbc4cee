import type { Author } from "../../core/model/event.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import type { ActionName } from "../../core/model/rule.ts";
import type { GuardName } from "../../core/model/run.ts";
import type { Purpose } from "../../core/model/settings.ts";

/** A rule file that schemas/rule.schema.json accepts, as written. */
export interface WrittenFile {
  readonly rules: Readonly<Record<string, WrittenRule>>;
}

/** A rule as written. */
export interface WrittenRule {
  readonly name?: string;
  readonly enabled?: boolean | "shadow";
  readonly on: string | WrittenTrigger | readonly (string | WrittenTrigger)[];
  readonly if?: WrittenCondition;
  readonly vars?: JsonObject;
  readonly key?: string;
  readonly limits?: { readonly once_per?: string };
  readonly priority?: number;
  readonly do: readonly WrittenStep[];
  readonly on_error?: readonly WrittenStep[];
  readonly tests?: readonly WrittenTest[];
}

/** An event pattern as written. */
export interface WrittenTrigger {
  readonly event: string;
  readonly inbox?: WrittenId | readonly WrittenId[];
  readonly where?: WrittenCondition;
}

/** A condition as written. */
export type WrittenCondition = JsonObject | readonly WrittenCondition[];

/** A `history` condition as written. */
export interface WrittenHistory {
  readonly event: string;
  readonly where?: WrittenCondition;
  readonly last: string;
  readonly count?: number | Readonly<Record<string, number>>;
}

/** Name or id of something configured. */
export type WrittenId = string | number;

/** A step as written: exactly one action (not checked by the schema), and options. */
export interface WrittenStep {
  readonly send_message?: {
    readonly purpose: Purpose;
    readonly text?: string;
    readonly template?: number;
    readonly media?: string;
    readonly to?: string;
    readonly inbox?: WrittenId;
    readonly sender?: number;
  };
  readonly note?: { readonly text: string };
  readonly tag?: {
    readonly add?: string | readonly string[];
    readonly remove?: string | readonly string[];
    readonly in?: string | readonly string[];
  };
  readonly http?: {
    readonly connection: string;
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly json?: JsonValue;
    readonly form?: JsonObject;
    readonly body?: string;
  };
  readonly notify?: { readonly connection: string; readonly text: string };
  readonly choose?: readonly WrittenBranch[];
  readonly wait?: string | { readonly until: string | { readonly open: string } };
  readonly set?: JsonObject;
  readonly log?: string;
  readonly stop?: true | string;
  readonly id?: string;
  readonly if?: WrittenCondition;
  readonly match?: "first" | "all";
  readonly retry?: { readonly max?: number; readonly backoff?: string; readonly max_backoff?: string };
  readonly timeout?: string;
  readonly deadline?: string;
  readonly on_error?: "fail" | "continue" | readonly WrittenStep[];
}

/** A branch of `choose` as written. */
export type WrittenBranch =
  { readonly if: WrittenCondition; readonly do: readonly WrittenStep[] } | { readonly else: readonly WrittenStep[] };

/** An inline test as written. */
export interface WrittenTest {
  readonly name: string;
  readonly now: string;
  readonly given?: WrittenContact & {
    readonly contact?: WrittenContact;
    readonly history?: readonly (WrittenEvent & { readonly ago: string })[];
  };
  readonly events: readonly (WrittenEvent & { readonly after?: string })[];
  readonly until?: string;
  readonly mocks?: Readonly<
    Record<string, { readonly status?: number; readonly json?: JsonValue; readonly fail?: true }>
  >;
  readonly expect: readonly Readonly<Partial<Record<ActionName, JsonObject>>>[];
  readonly expect_blocked?: readonly { readonly guard: GuardName; readonly rule?: string }[];
}

/** The contact of a test as written. */
interface WrittenContact {
  readonly phone?: string;
  readonly name?: string;
  readonly first?: string;
  readonly last?: string;
  readonly tags?: readonly string[];
  readonly opted_out?: boolean;
  readonly held?: boolean;
  readonly timezone?: string;
  readonly custom?: JsonObject;
}

/** An event of a test as written. */
export interface WrittenEvent {
  readonly event: string;
  readonly id?: WrittenId;
  readonly author?: Author;
  readonly inbox?: WrittenId;
  readonly text?: string;
  readonly status?: string;
  readonly media?: readonly string[];
  readonly chat_id?: WrittenId;
  readonly local_id?: string;
  readonly phone?: string;
  readonly event_data?: JsonObject;
}
