import { setImmediate as nextTurn } from "node:timers/promises";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { createSimulatedEngine } from "../../../app/simulation.ts";
import type { RuleTestResult } from "../../../sim/rule-tests/rule-test-run.ts";
import { createTestRunner } from "../../../sim/rule-tests/rule-test-run.ts";
import { digest } from "../../../system.ts";
import type { CliContext, GlobalOptions } from "../../context.ts";
import type { CheckedProject, EditorFinding } from "./checked-project.ts";
import { checkProject } from "./checked-project.ts";
import { createLatest } from "./latest.ts";

/** What was found in one file; `document` is null when it is not open. */
export interface FileFindings {
  readonly file: string;
  readonly document: TextDocument | null;
  readonly findings: readonly EditorFinding[];
}

/** Whom a project in an editor tells what became of it. */
export interface Told {
  readonly found: (files: readonly FileFindings[]) => void;
  readonly tested: () => void;
  readonly failed: (error: unknown) => void;
}

/** A project of which files are open, with what was found last. */
export interface WatchedProject {
  /** Has it checked and tested again. */
  readonly check: () => void;
  /** Null before the first check. */
  readonly project: CheckedProject | null;
  readonly results: readonly RuleTestResult[];
}

/** A project that is checked when asked to; `open` gives its open files by path. */
export function watchProject(
  context: CliContext,
  {
    globals,
    open,
    told,
  }: { readonly globals: GlobalOptions; readonly open: () => ReadonlyMap<string, TextDocument>; readonly told: Told },
): WatchedProject {
  let project: CheckedProject | null = null;
  let results: readonly RuleTestResult[] = [];
  let reported: ReadonlySet<string> = new Set();

  async function checkAndTest(isOutdated: () => boolean): Promise<void> {
    const documents = open();
    const texts = new Map([...documents].map(([file, document]) => [file, document.getText()]));
    const checked = await checkProject(context, globals, { texts, known: project?.settings ?? null });
    if (isOutdated()) return;
    project = checked;
    const byFile = findingsByFile(checked);
    const files = [...new Set([...reported, ...byFile.keys(), ...texts.keys()])];
    told.found(
      files.map((file) => ({
        file,
        document: documents.get(file) ?? null,
        findings: byFile.get(file) ?? [],
      })),
    );
    reported = new Set(byFile.keys());
    const ended = await testOpen(checked, new Set(texts.keys()), isOutdated);
    if (ended === null) return;
    results = ended;
    told.tested();
  }

  const latest = createLatest((isOutdated) => checkAndTest(isOutdated).catch(told.failed));
  return {
    check: latest,
    get project() {
      return project;
    },
    get results() {
      return results;
    },
  };
}

/** What is in no file, such as in the environment, stands with the configuration. */
function findingsByFile({ findings, globals }: CheckedProject): ReadonlyMap<string, readonly EditorFinding[]> {
  const byFile = new Map<string, readonly EditorFinding[]>();
  for (const finding of findings) {
    const file = finding.line === 0 ? globals.config : finding.file;
    byFile.set(file, [...(byFile.get(file) ?? []), finding]);
  }
  return byFile;
}

/** How the tests in the open files end; null when they are no longer wanted. */
async function testOpen(
  { rules, tests, settings }: CheckedProject,
  open: ReadonlySet<string>,
  isOutdated: () => boolean,
): Promise<readonly RuleTestResult[] | null> {
  const results: RuleTestResult[] = [];
  if (settings === null) return results;
  const runTest = createTestRunner({ rules, settings, createEngine: createSimulatedEngine, digest });
  for (const test of tests.filter(({ file }) => open.has(file))) {
    await nextTurn();
    if (isOutdated()) return null;
    results.push(await runTest(test));
  }
  return results;
}
