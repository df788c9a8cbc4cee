import { until } from "../../e2e/until.ts";
import type { Exchange } from "../../../src/sandbox/exchange.ts";
import type { RunRecord } from "../../../src/ports/store/store.ts";
import { acceptedTexts, sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan } from "../fault.ts";
import type { StillScene } from "../scene/still-time.ts";
import { openStillScene } from "../scene/still-time.ts";

/** Contacts whose evening ends together: the zones in all of which it must be day. */
interface Group {
  readonly areaCode: string;
  /** What Heymarket has in the contact's field "Time zone". */
  readonly own?: string;
  readonly zones: readonly string[];
}

const NEW_YORK = "America/New_York";
const CHICAGO = "America/Chicago";
const DENVER = "America/Denver";
const LOS_ANGELES = "America/Los_Angeles";
/** In the order in which it becomes 21:00 there, an hour apart. */
const ORDER = [NEW_YORK, CHICAGO, DENVER, LOS_ANGELES];
const GROUPS: readonly Group[] = [
  { areaCode: "212", zones: [NEW_YORK] },
  { areaCode: "213", own: CHICAGO, zones: [CHICAGO] },
  { areaCode: "303", zones: [DENVER] },
  { areaCode: "503", zones: [LOS_ANGELES] },
  { areaCode: "800", zones: ORDER },
];
/** Of a rate two seconds are saved up and called at once; what is more stands in line. */
const SIZES = {
  short: { groups: [0, 1, 4], contacts: 5, rate: "90/min" },
  full: { groups: [0, 1, 2, 3, 4], contacts: 40, rate: "450/min" },
};
const FIELD = { id: 8, title: "Time zone" };

const RULES = `version: 1
rules:
  remind:
    on: message_recieved
    do: [{ send_message: { purpose: service, text: "Your visit is tomorrow. ({{ event_data.id }})" } }]
`;
const QUIET = `sending:
  quiet_hours: { applies_to: [service, marketing], zone: contact, window: "21:00-08:00", on_hit: defer }
`;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Half a minute before 21:00, and 08:00, in the first of the zones, in winter. */
const EVENING = Date.UTC(2026, 2, 4, 1, 59, 30);
const MORNING = Date.UTC(2026, 2, 4, 13);
/** Of each evening and each morning this send is answered 429. */
const THROTTLED = 3;

/** It becomes 21:00 for contacts whose texts stand behind the rate, and behind a pause that Heymarket asks for. */
export const QUIET_HOURS: Fault = {
  id: "F40",
  title: "quiet hours begin while a text waits",
  stores: ["sqlite", "postgres"],
  run: async (plan) => {
    const guarded = await watchNight(plan, QUIET);
    const unguarded = plan.size === "full" ? await watchNight(plan, "") : null;
    const { early, held, onWire, outside, left } = guarded;
    return {
      injected: { "texts that waited as 21:00 came": held, "answers 429": guarded.pauses },
      figures: {
        "texts before 21:00": early,
        "texts in the morning": held,
        "on the wire at 21:00": onWire,
        "texts outside": outside.length,
        ...(unguarded === null ? {} : { "texts outside in the control without quiet hours": unguarded.outside.length }),
      },
      violations: [
        ...sentences("I6 texts in quiet hours", outside),
        ...sentences("texts that never went out", left),
        ...(held === 0 ? ["no text waited as quiet hours began"] : []),
        ...(unguarded?.outside.length === 0 ? ["without quiet hours no text went out in them either"] : []),
      ],
    };
  },
};

interface Night {
  readonly early: number;
  readonly held: number;
  readonly onWire: number;
  readonly pauses: number;
  readonly outside: readonly object[];
  /** Numbers that never got their text. */
  readonly left: readonly string[];
}

async function watchNight(plan: FaultPlan, config: string): Promise<Night> {
  const { groups, contacts, rate } = SIZES[plan.size];
  const chosen = groups.flatMap((index) => GROUPS[index] ?? []);
  let sends = 0;
  const isThrottled = ({ path }: { readonly path: string }): boolean =>
    path === "/v1/message/send" && (sends += 1) === THROTTLED;
  const scene = await openStillScene(plan, {
    at: EVENING,
    rules: RULES,
    config,
    rate,
    heymarket: {
      team: { fields: [FIELD] },
      behave: (request) => (isThrottled(request) ? { status: 429, headers: { "retry-after": "1" } } : null),
      record: ({ status }) => {
        // The pause takes a second; for the contacts it is a minute, and 21:00 is over.
        if (status === 429) scene.clock.moveTo(scene.clock.now() + MINUTE_MS);
      },
    },
  });
  const phones = new Map<string, Group>();
  for (const [index, zone] of ORDER.entries()) {
    scene.clock.moveTo(EVENING + index * HOUR_MS);
    const numbers = chosen
      .filter(({ zones }) => zones[0] === zone)
      .flatMap((group) => Array.from({ length: contacts }, (_, contact) => [phoneAt(group, contact), group] as const));
    for (const [phone, group] of numbers) {
      phones.set(phone, group);
      scene.world.heymarket.setContact({ phone, custom: group.own === undefined ? {} : { [FIELD.id]: group.own } });
    }
    sends = 0;
    await Promise.all(numbers.map(([phone]) => scene.receive(phone, "see you then")));
    await allDecided(scene);
  }
  const early = sent(scene).length;
  for (const at of ORDER.map((_, index) => MORNING + index * HOUR_MS)) {
    sends = 0;
    scene.clock.moveTo(at - 1_000);
    await allDecided(scene);
    scene.clock.moveTo(at);
    await allDecided(scene);
  }
  return judge(scene, { phones, early });
}

async function judge(
  scene: StillScene,
  { phones, early }: { readonly phones: ReadonlyMap<string, Group>; readonly early: number },
): Promise<Night> {
  const { rows } = await scene.engine.store.listRuns({ limit: 10_000 });
  const startedAt = new Map(
    rows.flatMap(({ effects }) => effects).map(({ localId, attempts }) => [localId, attempts.at(-1)?.startedAt ?? 0]),
  );
  const isDay = (phone: string, at: number): boolean =>
    (phones.get(phone)?.zones ?? []).every((zone) => isDayIn(zone, at));
  const late = sent(scene).filter((text) => !isDay(phoneIn(text), text.at));
  // What was begun before 21:00 and arrived after it.
  const onWire = late.filter((text) => isDay(phoneIn(text), startedAt.get(text.localId) ?? text.at));
  const reached = new Set(sent(scene).map(phoneIn));
  return {
    early,
    held: sent(scene).length - early,
    onWire: onWire.length,
    pauses: scene.world.exchanges.heymarket.filter(({ status }) => status === 429).length,
    outside: late.filter((text) => !onWire.includes(text)).map((text) => ({ at: text.at, phone: phoneIn(text) })),
    left: [...phones.keys()].filter((phone) => !reached.has(phone)),
  };
}

const sent = ({ world }: StillScene): readonly Exchange[] => acceptedTexts(world.exchanges.heymarket);

function phoneIn({ body }: Exchange): string {
  return (body as { readonly phone_number: string }).phone_number.replace("+", "");
}

/** Waits until each text has gone out or waits for the morning; what is to be tried again is tried without a wait. */
async function allDecided({ engine, clock }: StillScene): Promise<void> {
  await until("every text is decided on", async () => {
    await engine.runner.drain();
    const { rows } = await engine.store.listRuns({ limit: 10_000 });
    const events = await engine.store.listEvents({ limit: 10_000 });
    const retries = rows.flatMap(({ run }) => (run.status === "queued" && run.dueAt !== null ? [run.dueAt] : []));
    if (retries.length > 0) clock.moveTo(Math.min(...retries));
    const isDecided = ({ run, effects: [text] }: RunRecord): boolean =>
      text?.status === "done" || (text?.status === "deferred" && (run.dueAt ?? 0) > clock.now());
    return rows.length === events.rows.length && rows.every(isDecided);
  });
}

/** By the tables of the platform, not by ours. */
function isDayIn(timeZone: string, at: number): boolean {
  const hour = Number(new Intl.DateTimeFormat("en-US", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(at));
  return hour >= 8 && hour < 21;
}

function phoneAt({ areaCode }: Group, contact: number): string {
  return `1${areaCode}55501${String(contact).padStart(2, "0")}`;
}
