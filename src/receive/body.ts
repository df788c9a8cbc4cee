import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** How reading a body ended; `bytes` are the whole body. */
export type Body = { readonly kind: "whole"; readonly bytes: Buffer } | { readonly kind: "too_large" | "aborted" };

/** Whether the headers announce plain JSON in UTF-8: `application/json` or `…+json`, not compressed. */
export function isPlainJson(headers: IncomingHttpHeaders): boolean {
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") return false;
  const contentType = headers["content-type"];
  if (contentType === "application/json") return true;
  const [mediaType = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  if (!/^application\/(?:[\w.-]+\+)?json$/.test(mediaType.trim())) return false;
  return parameters.every((parameter) => {
    const [name = "", value = ""] = parameter.split("=");
    return name.trim() !== "charset" || /^"?utf-?8"?$/.test(value.trim());
  });
}

/**
 * Reads a body of at most `maximumBytes`. Never rejects: a client that goes away gives `aborted`. Past the limit
 * nothing is kept, and a client that goes on sending is cut off.
 */
export function readBody(request: IncomingMessage, maximumBytes: number): Promise<Body> {
  return new Promise((resolve) => {
    if (Number(request.headers["content-length"] ?? 0) > maximumBytes) {
      discardBody(request, maximumBytes);
      resolve({ kind: "too_large" });
      return;
    }
    let chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= maximumBytes) {
        chunks.push(chunk);
        return;
      }
      chunks = [];
      request.off("data", onData);
      discardBody(request, maximumBytes);
      resolve({ kind: "too_large" });
    };
    request.on("data", onData);
    request.on("end", () => {
      resolve({ kind: "whole", bytes: (chunks.length === 1 ? chunks[0] : null) ?? Buffer.concat(chunks) });
    });
    request.on("close", () => {
      resolve({ kind: "aborted" });
    });
  });
}

/**
 * Lets the rest of a body that nobody wants flow away, so that the client reads the answer before its connection is
 * closed; after `maximumBytes` more the connection is cut.
 */
export function discardBody(request: IncomingMessage, maximumBytes: number): void {
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maximumBytes) request.destroy();
  });
}
