import type { JsonValue } from "../base/json.ts";
import type { ActionName, AttemptPolicy, EffectRequests, EffectSpecs } from "../model/ruleset/action.ts";
import type { Contact } from "../model/contact.ts";
import type { Event, NewEvent, OptChange } from "../model/event.ts";
import type { Purpose, Settings } from "../model/ruleset/settings.ts";

/**
 * Everything the engine must know of one action to plan, gate, retry, mock, check and show it. How it is written stands
 * in `compile/rules/actions`, how it is done in `act`.
 */
export interface ActionDefinition<Name extends ActionName> {
  /**
   * Whether the same request may be made again when the outcome is unclear: `safe`, or `never` for what people read, which is
   * looked for instead (`lookUp` in `ports/outside/action.ts`).
   */
  readonly repeat: "safe" | "never";
  /** How it is tried unless the step says otherwise. */
  readonly attempts: AttemptPolicy;
  /** Whether each effect carries a client id (`local_id`) by which the vendor's records can be searched. */
  readonly hasLocalId: boolean;
  /** The vendor cannot be asked whether it was done: what is unclear waits for a person at once. */
  readonly leavesNoRecord?: true;
  /** What `steps.<id>` holds when it is done; null when that is not known beforehand. */
  readonly results: readonly string[] | null;
  /** The half done in our own store, in the transaction that plans it; absent when there is none. */
  readonly inner?: InnerHalf<Name>;
  /** Whom it texts; absent for whatever no customer gets. With it every attempt passes the send gate. */
  readonly texts?: (spec: EffectSpecs[Name], request: EffectRequests[Name]) => TextFacts;
  /** Whom it tells Heymarket to be out; absent for all else. With it every attempt asks whether they still are. */
  readonly optsOut?: (request: EffectRequests[Name]) => string;
  /** The inbox in which the conversation is when it is done; absent for whatever moves none. */
  readonly movesTo?: (request: EffectRequests[Name]) => string;
  /** When the customer gets it, ISO 8601; absent when that is at once. */
  readonly goesOutAt?: (request: EffectRequests[Name]) => string;
  /**
   * The request of a spec, with every template rendered.
   * @throws StepError with a sentence for the operator when it cannot be rendered.
   */
  render(spec: EffectSpecs[Name], context: RenderContext): EffectRequests[Name];
  /** A spec in words, for a summary of its rule. */
  describeSpec(spec: EffectSpecs[Name]): Description;
  /** A request in words, for whoever looks at what was done; `purpose` is that of a text. */
  describeRequest(request: EffectRequests[Name], purpose: Purpose | null): Description;
}

/** What an action changes in our own store. */
export interface InnerHalf<Name extends ActionName> {
  /** Whether nothing outside is to be done. */
  isAll(spec: EffectSpecs[Name]): boolean;
  /** The contact after it. Whatever writes to Heymarket's record of the contact outdates what was read of it. */
  contactAfter(contact: Contact, planned: PlannedHalf<Name>): Contact;
  /** Who must not be texted from now on; absent or null when it changes nothing of that. */
  readonly optChange?: (planned: PlannedHalf<Name>) => OptChange | null;
  /** The event that it raises, stored in the same transaction; absent when it raises none. */
  readonly raised?: (planned: PlannedHalf<Name>) => NewEvent;
  /** The type of the event by which it may start rules, its own or that of a change of opt state; absent or null for none. */
  readonly raises?: (spec: EffectSpecs[Name]) => string | null;
}

/** An effect as its inner half sees it. */
export interface PlannedHalf<Name extends ActionName> {
  readonly spec: EffectSpecs[Name];
  readonly request: EffectRequests[Name];
  readonly effectId: string;
  /** Of the run. */
  readonly event: Event;
  /** The inbox to which a step before it has moved the conversation; null while none has. */
  readonly movedTo: string | null;
  readonly now: number;
  readonly digest: (text: string) => string;
}

/** What the send gate must know of a text. */
export interface TextFacts {
  /** E.164 with plus sign. */
  readonly phone: string;
  readonly purpose: Purpose;
  /** Its words, or which template or survey it is; null for a picture. Two texts with the same are the same to the loop guard. */
  readonly text: string | null;
}

/** What a request is rendered with. */
export interface RenderContext {
  readonly event: Event;
  readonly contact: Contact;
  /** The inbox to which a step before it has moved the conversation; null while none has. */
  readonly movedTo: string | null;
  readonly settings: Settings;
  readonly now: number;
  /** The text of a template. */
  text(source: string): string;
  /** The same as Heymarket gets it, which would fill in what stands in double braces. */
  message(source: string): string;
  /** The instant a template writes, ISO 8601 with its zone, in epoch milliseconds; null when it is none. */
  instant(source: string): number | null;
  /** An instant as a rule would write it, in a zone. */
  isoInZone(at: number, zone: string): string;
  /** The path of a URL below a base, data in it encoded. */
  path(source: string): string;
  /** A value with every template in it rendered. */
  value(source: JsonValue): JsonValue;
}

/** A sentence in parts, so that whoever shows it can mask and shorten each as it must be. */
export type Description = readonly Phrase[];

/** `words` are ours or the rule's, `quote` is what somebody reads, `payload` is data that may hold secrets. */
export type Phrase =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "quote"; readonly text: string }
  | { readonly kind: "payload"; readonly value: JsonValue };

/** Words of ours or the rule's. */
export function words(text: string): Phrase {
  return { kind: "words", text };
}

/** What somebody reads. */
export function quote(text: string): Phrase {
  return { kind: "quote", text };
}
