import { randomUUID } from "node:crypto";
import { EngineError } from "../../../core/base/errors.ts";
import type { ErrorCode } from "../../../core/base/errors.ts";
import type { PeerLine, PeerLineOptions } from "./peer-line.ts";
import { openPeerLine, sendNotice } from "./peer-line.ts";

/** The store is somebody's for himself, or another release's. */
const FOREIGN: readonly ErrorCode[] = ["STORE_LOCKED", "STORE_VERSION"];

/**
 * The other processes on this database. What they say is a hint only, which may be lost: whoever looks once a second finds
 * the same work. So nobody tells in the transaction that makes work, where it would have all commits of the database wait for
 * each other, but after it, on a connection of its own.
 */
export interface Peers {
  /** Has a listener called when another process has written work, and when hints of it may have been lost. */
  readonly onWork: (listener: () => void) => void;
  /** Tells the others of work that is written; several at once are told as one. Never throws. */
  readonly tell: () => void;
  /**
   * Connects anew when the connection was lost; without success it is tried at the next call.
   * @throws EngineError STORE_VERSION when the schema has meanwhile become one that this process cannot work on.
   */
  readonly keepInTouch: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Gets in touch with the other processes, and shows them that this one is there.
 * @throws EngineError STORE_LOCKED when somebody has the store for himself, STORE_VERSION, or STORE_UNAVAILABLE.
 */
export async function meetPeers(options: PeerLineOptions): Promise<Peers> {
  const own = randomUUID();
  const listeners: (() => void)[] = [];
  let line: PeerLine | null = null;
  let connecting: Promise<void> | null = null;
  let isClosed = false;

  const teller = createTeller(() => line, own);
  const hear = () => {
    for (const listener of listeners) listener();
  };
  const connect = async () => {
    const connected = await openPeerLine(options, {
      onNotice: (sender) => {
        if (sender !== own) hear();
      },
      onLost: (lost) => {
        if (line === lost) line = null;
      },
    });
    if (isClosed) await connected.close();
    else line = connected;
  };
  const reconnect = async () => {
    try {
      await connect();
    } catch (error) {
      if (error instanceof EngineError && FOREIGN.includes(error.code)) throw error;
      return;
    }
    hear();
    teller.goOn();
  };

  await connect();
  return {
    onWork: (listener) => {
      listeners.push(listener);
    },
    tell: teller.tell,
    keepInTouch: async () => {
      if (line !== null || isClosed) return;
      connecting ??= reconnect().finally(() => {
        connecting = null;
      });
      await connecting;
    },
    close: async () => {
      isClosed = true;
      await connecting?.catch(() => undefined);
      await line?.close();
    },
  };
}

/** Tells one notice after the other: what is to be told meanwhile is one more. */
function createTeller(
  line: () => PeerLine | null,
  own: string,
): { readonly tell: () => void; readonly goOn: () => void } {
  let isTelling = false;
  let isToTell = false;
  const goOn = () => {
    const used = line();
    if (!isToTell || isTelling || used === null) return;
    isToTell = false;
    isTelling = true;
    void sendNotice(used, own)
      .catch(used.close)
      .finally(() => {
        isTelling = false;
        goOn();
      });
  };
  const tell = () => {
    isToTell = true;
    goOn();
  };
  return { tell, goOn };
}
