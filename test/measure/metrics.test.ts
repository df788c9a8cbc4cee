import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createBoundedLabel } from "../../src/measure/bounded-label.ts";
import { createMetrics } from "../../src/measure/metrics.ts";
import { createRecent } from "../../src/measure/recent.ts";

test("docs/metrics.md lists every metric with its kind and its labels, and no other", async () => {
  const { registry } = createMetrics();

  const registered = registry.getMetricsAsArray().map((metric) => {
    const { name, labelNames } = metric as unknown as { readonly name: string; readonly labelNames: string[] };
    return { name, kind: metric.constructor.name.toLowerCase(), labels: labelNames.filter((label) => label !== "le") };
  });

  expect(documented()).toEqual(registered.sort((one, other) => (one.name < other.name ? -1 : 1)));
  expect(await registry.metrics()).not.toContain("process_");
});

test("names end as Prometheus has them: counters in _total, sizes and times with their unit", () => {
  const { registry } = createMetrics();

  for (const metric of registry.getMetricsAsArray()) {
    const { name } = metric as unknown as { readonly name: string };
    expect(name).toMatch(/^heyrules_[a-z_]+$/);
    expect(name.endsWith("_total")).toBe(metric.constructor.name === "Counter");
    expect(name).not.toMatch(/_(ms|millis|kb|mb)\b/);
  }
});

test("a counter whose labels are all known begins at 0 for each, so that the first of a kind is seen to come", async () => {
  const text = await createMetrics().registry.metrics();

  for (const series of [
    'reloads_total{outcome="refused"}',
    'reloads_total{outcome="done"}',
    'text_deliveries_total{outcome="failed"}',
    'alarms_total{kind="failed"}',
  ]) {
    expect(text).toContain(`\nheyrules_${series} 0\n`);
  }
});

test("a label takes so many values, and all later ones are other", () => {
  const label = createBoundedLabel(2);

  expect(["a", "b", "c", "a", "d"].map(label)).toEqual(["a", "b", "other", "a", "other"]);
});

test("the last values are remembered, and those that were taken are not", () => {
  const recent = createRecent<number>(2);

  recent.set("a", 1);
  recent.set("b", 2);
  recent.set("a", 3);
  recent.set("c", 4);

  expect([recent.get("a"), recent.get("b"), recent.take("c"), recent.get("c")]).toEqual([3, undefined, 4, undefined]);
});

/** The rows of the table, by name. */
function documented() {
  const text = readFileSync(new URL("../../docs/metrics.md", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| `(heyrules_\w+)` +\| (\w+) +\| ([^|]*)\|/gm)];
  return rows
    .map(([, name, kind, labels]) => ({
      name,
      kind,
      labels: [...(labels ?? "").matchAll(/`(\w+)`/g)].map(([, label]) => label),
    }))
    .sort((one, other) => ((one.name ?? "") < (other.name ?? "") ? -1 : 1));
}
