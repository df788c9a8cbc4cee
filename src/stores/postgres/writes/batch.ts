import type { ErasedContact, Pause } from "../../../core/model/decision.ts";
import type { Reservation } from "../../../core/model/changes.ts";
import type { SentText } from "../../../core/model/run/effect.ts";
import type { Run } from "../../../core/model/run/run.ts";
import type { StoredOptState } from "../../../core/texting/opt-state.ts";
import type { DedupeRow } from "../../../core/event/judge-delivery.ts";
import type { Claim, Turn } from "../../../ports/store/store.ts";
import { isTurn } from "../../claims.ts";
import type { Query } from "../server/connection.ts";
import type { KnownEvent } from "../tables/rows/inbox-rows.ts";
import { lockDedupeKeys, readDedupeRows, readKnownEvents, readVariantDigests } from "../tables/rows/inbox-rows.ts";
import { lockLanes, lockNames } from "../server/locks.ts";
import { readOptStates } from "../tables/opt-states.ts";
import type { PendingWrites } from "./pending-writes.ts";
import { createPendingWrites } from "./pending-writes.ts";
import { readReservations } from "../tables/reservations.ts";
import { readHeldPauses } from "../tables/rows/decision-rows.ts";
import { integerOf, textOf } from "../../sql/sql-rows.ts";
import type { LineName } from "../tables/rows/run-rows.ts";
import { namesOf } from "../lanes/schedule.ts";
import { readBusyContacts } from "./erasing.ts";
import { readRuns } from "../tables/run-records.ts";
import type { Seal } from "../../seal.ts";
import { readTexts } from "../tables/texts.ts";

/** What a piece of work has to see, locked, before it can be judged. */
export interface Needs {
  readonly lanes: readonly string[];
  readonly lines?: readonly LineName[];
  readonly dedupeKeys?: readonly string[];
  /** Dedupe keys that are only looked at: whoever takes one has the lane. */
  readonly knownKeys?: readonly string[];
  /** Numbers whose opt state is read or changed, or whose texts are counted. */
  readonly phones?: readonly string[];
  readonly texts?: readonly { readonly phone: string; readonly since: number }[];
  readonly reservations?: readonly string[];
  readonly events?: readonly string[];
  /** Runs whose stored form is compared. */
  readonly runs?: readonly string[];
  /** Whether an attempt is to be made, unless it is paused. */
  readonly asksPauses?: boolean;
  /** Contacts that are to be erased. */
  readonly erased?: readonly ErasedContact[];
}

/** The turn that is given in a line, or null; `hasRunOut` when its lease has. */
export interface GivenTurn {
  readonly runId: string;
  readonly fence: number;
  readonly hasRunOut: boolean;
}

/**
 * What one transaction has locked and read, as changed by the pieces of work judged so far, and what is to be written of it.
 * Many pieces share the few statements of a transaction, and each is judged as if it came alone after those before it.
 */
export interface Batch {
  readonly writes: PendingWrites;
  /** The fence under which a lane is claimed; null or absent when it is not. */
  readonly laneFences: Map<string, number | null>;
  /** By {@link lineKey}. */
  readonly turns: Map<string, GivenTurn>;
  readonly dedupe: Map<string, DedupeRow>;
  /** Digests of the variants that events have, by event; of an event that is gone or without its text there is none. */
  readonly variants: Map<string, Set<string>>;
  readonly optStates: Map<string, StoredOptState>;
  /** By number, then effect. */
  readonly texts: Map<string, Map<string, SentText>>;
  readonly reservations: Map<string, Reservation>;
  readonly events: Map<string, KnownEvent>;
  readonly runs: ReadonlyMap<string, Run>;
  readonly pauses: readonly Pause[];
  /** Numbers of those to be erased who are being texted or called, or are about to be texted because of somebody else. */
  readonly busyContacts: ReadonlySet<string>;
}

/** Locks and reads what pieces of work need. */
export async function openBatch(query: Query, needs: readonly Needs[], seal: Seal): Promise<Batch> {
  const laneFences = new Map(
    await lockLanes(
      query,
      needs.flatMap(({ lanes }) => lanes),
    ),
  );
  const lines = needs.flatMap((need) => need.lines ?? []);
  const dedupeKeys = needs.flatMap((need) => need.dedupeKeys ?? []);
  const phones = needs.flatMap((need) => need.phones ?? []);
  const reservations = needs.flatMap((need) => need.reservations ?? []);
  const knownKeys = needs.flatMap((need) => need.knownKeys ?? []);
  const locked = await lockDedupeKeys(query, dedupeKeys);
  const names = [...phones.map((phone) => `phone ${phone}`), ...reservations.map((key) => `reservation ${key}`)];
  await lockNames(query, names);
  const pauses = needs.some(({ asksPauses }) => asksPauses === true) ? await readHeldPauses(query) : [];
  return {
    writes: createPendingWrites(seal),
    laneFences,
    pauses,
    turns: await readTurns(query, lines),
    dedupe: new Map([...(await readDedupeRows(query, knownKeys)), ...locked]),
    variants: await readVariantDigests(
      query,
      [...locked.values()].map(({ eventId }) => eventId),
    ),
    optStates: new Map(await readOptStates(query, phones, seal)),
    texts: await readTexts(
      query,
      needs.flatMap((need) => need.texts ?? []),
    ),
    reservations: new Map(await readReservations(query, reservations)),
    events: new Map(
      await readKnownEvents(
        query,
        needs.flatMap((need) => need.events ?? []),
      ),
    ),
    runs: await readRuns(
      query,
      needs.flatMap((need) => need.runs ?? []),
    ),
    busyContacts: await readBusyContacts(
      query,
      needs.flatMap((need) => need.erased ?? []),
    ),
  };
}

/** A line as the key of a map. */
export function lineKey({ lane, destination }: LineName): string {
  return JSON.stringify([lane, destination]);
}

/** Whether a claim or a turn is still good. */
export function holds(batch: Batch, claim: Claim | Turn): boolean {
  const fence = isTurn(claim) ? batch.turns.get(lineKey(claim))?.fence : batch.laneFences.get(claim.lane);
  return fence === claim.fence;
}

/** What has to be locked to look at a claim. */
export function needsOf(claims: readonly (Claim | Turn)[]): Needs {
  return { lanes: claims.map(({ lane }) => lane), lines: claims.filter(isTurn) };
}

const TURNS = `
  SELECT lane, destination, run_id, fence, lease_until < clock_timestamp() AS has_run_out
  FROM lines JOIN unnest($1::text[], $2::text[]) AS asked (lane, destination) USING (lane, destination)
  WHERE lease_until IS NOT NULL`;

async function readTurns(query: Query, lines: readonly LineName[]): Promise<Map<string, GivenTurn>> {
  if (lines.length === 0) return new Map();
  const rows = await query(TURNS, namesOf(lines));
  return new Map(
    rows.map((row) => [
      lineKey({ lane: textOf(row, "lane"), destination: textOf(row, "destination") }),
      { runId: textOf(row, "run_id"), fence: integerOf(row, "fence"), hasRunOut: row["has_run_out"] === true },
    ]),
  );
}
