import { onTestFinished } from "vitest";

/** A stream of Server-Sent Events as a page reads it. */
export interface Stream {
  readonly response: Response;
  /** The next message or comment, as lines; null when the stream has ended, as it should: one that is cut off rejects. */
  readonly next: () => Promise<string | null>;
  /** Leaves without a word. */
  readonly leave: () => void;
}

/** What a message of news says. */
export interface ToldNews {
  readonly id: string;
  readonly count: number;
  readonly isMore: boolean;
}

/** Asks for a stream over HTTP; it is left when the test ends. */
export async function openStream(url: string, headers: Readonly<Record<string, string>>): Promise<Stream> {
  const controller = new AbortController();
  onTestFinished(() => {
    controller.abort();
  });
  const response = await fetch(url, {
    headers: { accept: "text/event-stream", ...headers },
    signal: controller.signal,
    redirect: "manual",
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let read = "";
  return {
    response,
    next: async () => {
      for (;;) {
        const end = read.indexOf("\n\n");
        if (end !== -1) {
          const block = read.slice(0, end);
          read = read.slice(end + 2);
          return block;
        }
        const { done = true, value = "" } = (await reader?.read()) ?? {};
        if (done) return null;
        read += value;
      }
    },
    leave: () => {
      controller.abort();
    },
  };
}

/** Reads a message of news. @throws Error when it has no id, or is none. */
export function newsOf(block: string | null): ToldNews {
  const [, id, data] = /^id: (\S+)\nevent: news\ndata: (.+)$/.exec(block ?? "the end") ?? [];
  if (id === undefined || data === undefined) throw new Error(`this is no news with an id: ${block ?? "the end"}`);
  return { id, ...(JSON.parse(data) as Pick<ToldNews, "count" | "isMore">) };
}
