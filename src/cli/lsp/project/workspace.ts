import type { TextDocument } from "vscode-languageserver-textdocument";
import type { TextDocuments } from "vscode-languageserver/node";
import type { CliContext, GlobalOptions } from "../../context.ts";
import { pathOf } from "../editor-places.ts";
import { placeOfFile } from "./project-of-file.ts";
import type { PlacedFile } from "./project-of-file.ts";
import { watchProject } from "./watched-project.ts";
import type { Told, WatchedProject } from "./watched-project.ts";

/** An open file that is part of a project. */
export interface OpenedFile extends PlacedFile {
  readonly file: string;
  readonly document: TextDocument;
  readonly watched: WatchedProject;
}

/** The projects of the files that are open, each checked again when one of its files changes. */
export interface Workspace {
  /** Null for what is no file of a project. */
  readonly opened: (uri: string) => OpenedFile | null;
  /** Texts of the open files, by path. */
  readonly texts: () => ReadonlyMap<string, string>;
  readonly changedOnDisk: () => void;
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
  const projects = new Map<string, WatchedProject>();

  function documentsByFile(): readonly (readonly [string, TextDocument])[] {
    return documents.all().flatMap((document) => {
      const file = pathOf(document.uri);
      return file === null ? [] : [[file, document] as const];
    });
  }

  function watchedOf(globals: GlobalOptions): WatchedProject {
    const known = projects.get(globals.config);
    if (known !== undefined) return known;
    const isOfProject = (file: string): boolean => placeOfFile(file, named)?.globals.config === globals.config;
    const open = (): ReadonlyMap<string, TextDocument> =>
      new Map(documentsByFile().filter(([file]) => isOfProject(file)));
    const made = watchProject(context, { globals, open, told });
    projects.set(globals.config, made);
    return made;
  }

  return {
    opened: (uri) => {
      const document = documents.get(uri);
      const file = pathOf(uri);
      const place = file === null ? null : placeOfFile(file, named);
      if (document === undefined || file === null || place === null) return null;
      return { ...place, file, document, watched: watchedOf(place.globals) };
    },
    texts: () => new Map(documentsByFile().map(([file, document]) => [file, document.getText()])),
    changedOnDisk: () => {
      for (const project of projects.values()) project.check();
    },
  };
}
