import { connect } from "node:net";
import type { Socket } from "node:net";

/** A load on one address. */
export interface Load {
  /** Without path. */
  readonly url: string;
  readonly connections: number;
  /** Stops after so many milliseconds, or when `body` has no more. */
  readonly ms: number;
  /** The next body to send; null when there is none. */
  readonly body: () => string | null;
}

/** What came of a load. */
export interface LoadResult {
  readonly answered: number;
  readonly perSecond: number;
  /** Of every answer, milliseconds. */
  readonly latencies: readonly number[];
}

const PATH = "/webhooks/heymarket";
const HEAD_END = "\r\n\r\n";

/**
 * Posts JSON over kept connections, one request at a time on each. Written out on sockets because it shares the machine
 * with the server it measures: autocannon takes several times the processor time for as many requests with bodies that
 * differ.
 *
 * @throws Error when an answer is not 200.
 */
export async function runLoad(load: Load): Promise<LoadResult> {
  const latencies: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + load.ms;
  const next = (): string | null => (performance.now() < endsAt ? load.body() : null);
  const onAnswer = (ms: number): void => void latencies.push(ms);
  await Promise.all(Array.from({ length: load.connections }, () => runConnection(load.url, { next, onAnswer })));
  const seconds = (performance.now() - startedAt) / 1_000;
  return { answered: latencies.length, perSecond: latencies.length / seconds, latencies };
}

function runConnection(
  url: string,
  { next, onAnswer }: { readonly next: () => string | null; readonly onAnswer: (ms: number) => void },
): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    let sentAt = 0;
    let received = "";
    const sendNext = (): void => {
      const body = next();
      if (body === null) {
        resolve();
        socket.destroy();
        return;
      }
      sentAt = performance.now();
      post(socket, hostname, body);
    };
    socket.setEncoding("latin1");
    socket.on("connect", sendNext);
    socket.on("data", (chunk) => {
      received += String(chunk);
      if (!isComplete(received)) return;
      if (!received.startsWith("HTTP/1.1 200 ")) {
        reject(new Error(`the server answered ${received}`));
        socket.destroy();
        return;
      }
      onAnswer(performance.now() - sentAt);
      received = "";
      sendNext();
    });
    socket.on("error", reject);
    socket.on("close", () => {
      reject(new Error("the server closed the connection"));
    });
  });
}

/** Bodies are ASCII. */
function post(socket: Socket, host: string, body: string): void {
  const head = `POST ${PATH} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
  socket.write(`${head}${HEAD_END}${body}`, "latin1");
}

function isComplete(received: string): boolean {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd === -1) return false;
  const length = /content-length: (\d+)/i.exec(received)?.[1] ?? "0";
  return received.length >= headEnd + HEAD_END.length + Number(length);
}
