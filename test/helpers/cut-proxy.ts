import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** A way to a server that can be cut. */
export interface CutProxy {
  /** The same database by this way. */
  readonly url: string;
  /** Lets the next statement that holds a word reach the server, and cuts the connection in place of the answer. */
  readonly cutAfter: (word: string) => void;
  /** From now on nothing goes through in either direction, and nothing is closed. */
  readonly freeze: () => void;
  /** From now on connections that are made go through; those that were frozen have lost what was sent, and stay silent. */
  readonly thaw: () => void;
  /** Ends every connection and refuses others, until it is called with false. */
  readonly setAway: (isAway: boolean) => void;
  /** Connections cut so far. */
  readonly cuts: () => number;
  readonly close: () => void;
}

/** Opens a way to the server of a database. */
export async function openCutProxy(databaseUrl: string): Promise<CutProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let word: string | null = null;
  const frozen = new Set<Socket>();
  let isFrozen = false;
  let isAway = false;
  let cuts = 0;
  const server = createServer((client) => {
    if (isAway) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(target.port), target.hostname);
    if (isFrozen) frozen.add(client);
    let isCutting = false;
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", end).on("close", end);
    }
    client.on("data", (data) => {
      if (frozen.has(client)) return;
      if (word !== null && data.includes(word)) {
        isCutting = true;
        cuts += 1;
        word = null;
      }
      upstream.write(data);
    });
    upstream.on("data", (data) => {
      if (isCutting) end();
      else if (!frozen.has(client)) client.write(data);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: url.href,
    cutAfter: (next) => {
      word = next;
    },
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) frozen.add(socket);
    },
    thaw: () => {
      isFrozen = false;
    },
    setAway: (next) => {
      isAway = next;
      if (isAway) for (const socket of sockets) socket.destroy();
    },
    cuts: () => cuts,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
