import { setImmediate as nextTurn } from "node:timers/promises";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { TextDocuments } from "vscode-languageserver/node";
import type { RuleTestResult } from "../../sim/rule-test-run.ts";
import { runRuleTest } from "../../sim/rule-test-run.ts";
import { createSimulatedEngine } from "../../app-simulation.ts";
import { digest } from "../../system.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import type { CheckedProject, EditorFinding } from "./checked-project.ts";
import { checkProject } from "./checked-project.ts";
import { pathOf } from "./editor-places.ts";
import { createLatest } from "./latest.ts";
import { placeOfFile } from "./project-of-file.ts";
import type { PlacedFile } from "./project-of-file.ts";

/** An open file that is part of a project. */
export interface OpenedFile extends PlacedFile {
  readonly file: string;
  readonly document: TextDocument;
}

/** What was found in one file; `document` is null when it is not open. */
export interface FileFindings {
  readonly file: string;
  readonly document: TextDocument | null;
  readonly text: string;
  readonly findings: readonly EditorFinding[];
}

/** The projects of the files that are open, each checked again when one of its files changes. */
export interface Workspace {
  /** Null for what is no file of a project. */
  readonly opened: (uri: string) => OpenedFile | null;
  /** As of the last check; null before the first. */
  readonly projectOf: (file: OpenedFile) => CheckedProject | null;
  readonly resultsOf: (file: OpenedFile) => readonly RuleTestResult[];
  /** Texts of the open files, by path. */
  readonly texts: () => ReadonlyMap<string, string>;
  readonly changed: (file: OpenedFile) => void;
  readonly changedOnDisk: () => void;
}

/** Whom a workspace tells. */
interface Told {
  readonly found: (files: readonly FileFindings[]) => void;
  readonly tested: () => void;
  readonly failed: (error: unknown) => void;
}

interface Watched {
  readonly globals: GlobalOptions;
  readonly check: () => void;
  project: CheckedProject | null;
  results: readonly RuleTestResult[];
  reported: ReadonlySet<string>;
}

/** An empty workspace; `named` is the project the command names. */
export function createWorkspace(
  context: CliContext,
  {
    named,
    documents,
    told,
  }: { readonly named: GlobalOptions; readonly documents: TextDocuments<TextDocument>; readonly told: Told },
): Workspace {
  const watched = new Map<string, Watched>();

  function opened(uri: string): OpenedFile | null {
    const document = documents.get(uri);
    const file = pathOf(uri);
    const place = file === null ? null : placeOfFile(file, named);
    return document === undefined || file === null || place === null ? null : { ...place, file, document };
  }

  function openIn({ globals }: Watched): readonly OpenedFile[] {
    return documents
      .keys()
      .map(opened)
      .filter((each) => each !== null)
      .filter((each) => each.globals.config === globals.config);
  }

  function watchedOf({ globals }: PlacedFile): Watched {
    const known = watched.get(globals.config);
    if (known !== undefined) return known;
    const latest = createLatest((isOutdated) => checkAndTest(made, isOutdated).catch(told.failed));
    const made: Watched = { globals, check: latest.ask, project: null, results: [], reported: new Set() };
    watched.set(globals.config, made);
    return made;
  }

  async function checkAndTest(one: Watched, isOutdated: () => boolean): Promise<void> {
    const open = openIn(one);
    const documentsByFile = new Map(open.map(({ file, document }) => [file, document]));
    const texts = new Map(open.map(({ file, document }) => [file, document.getText()]));
    const project = await checkProject(context, one.globals, { texts, known: one.project?.settings ?? null });
    if (isOutdated()) return;
    one.project = project;
    const byFile = findingsByFile(project);
    const files = new Set([...one.reported, ...byFile.keys(), ...texts.keys()]);
    told.found(
      [...files].map((file) => ({
        file,
        document: documentsByFile.get(file) ?? null,
        text: texts.get(file) ?? "",
        findings: byFile.get(file) ?? [],
      })),
    );
    one.reported = new Set(byFile.keys());
    const results = await testOpen(project, new Set(texts.keys()), isOutdated);
    if (results === null) return;
    one.results = results;
    told.tested();
  }

  return {
    opened,
    projectOf: (file) => watchedOf(file).project,
    resultsOf: (file) => watchedOf(file).results,
    texts: () => {
      const all = documents.all().map((document) => [pathOf(document.uri), document.getText()] as const);
      return new Map(all.flatMap(([file, text]) => (file === null ? [] : [[file, text] as const])));
    },
    changed: (file) => {
      watchedOf(file).check();
    },
    changedOnDisk: () => {
      for (const each of watched.values()) each.check();
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
  for (const test of tests.filter(({ file }) => open.has(file))) {
    await nextTurn();
    if (isOutdated()) return null;
    results.push(await runRuleTest(test, { rules, settings, createEngine: createSimulatedEngine, digest }));
  }
  return results;
}
