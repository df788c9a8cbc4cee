import { readWrittenNumber } from "../../../core/base/phone.ts";
import type { EffectRequests } from "../../../core/model/ruleset/action.ts";
import { done, notSent, refused } from "../../../core/model/outcome.ts";
import type { Outcome } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import type { Clock } from "../../../ports/system.ts";
import { createJsonClient, Ended, performCalls } from "../../http/calls.ts";
import { createNewRecords } from "../../crm/new-records.ts";
import type { NewRecords } from "../../crm/new-records.ts";
import { vendorOf } from "../../crm/registry.ts";
import { changeOf, dateOf } from "../../crm/values.ts";
import type { CrmRecord, CrmVendor, CrmWork } from "../../crm/vendor.ts";
import { sendSigned } from "../../crm/webhook.ts";
import type { ConnectionClient } from "../../http/http-client.ts";

/**
 * A change of what a CRM knows of a number: records are found, the number is compared exactly, and those that have it are
 * changed; or a webhook is sent. Its result is `{ matched, created, ids }`; of a webhook nobody knows these.
 */
export function createCrm(connections: ReadonlyMap<string, ConnectionClient>, clock: Clock): Action<"crm"> {
  const newRecords = createNewRecords();
  return {
    async perform({ request, effectId, attempt, timeoutMs }) {
      const { connection: name } = request;
      const client = connections.get(name);
      const target = client?.crm;
      if (client === undefined || target === undefined) {
        return refused("unknown_connection", `No CRM was called: heyrules.yaml has no CRM connection "${name}".`);
      }
      if (target.kind === "webhook") return sendSigned({ client, target, request, effectId, timeoutMs, clock });
      const vendor = vendorOf(client.kind);
      if (vendor === null) return refused("unknown_connection", `No CRM was called: "${name}" is none.`);
      const notDone = "The change was not finished";
      return performCalls({ client: createJsonClient(name, client), timeoutMs, notDone }, (call) =>
        changeRecords({
          vendor,
          work: { call, target, needsTags: request.tags.add.length + request.tags.remove.length > 0 },
          request,
          effectId,
          attempt,
          newRecords,
        }),
      );
    },
  };
}

interface Change {
  readonly vendor: CrmVendor;
  readonly work: CrmWork;
  readonly request: EffectRequests["crm"];
  readonly effectId: string;
  readonly attempt: number;
  readonly newRecords: NewRecords;
}

async function changeRecords(task: Change): Promise<Outcome> {
  const { vendor, work, request } = task;
  const found = await recordsOf(task);
  if (found.length > 1 && request.several === "fail") {
    const ids = found.map(({ id }) => id).join(", ");
    const message = `${request.connection} has ${found.length} records with this number (${ids}), and \`several\` is fail.`;
    return refused("several_matches", message);
  }
  const change = changeOf(request, work.target.optOut);
  const chosen = request.several === "first" ? found.slice(0, 1) : found;
  for (const record of chosen) await vendor.update(work, record, change);
  const ids = chosen.map(({ id }) => id);
  const isCreated = found.length === 0 && request.create;
  if (isCreated) {
    requireCaughtUp(task);
    const id = await vendor.create(work, request.phone, change);
    task.newRecords.add(request, id);
    ids.push(id);
  }
  for (const id of ids) await writeNote(task, id);
  return done({ matched: found.length, created: isCreated, ids });
}

/** Records that have exactly the number, the oldest first; one that we just made may not be found yet. */
async function recordsOf({ vendor, work, request, newRecords }: Change): Promise<readonly CrmRecord[]> {
  const { phone } = request;
  const maybe = await vendor.find(work, phone);
  const isOf = ({ phones }: CrmRecord): boolean =>
    phones.some((written) => readWrittenNumber(written, work.target.country) === phone);
  const found = maybe.filter(isOf);
  const madeId = found.length === 0 ? newRecords.idOf(request) : null;
  const made = madeId === null ? null : await vendor.read(work, madeId);
  return [...found, ...(made === null ? [] : [made])].toSorted(byAge);
}

/** CRMs count ids up, some beyond what a number holds. */
function byAge({ id: one }: CrmRecord, { id: other }: CrmRecord): number {
  return one.length - other.length || (one < other ? -1 : 1);
}

async function writeNote(task: Change, id: string): Promise<void> {
  const { vendor, work, request, effectId, attempt } = task;
  if (request.note === null) return;
  const note = { text: request.note, mark: `heyrules ${effectId}`, at: request.at, date: dateOf(request) };
  if (attempt > 1 && (await vendor.hasNote(work, id, note))) return;
  requireCaughtUp(task);
  await vendor.addNote(work, id, note);
}

/**
 * An attempt before may have made what the search does not find yet, so every second attempt only looks, and comes back when the
 * search has caught up.
 */
function requireCaughtUp({ vendor, attempt, request }: Change): void {
  if (vendor.searchLagMs === 0 || attempt % 2 === 1) return;
  const message = `${request.connection} is searched again when it finds what an earlier attempt may have made.`;
  throw new Ended(notSent(message, { counts: false, retryAfterMs: vendor.searchLagMs }));
}
