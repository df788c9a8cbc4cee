import { readFileSync } from "node:fs";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  createConnection,
  DidChangeWatchedFilesNotification,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import type { Connection, InitializeResult } from "vscode-languageserver/node";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { messageOf } from "../../core/base/errors.ts";
import { VERSION } from "../../version.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT } from "../context.ts";
import { checkProject } from "./project/checked-project.ts";
import { completionsAt } from "./completion.ts";
import { definitionAt } from "./definition.ts";
import { editorDiagnostic, uriOf } from "./editor-places.ts";
import { fixActions } from "./fixes.ts";
import { hoverAt } from "./hover.ts";
import { conditionHints, testLenses } from "./test-marks.ts";
import { createWorkspace } from "./project/workspace.ts";
import type { OpenedFile, Workspace } from "./project/workspace.ts";

const ABILITIES: InitializeResult = {
  serverInfo: { name: "heyrules", version: VERSION },
  capabilities: {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    hoverProvider: true,
    completionProvider: { triggerCharacters: [" ", "{", "[", ".", "-"] },
    definitionProvider: true,
    codeActionProvider: { codeActionKinds: ["quickfix"] },
    codeLensProvider: {},
    inlayHintProvider: true,
  },
};

/** Files that change what is found in others. */
const WATCHED = [{ globPattern: "**/*.{yaml,yml}" }, { globPattern: "**/.env" }];

/**
 * `heyrules lsp`: speaks the Language Server Protocol 3.17 on standard input and output until the editor ends it, which ends the process. What
 * it says of files is what `lint`, `test` and `rules show` say. Nothing is written and nothing is called.
 */
export async function runLsp(context: CliContext, globals: GlobalOptions): Promise<ExitCode> {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  const documents = new TextDocuments(TextDocument);
  let refreshes: readonly ("codeLens" | "inlayHint")[] = [];
  let tellsOfFiles = false;
  const workspace = createWorkspace(context, {
    named: globals,
    documents,
    told: {
      found: (files) => {
        for (const { file, document, findings } of files) {
          const diagnostics = findings.map(editorDiagnostic);
          const version = document === null ? {} : { version: document.version };
          tell(connection.sendDiagnostics({ uri: document?.uri ?? uriOf(file), ...version, diagnostics }));
        }
      },
      tested: () => {
        for (const what of refreshes) tell(connection.sendRequest(`workspace/${what}/refresh`));
      },
      failed: (error) => {
        connection.console.error(`The project could not be checked: ${messageOf(error)}`);
      },
    },
  });
  connection.onInitialize(({ capabilities }) => {
    const { workspace: able } = capabilities;
    refreshes = (["codeLens", "inlayHint"] as const).filter((what) => able?.[what]?.refreshSupport === true);
    tellsOfFiles = able?.didChangeWatchedFiles?.dynamicRegistration === true;
    return ABILITIES;
  });
  connection.onInitialized(() => {
    if (tellsOfFiles) tell(connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: WATCHED }));
  });
  answerQuestions(connection, workspace, context);
  const look = ({ document }: { readonly document: TextDocument }): void => {
    workspace.opened(document.uri)?.watched.check();
  };
  documents.onDidChangeContent(look);
  documents.onDidClose(() => {
    workspace.changedOnDisk();
  });
  documents.onDidSave(look);
  connection.onDidChangeWatchedFiles(() => {
    workspace.changedOnDisk();
  });
  documents.listen(connection);
  connection.listen();
  await new Promise<void>((ended) => {
    connection.onExit(ended);
  });
  return EXIT.ok;
}

/** An editor that has gone, or refuses, is told nothing more: what it is told of next tells it all again. */
function tell(sent: Promise<unknown>): void {
  sent.catch(() => null);
}

function answerQuestions(connection: Connection, workspace: Workspace, context: CliContext): void {
  /** What is asked of a file; nothing is known of one that is no part of a project. */
  function of<Answer>(uri: string, answer: (file: OpenedFile) => Answer): Answer | null {
    const file = workspace.opened(uri);
    return file === null ? null : answer(file);
  }

  connection.onCompletion(({ textDocument, position }) =>
    of(textDocument.uri, (file) => {
      const project = file.watched.project;
      return [...completionsAt({ ...file, project }, file.document.offsetAt(position))];
    }),
  );
  connection.onHover(({ textDocument, position }) =>
    of(textDocument.uri, (file) =>
      hoverAt(file, file.document.offsetAt(position), {
        project: file.watched.project,
        style: context.style,
        now: Date.now(),
      }),
    ),
  );
  connection.onDefinition(({ textDocument, position }) =>
    of(textDocument.uri, (file) => {
      const project = file.watched.project;
      if (project === null || file.kind !== "rule") return null;
      const configText = workspace.texts().get(file.globals.config) ?? readFileSync(file.globals.config, "utf8");
      return definitionAt(file.document.getText(), file.document.offsetAt(position), { project, configText });
    }),
  );
  connection.onCodeAction(({ textDocument, range }) =>
    of(textDocument.uri, async (file) => {
      const { globals, document } = file;
      const project = file.watched.project;
      const texts = workspace.texts();
      const known = project?.settings ?? null;
      const here = (project?.findings ?? [])
        .filter(({ line }) => line - 1 >= range.start.line && line - 1 <= range.end.line)
        .filter((finding) => finding.file === file.file)
        .map((finding) => ({ finding: finding as Diagnostic, shown: editorDiagnostic(finding) }));
      const check = async (changed: ReadonlyMap<string, string>): Promise<readonly Diagnostic[]> =>
        (await checkProject(context, globals, { texts: changed, known })).findings as readonly Diagnostic[];
      return [...(await fixActions(here, { texts, file: file.file, uri: document.uri, check }))];
    }),
  );
  connection.onCodeLens(({ textDocument }) =>
    of(textDocument.uri, (file) => [...testLenses(file.watched.results, file.file)]),
  );
  connection.languages.inlayHint.on(({ textDocument }) =>
    of(textDocument.uri, (file) => [...conditionHints(file.watched.results, file.file, file.document.getText())]),
  );
}
