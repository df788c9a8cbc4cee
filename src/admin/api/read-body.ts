import express from "express";
import type { RequestHandler } from "express";
import { EngineError } from "../../core/base/errors.ts";
import { repeatedMember } from "../../core/event/json-scan.ts";
import { printable } from "../../show/text/printable.ts";

/**
 * Reads the body of a request as JSON, and refuses one in which a member is given twice: of two the last would count, and nobody
 * would know of the other. The handlers throw EngineError USAGE, which names the member.
 */
export function readBody(): readonly RequestHandler[] {
  const repeated = new WeakMap<object, string>();
  const read = express.json({
    limit: "1mb",
    // What it throws is answered 403, so it only looks.
    verify: (request, _response, bytes) => {
      const member = repeatedMember(bytes.toString("utf8"));
      if (member !== null) repeated.set(request, member);
    },
  });
  return [
    read,
    (request, _response, next) => {
      const member = repeated.get(request);
      if (member === undefined) next();
      else
        throw new EngineError("USAGE", `${printable(member)} in the body is given more than once; it takes one value.`);
    },
  ];
}
