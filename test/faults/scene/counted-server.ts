import { createServer } from "node:http";
import type { IncomingHttpHeaders, RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { FaultPlan } from "../fault.ts";

/** A server on every address of this machine that counts whoever comes. */
export interface CountedServer {
  readonly port: number;
  /** Connections, whatever came over them. */
  readonly connections: () => number;
  /** Requests, oldest first. */
  readonly received: () => readonly {
    readonly url: string;
    readonly headers: IncomingHttpHeaders;
    readonly bytes: Buffer;
  }[];
}

/** Starts one that ends with the plan; it answers 200 and `{}` unless told otherwise. */
export async function startCounted(
  { atEnd }: Pick<FaultPlan, "atEnd">,
  answer: RequestListener = (_request, response) => response.end("{}"),
): Promise<CountedServer> {
  let connections = 0;
  const received: { url: string; headers: IncomingHttpHeaders; bytes: Buffer }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ url: request.url ?? "", headers: request.headers, bytes: Buffer.concat(chunks) });
      answer(request, response);
    });
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "::", resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, connections: () => connections, received: () => received };
}
