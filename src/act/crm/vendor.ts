import type { JsonObject } from "../../core/base/json.ts";
import type { CrmTarget } from "../../ports/outside/connection.ts";
import type { Call } from "../http/calls.ts";

/** A record of a CRM, as far as it must be known. */
export interface CrmRecord {
  readonly id: string;
  /** Numbers as they are written there. */
  readonly phones: readonly string[];
  /** Names of tags, or ids where the CRM has only these; empty where they need not be known. */
  readonly tags: readonly string[];
}

/** What is to be changed on a record. */
export interface CrmChange {
  /** Fields by the CRM's own names. */
  readonly fields: JsonObject;
  readonly tags: { readonly add: readonly string[]; readonly remove: readonly string[] };
}

/** A note on a record; `mark` names the effect, so that the note can be found again. */
export interface CrmNote {
  readonly text: string;
  readonly mark: string;
  /** When the event happened, ISO 8601 in UTC. */
  readonly at: string;
  /** On which day of the organisation that was, `YYYY-MM-DD`. */
  readonly date: string;
}

/** What one attempt at a CRM works with. */
export interface CrmWork {
  readonly call: Call;
  /** Whether the tags of records must be known. */
  readonly needsTags: boolean;
  readonly target: Extract<CrmTarget, { readonly kind: "records" }>;
}

/** One CRM. Each deed makes as many calls as it needs, and throws `Ended` when one is not answered. */
export interface CrmVendor {
  /** How long a record or note that was just made may not be found; milliseconds. */
  readonly searchLagMs: number;
  /** Records that may have the number: all that do are among them. */
  find(work: CrmWork, phone: string): Promise<readonly CrmRecord[]>;
  /** The record of an id; null when it is gone. */
  read(work: CrmWork, id: string): Promise<CrmRecord | null>;
  /** The id of a new record with the number. */
  create(work: CrmWork, phone: string, change: CrmChange): Promise<string>;
  update(work: CrmWork, record: CrmRecord, change: CrmChange): Promise<void>;
  hasNote(work: CrmWork, id: string, note: CrmNote): Promise<boolean>;
  addNote(work: CrmWork, id: string, note: CrmNote): Promise<void>;
}
