import type { Figures } from "../fault.ts";
import type { Scene } from "./scene.ts";

/** How long engines and contacts waited, milliseconds: figures only, since they are those of the machine. */
export function describeWaits({ traffic, fleet, world }: Pick<Scene, "traffic" | "fleet" | "world">): Figures {
  const ackedAt = traffic.sent.flatMap(({ acks }) => acks.map(({ at }) => at)).sort((one, other) => one - other);
  const starts = fleet.startedAt();
  const restarts = starts.flatMap((start, index) => {
    const first = ackedAt.find((at) => at >= start);
    return first === undefined || first >= (starts[index + 1] ?? Infinity) ? [] : [first - start];
  });
  const calledAt = new Map<unknown, number>();
  for (const { body, at } of world.exchanges.crm) {
    const { event } = body as { readonly event: unknown };
    calledAt.set(event, Math.min(at, calledAt.get(event) ?? Infinity));
  }
  const stalls = traffic.sent.flatMap(({ id, acks: [first] }) => {
    const called = calledAt.get(id);
    return first === undefined || called === undefined ? [] : [Math.max(0, called - first.at)];
  });
  return {
    "start to first 200 p50/max ms": describe(restarts),
    "200 to first call p50/max ms": describe(stalls),
  };
}

function describe(values: readonly number[]): string {
  const sorted = values.toSorted((one, other) => one - other);
  return `${sorted[Math.floor(sorted.length / 2)] ?? "none"}/${sorted.at(-1) ?? "none"}`;
}
