import type { Instruction } from "../../core/model/ruleset/rule.ts";
import type { WrittenRule, WrittenStep } from "../generated/written-rule.ts";
import type { Path } from "../yaml/document.ts";
import { warnOfNoFit } from "./checks/never-fitting.ts";
import { callPattern } from "./checks/callbacks.ts";
import { sequence, single } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import { durationMs } from "./compile-context.ts";
import type { CompileContext } from "./compile-context.ts";
import { resolveCalendar } from "./configured-names.ts";
import { compilePattern, compilePatterns, isAbsence } from "./triggers/triggers.ts";
import type { PatternContext, WrittenAbsence } from "./triggers/triggers.ts";

type AwaitInstruction = Extract<Instruction, { op: "await" }>;

/** The step that waits for an event of the contact, or the call of a link; the run goes on behind it, whether one came or not. */
export function compileWaitFor(
  written: NonNullable<WrittenStep["wait_for"]>,
  { at, ...origin }: Pick<AwaitInstruction, "path" | "place" | "stepId"> & { readonly at: Path },
  context: CompileContext,
): Block {
  const { event, callback, timeout, lookback, ...narrowed } = written;
  checkWhatFor(written, at, context);
  const patterns =
    callback === undefined
      ? [event ?? []].flat().flatMap((type) => compilePattern({ event: type, ...narrowed }, at, context) ?? [])
      : [];
  // Of several events one that fits is enough.
  warnOfNoFit(patterns, at, context);
  const events = callback === undefined ? patterns : [callPattern(callback, at, context)];
  const instruction = {
    op: "await",
    ...origin,
    events,
    timeoutMs: durationMs(timeout),
    clock: null,
    from: "now",
    newsSince: "step",
    lookbackMs: lookback === undefined ? null : durationMs(lookback),
    verify: false,
    ...(callback === undefined ? {} : { callback }),
  } as const;
  return { size: 1, place: (start) => [{ ...instruction, onEvent: start + 1 }] };
}

function checkWhatFor(written: NonNullable<WrittenStep["wait_for"]>, at: Path, { findings }: CompileContext): void {
  const { event, callback } = written;
  if (event === undefined && callback === undefined) {
    const message = "`wait_for` says nothing to wait for";
    findings.error({ code: "missing-key", path: at, which: "key", message, hint: "add `event`, or `callback`" });
  }
  for (const key of ["event", "inbox", "source", "where", "lookback"] as const) {
    if (callback === undefined || written[key] === undefined) continue;
    const message = `\`${key}\` has no meaning beside \`callback\`, which waits for the call of one link whenever that came`;
    findings.error({ code: "misplaced-key", path: [...at, key], which: "key", message, hint: "remove it" });
  }
}

/** How a rule begins, and keeps to its other runs, before and behind the steps that are written. */
export interface Beginning {
  /** The program with these steps. */
  readonly around: (steps: Block) => Block;
  readonly mode: "single" | "restart" | "parallel" | null;
}

/** What `mode`, `limits.debounce` and an absence make of a rule; what contradicts itself is reported. */
export function compileBeginning(written: Partial<WrittenRule>, path: Path, context: PatternContext): Beginning {
  const { on, mode, verify, limits } = written;
  const debounce = limits?.debounce;
  const isMissed = on !== undefined && isAbsence(on);
  if (verify !== undefined && !isMissed)
    misplaced([...path, "verify"], "it is for an absence: `on: { after, missing, within }`", context);
  if (mode !== undefined && isMissed)
    misplaced([...path, "mode"], "`start_from: first` or `latest` says it of an absence", context);
  if (debounce !== undefined && (isMissed || mode === "single" || mode === "parallel")) {
    const hint = isMissed ? "write `start_from: latest`" : "it is `mode: restart` with a wait before the first step";
    misplaced([...path, "limits", "debounce"], hint, context);
  }
  if (isMissed) return compileAbsence(on, { path: [...path, "on"], verify: verify === "vendor" }, context);
  if (debounce === undefined)
    return { around: (steps) => steps, mode: mode === undefined || mode === "queued" ? null : mode };
  const place = context.document.positionOf([...path, "limits", "debounce"], "key");
  const pause = single({
    op: "wait",
    path: "limits/debounce",
    place,
    wait: { kind: "duration", ms: durationMs(debounce) },
  });
  return { around: (steps) => sequence([pause, steps]), mode: "restart" };
}

/** So long after it was told of an absence that is counted from the first event, a new one counts as another. */
const EPISODE_MS = 86_400_000;

function compileAbsence(
  { missing, within, clock, start_from: counted = "first" }: WrittenAbsence,
  { path, verify }: { readonly path: Path; readonly verify: boolean },
  context: PatternContext,
): Beginning {
  if (clock !== undefined) resolveCalendar(clock, [...path, "clock"], context);
  const events = compilePatterns(missing, [...path, "missing"], context);
  const place = context.document.positionOf([...path, "missing"], "key");
  const common = {
    op: "await",
    path: "on",
    place,
    stepId: null,
    events,
    newsSince: "start",
    lookbackMs: null,
  } as const;
  const lead = {
    ...common,
    timeoutMs: durationMs(within),
    clock: clock ?? null,
    from: "start",
    verify,
  } as const;
  const rest = {
    ...common,
    timeoutMs: EPISODE_MS,
    clock: null,
    from: "now",
    verify: false,
  } as const;
  const answered: Block = { size: 1, place: (start) => [{ ...rest, onEvent: start + 1 }] };
  return {
    mode: counted === "first" ? "single" : "restart",
    around: (steps) => {
      const body = counted === "first" ? sequence([stoppingBefore(steps), answered]) : steps;
      return {
        size: body.size + 1,
        place: (start) => [{ ...lead, onEvent: start + 1 + body.size }, ...body.place(start + 1)],
      };
    },
  };
}

/** Steps whose `stop` leads behind them: further events start nothing for what was told already. */
function stoppingBefore({ size, place }: Block): Block {
  return {
    size,
    place: (start) =>
      place(start).map((instruction) =>
        instruction.op === "stop" ? { ...instruction, target: start + size } : instruction,
      ),
  };
}

function misplaced(path: Path, hint: string, { findings }: PatternContext): void {
  const message = `\`${String(path.at(-1))}\` has no meaning here`;
  findings.error({ code: "misplaced-key", path, which: "key", message, hint });
}
