import { execFileSync } from "node:child_process";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterEach, expect, test } from "vitest";
import { done, refused } from "../../src/core/model/outcome.ts";
import type { Outcome } from "../../src/core/model/outcome.ts";
import { openSpans } from "../../src/measure/spans.ts";
import type { Spans } from "../../src/measure/spans.ts";
import { makeChanges, makeEffect, makeEvent, makeRun, NOW } from "../helpers/make.ts";

const AT = { clock: { now: () => NOW }, version: "1.2.3" };
const ATTEMPT = { action: "http", effectId: "eff_1", attempt: 1 } as const;

afterEach(() => {
  trace.disable();
  context.disable();
});

test("an event is one trace: received, evaluated, attempted, and what an attempt calls stands below it", async () => {
  const exporter = loadSdk();
  const spans = await opened();
  const effect = makeEffect({ id: "eff_1", eventId: "evt_1", runId: "run_1", ruleId: "reply" });
  const verdict = {
    ruleId: "reply",
    ruleVersion: "v1",
    outcome: "fired",
    reason: "",
    runId: "run_1",
    condition: null,
  } as const;
  const evaluation = { eventId: "evt_1", ruleSet: "", at: NOW, verdicts: [verdict] };

  spans.received(makeEvent(), NOW - 5);
  spans.evaluated(makeEvent(), makeChanges({ evaluation, runs: [makeRun({ id: "run_1" })] }), NOW - 2);
  await spans.attempt(effect, ATTEMPT, () => {
    trace.getTracer("instrumented").startSpan("GET").end();
    return Promise.resolve(done(null));
  });

  const [, receive, evaluate, get, attempt] = exporter.getFinishedSpans();
  expect([receive, evaluate, get, attempt].map((span) => span?.name)).toEqual([
    "receive webhook",
    "evaluate",
    "GET",
    "attempt http",
  ]);
  expect(receive?.parentSpanContext).toBeUndefined();
  expect(evaluate?.parentSpanContext?.spanId).toBe(receive?.spanContext().spanId);
  expect(attempt?.parentSpanContext?.spanId).toBe(evaluate?.spanContext().spanId);
  expect(get?.parentSpanContext?.spanId).toBe(attempt?.spanContext().spanId);
  expect(new Set([receive, evaluate, get, attempt].map((span) => span?.spanContext().traceId)).size).toBe(1);
  expect(evaluate?.attributes).toMatchObject({ "heyrules.event": "evt_1", "heyrules.rules_fired": ["reply"] });
  expect(attempt?.attributes).toMatchObject({
    "heyrules.rule": "reply",
    "heyrules.run": "run_1",
    "heyrules.outcome": "done",
  });
  expect(JSON.stringify([receive, evaluate, attempt].map((span) => span?.attributes))).not.toMatch(/hello|2025550100/);
});

test("an attempt that did not work is marked, without the words of the remote", async () => {
  const exporter = loadSdk();
  const spans = await opened();
  const outcome: Outcome = refused("invalid_request", "Ada owes us 5 dollars");

  const told = await spans.attempt(null, ATTEMPT, () => Promise.resolve(outcome));

  const span = exporter.getFinishedSpans().at(-1);
  expect(told).toBe(outcome);
  expect(span?.status).toEqual({ code: 2, message: "refused" });
});

test("without an SDK there are no spans, though somebody else has its API", async () => {
  expect(await openSpans(AT)).toBeNull();
});

test("an SDK whose API is not installed beside the engine gets no spans", async () => {
  loadSdk();

  const spans = await openSpans(AT, () => Promise.reject(new Error("Cannot find package '@opentelemetry/api'")));

  expect(spans).toBeNull();
});

test("where nobody has loaded an SDK, the API is not loaded either", () => {
  const isLoaded = (preload: string): unknown => {
    const script = `${preload}const { openSpans } = await import("./src/measure/spans.ts");
      let isAsked = false;
      await openSpans({ clock: { now: () => 0 }, version: "1" }, () => { isAsked = true; return Promise.reject(new Error()); });
      process.stdout.write(String(isAsked));`;
    const register = "./test/fixtures/register-typescript.mjs";
    return execFileSync(process.execPath, ["--import", register, "--input-type=module", "-e", script]).toString();
  };

  const sdk = `import { trace } from "@opentelemetry/api";
    import { BasicTracerProvider } from "@opentelemetry/sdk-trace-base";
    trace.setGlobalTracerProvider(new BasicTracerProvider());
    `;
  expect([isLoaded(""), isLoaded(sdk)]).toEqual(["false", "true"]);
});

/** An SDK as somebody preloads it, which keeps its spans. */
function loadSdk(): InMemorySpanExporter {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  return exporter;
}

async function opened(): Promise<Spans> {
  const spans = await openSpans(AT);
  if (spans === null) throw new Error("the SDK was not found");
  return spans;
}
