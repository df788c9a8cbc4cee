import type { Request } from "express";
import { createHash } from "node:crypto";
import { EngineError } from "../../../core/base/errors.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import type { Operation } from "../../../ports/operator.ts";
import type { Store } from "../../../ports/store/store.ts";
import { asPlanned } from "../../../show/views/decide/as-planned.ts";
import type { Wanted } from "../../../show/views/decide/address.ts";
import { wantedOf } from "../../../show/views/decide/address.ts";
import type { DecisionView } from "../../../show/views/decide/decision.ts";
import { decisionView } from "../../../show/views/decide/decision.ts";
import type { ServedParts } from "../../admin-parts.ts";
import type { ContactNames } from "../../contact-names.ts";
import type { ShownApproval } from "../../../show/views/approvals.ts";
import { textAwaiting } from "../../../show/views/approvals.ts";
import type { DecidedContact } from "../../../show/views/contacts/decided-contact.ts";
import { decidedContact } from "../../../show/views/contacts/decided-contact.ts";
import { doubtedText } from "../../../show/views/decide/doubted-text.ts";
import { queryOf } from "../query.ts";
import { pathBack } from "./back.ts";

/** What somebody wants and what would become of it. */
export interface Plan {
  readonly wanted: Wanted;
  readonly operation: Operation;
  readonly view: DecisionView;
  readonly back: string;
  /** The contact that is decided of; null when it is about none. */
  readonly about: DecidedContact | null;
  /** The text that is decided of; null when it is about none. */
  readonly quote: ShownApproval | null;
}

/** The plan of what the address of a request names. @throws EngineError USAGE or NOT_FOUND when it names nothing. */
export async function planOf(parts: ServedParts, request: Request): Promise<Plan> {
  const query = queryOf(request);
  const wanted = wantedOf(query);
  const operation = await meantBy(parts, wanted);
  const report = await parts.operator.operate({ operation, isPlan: true, by: "", reason: null });
  const view = decisionView(wanted, report, digest);
  const back = pathBack(query.get("back"), wanted);
  return {
    wanted,
    operation: asPlanned(operation, report),
    view,
    back,
    ...(await subjectOf(parts, wanted, operation)),
  };
}

/** What is decided of, in the words and by the name of people. */
async function subjectOf(
  { store }: Pick<ServedParts, "store">,
  wanted: Wanted,
  operation: Operation,
): Promise<Pick<Plan, "about" | "quote">> {
  if (wanted.kind === "resolve") return doubtedText(store, wanted.runId);
  const quote = "code" in wanted ? await textAwaiting(store, wanted.runId ?? wanted.code) : null;
  const about = "phone" in operation ? await decidedContact(store, operation.phone) : null;
  return { quote, about };
}

async function meantBy(
  { store, contactNames }: Pick<ServedParts, "store" | "contactNames">,
  wanted: Wanted,
): Promise<Operation> {
  if ("contact" in wanted) {
    const phone = await phoneNamed({ store, contactNames }, wanted.contact);
    return { kind: wanted.kind, phone };
  }
  if ("which" in wanted) {
    return { kind: wanted.kind, which: { ...wanted.which, condition: null } };
  }
  return wanted;
}

/** @throws EngineError NOT_FOUND when a name, or an event, is of no contact with a number. */
async function phoneNamed(
  { store, contactNames }: { readonly store: Store; readonly contactNames: ContactNames },
  name: string,
): Promise<string> {
  const lane = name.startsWith("evt_") ? (await store.getEvent(name))?.event.lane : contactNames.laneOf(name);
  const phone = lane == null ? null : phoneOfLane(lane);
  if (phone === null) throw new EngineError("NOT_FOUND", "This address names no contact with a number.");
  return phone;
}

/** SHA-256, hex. */
export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
