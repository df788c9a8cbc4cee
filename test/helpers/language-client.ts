import { spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import type {
  CompletionItem,
  CompletionList,
  Diagnostic,
  Hover,
  Position,
  ProtocolConnection,
  PublishDiagnosticsParams,
} from "vscode-languageserver-protocol/node";

/** Where the cursor stands in a text of a test. */
export const CURSOR = "‸";

/** A language server as a process of its own, spoken to as an editor would. */
export interface LanguageClient {
  readonly connection: ProtocolConnection;
  /** What the server said of itself. */
  readonly capabilities: object;
  /** Opens a file with this text, or gives an open one this text, and resolves to what the server then finds in it. */
  readonly write: (file: string, text: string) => Promise<readonly Diagnostic[]>;
  /** The same without waiting for what is found. */
  readonly type: (file: string, text: string) => Promise<void>;
  /** What the server found in a file last; waits for the first time. */
  readonly findings: (file: string) => Promise<readonly Diagnostic[]>;
  /** Resolves when the findings of a file are such. */
  readonly until: (file: string, fits: (found: readonly Diagnostic[]) => boolean) => Promise<readonly Diagnostic[]>;
  /** What is offered at the cursor of a text, which becomes that of the file. */
  readonly complete: (file: string, text: string) => Promise<readonly CompletionItem[]>;
  /** The words shown at the cursor of a text, which becomes that of the file; empty for none. */
  readonly hover: (file: string, text: string) => Promise<string>;
  /** Gives a file this text, and resolves when the server has told that its tests were run. */
  readonly writeAndTest: (file: string, text: string) => Promise<void>;
  /** Asks something about an open file, at the cursor of a text that stands in it. */
  readonly ask: <Answer>(method: string, file: string, params?: object) => Promise<Answer>;
  /** What the server wrote on standard error so far. */
  readonly errors: () => string;
  /** Ends it as an editor does, and resolves to its exit code. */
  readonly close: () => Promise<number | null>;
}

/** Starts a server for a folder. */
export async function startLanguageServer({
  command,
  folder,
  settings = {},
  capabilities = {},
}: {
  /** Arguments of node. */
  readonly command: readonly string[];
  readonly folder: string;
  /** What the server is told when it asks for its configuration. */
  readonly settings?: object;
  readonly capabilities?: object;
}): Promise<LanguageClient> {
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  const exited = once(child, "exit") as Promise<[code: number | null]>;
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const published = new Map<string, PublishDiagnosticsParams>();
  const waiting = new Set<() => void>();
  let hasTested = false;
  let hasEnded = false;
  connection.onNotification("textDocument/publishDiagnostics", (params: PublishDiagnosticsParams) => {
    published.set(params.uri, params);
    hasTested = false;
    for (const look of [...waiting]) look();
  });
  connection.onRequest("workspace/configuration", ({ items }: { readonly items: readonly { section?: string }[] }) =>
    items.map(({ section }) => (settings as Record<string, unknown>)[section ?? ""] ?? {}),
  );
  connection.onRequest("client/registerCapability", () => null);
  connection.onRequest("workspace/codeLens/refresh", () => {
    hasTested = true;
    for (const look of [...waiting]) look();
    return null;
  });
  connection.listen();
  // A server that ends answers nothing any more: what waits for it is told, and not left waiting.
  void exited.then(() => {
    hasEnded = true;
    connection.end();
    connection.dispose();
    for (const look of [...waiting]) look();
  });
  const rootUri = pathToFileURL(folder).href;
  const started: { readonly capabilities: object } = await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri,
    workspaceFolders: [{ uri: rootUri, name: "project" }],
    capabilities: {
      workspace: { configuration: true, codeLens: { refreshSupport: true } },
      textDocument: {
        completion: { completionItem: { documentationFormat: ["markdown"], snippetSupport: true } },
        hover: { contentFormat: ["markdown"] },
        publishDiagnostics: { versionSupport: true },
      },
      ...capabilities,
    },
  });
  await connection.sendNotification("initialized", {});
  const versions = new Map<string, number>();

  async function type(file: string, text: string): Promise<void> {
    const uri = pathToFileURL(file).href;
    const version = (versions.get(uri) ?? 0) + 1;
    versions.set(uri, version);
    published.delete(uri);
    if (version === 1) {
      const textDocument = { uri, languageId: "yaml", version, text };
      await connection.sendNotification("textDocument/didOpen", { textDocument });
    } else {
      const changed = { textDocument: { uri, version }, contentChanges: [{ text }] };
      await connection.sendNotification("textDocument/didChange", changed);
    }
  }

  async function until(
    file: string,
    fits: (found: readonly Diagnostic[], version: number | undefined) => boolean,
  ): Promise<readonly Diagnostic[]> {
    const uri = pathToFileURL(file).href;
    return new Promise((resolve, reject) => {
      function look(): void {
        if (hasEnded) reject(new Error(`the server ended: ${errors}`));
        const last = published.get(uri);
        if (last === undefined || !fits(last.diagnostics, last.version)) return;
        waiting.delete(look);
        resolve(last.diagnostics);
      }
      waiting.add(look);
      look();
    });
  }

  async function write(file: string, text: string): Promise<readonly Diagnostic[]> {
    await type(file, text);
    const wanted = versions.get(pathToFileURL(file).href);
    return until(file, (_found, version) => version === undefined || version === wanted);
  }

  return {
    connection,
    capabilities: started.capabilities,
    type,
    until: async (file, fits) => until(file, fits),
    write,
    writeAndTest: async (file, text) => {
      await write(file, text);
      await until(file, () => hasTested);
    },
    ask: async (method, file, params = {}) =>
      connection.sendRequest(method, { textDocument: { uri: pathToFileURL(file).href }, ...params }),
    findings: (file) => until(file, () => true),
    complete: async (file, text) => {
      const position = cursorIn(text);
      await type(file, text.replace(CURSOR, ""));
      const textDocument = { uri: pathToFileURL(file).href };
      const answer: CompletionList | readonly CompletionItem[] | null = await connection.sendRequest(
        "textDocument/completion",
        { textDocument, position },
      );
      return answer === null ? [] : "items" in answer ? answer.items : answer;
    },
    hover: async (file, text) => {
      const position = cursorIn(text);
      await type(file, text.replace(CURSOR, ""));
      const textDocument = { uri: pathToFileURL(file).href };
      const answer: Hover | null = await connection.sendRequest("textDocument/hover", { textDocument, position });
      const contents = answer?.contents ?? "";
      return typeof contents === "object" && "value" in contents ? contents.value : JSON.stringify(contents);
    },
    errors: () => errors,
    close: async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      const [code] = await exited;
      return code;
    },
  };
}

/** Where {@link CURSOR} stands in a text, counted from 0. */
export function cursorIn(text: string): Position {
  const before = text.slice(0, text.indexOf(CURSOR));
  return { line: before.split("\n").length - 1, character: before.length - (before.lastIndexOf("\n") + 1) };
}
