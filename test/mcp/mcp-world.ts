import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { onTestFinished } from "vitest";
import { MAIN } from "../helpers/program.ts";
import type { TestProject } from "../helpers/project.ts";

/** A server of the Model Context Protocol, and who asks it. */
export interface World {
  readonly client: Client;
  readonly call: (name: string, inputs?: Record<string, unknown>) => Promise<Result>;
}

/** The server as a process of its own, on a project and its store. */
export async function serve(project: TestProject): Promise<World> {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [MAIN, "mcp", "--config", `${project.folder}/heyrules.yaml`, "--store", project.store],
      stderr: "inherit",
    }),
  );
  onTestFinished(() => client.close());
  // So the client knows what each tool answers with, and refuses anything else.
  await client.listTools();
  const call = async (name: string, inputs: Record<string, unknown> = {}): Promise<Result> =>
    (await client.callTool({ name, arguments: inputs })) as unknown as Result;
  return { client, call };
}

/** What a tool answered. */
export interface Result {
  readonly isError?: boolean;
  readonly content: readonly { readonly text: string }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
}
