import express from "express";
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from "express";
import type { Envelope } from "../core/event/envelope.ts";
import type { Delivery } from "../core/event/normalise.ts";
import { stackOf } from "../core/base/errors.ts";
import { DEFAULT_SOURCE } from "../core/model/ruleset/settings.ts";
import type { WebhookSource } from "../ports/outside/connection.ts";
import type { DeliveryObserver, DeliveryReport } from "../ports/delivery.ts";
import type { Links } from "../ports/links.ts";
import type { Acceptance } from "../ports/store/store.ts";
import type { Logger } from "../ports/system.ts";
import { APPROVAL_ANSWERS } from "./approval-answers.ts";
import { CALLBACK_ANSWERS } from "./callback-answers.ts";
import { REFUSALS, sendAcceptances, sendJson, sendRefusal } from "./answer.ts";
import type { Refusal } from "./answer.ts";
import { discardBody } from "./body.ts";
import { readDelivery } from "./delivery.ts";
import type { Entrance, RefusedDelivery, VerifiedDelivery } from "./delivery.ts";
import { createLinkHandlers } from "./links.ts";
import { isStoreTrouble, reportDelivery } from "./report.ts";
import { digestTokens } from "./verify.ts";

/** What the receiver takes at most. */
interface ReceiverLimits {
  readonly bodyBytes: number;
  /** Deliveries that wait for their commit at the same time. */
  readonly maximumWaiting: number;
}

/** What the receiver needs. */
export interface ReceiverOptions {
  /** Asked for every delivery; the same array as before means that nothing has changed. */
  readonly sources: () => readonly WebhookSource[];
  /** Resolves when the events are durable. */
  readonly accept: (deliveries: readonly Delivery[]) => Promise<readonly Acceptance[]>;
  /** Whether deliveries are taken now; false when the store is not usable. */
  readonly ready: () => boolean;
  /** The links that runs gave out; absent: there are none. */
  readonly links?: Links;
  /** By the machine's clock, epoch milliseconds: how old a signature is. */
  readonly now: () => number;
  /** Milliseconds since some instant; never set. */
  readonly monotonicMs: () => number;
  readonly logger: Logger;
  readonly onDelivery?: DeliveryObserver | undefined;
  readonly limits?: ReceiverLimits;
  /** Version of this program, told by `/livez`. */
  readonly version: string;
}

const DEFAULT_LIMITS: ReceiverLimits = { bodyBytes: 256 * 1024, maximumWaiting: 512 };
const LONGEST_RETRY_SECONDS = 5;
const LONGEST_SHOWN_PATH = 80;
const REPORTED_CHARACTERS = 64;

/**
 * The Express application behind the public port: `POST /webhooks/heymarket[/SOURCE]`, `POST /webhooks/SOURCE`, `GET` and `POST` of
 * `/callback/TOKEN` and `/approval/TOKEN`, and `GET /livez`. Answers 200
 * only after the events are durable. Bodies are read here with a limit and never inflated; there is no middleware.
 */
export function createReceiver(options: ReceiverOptions): Express {
  const { limits = DEFAULT_LIMITS, logger } = options;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  const refuse = (refusal: Refusal, headers?: Readonly<Record<string, string>>): RequestHandler => {
    return (request, response) => {
      discardBody(request, limits.bodyBytes);
      sendRefusal(response, refusal, headers);
    };
  };
  const handlerAt = createDeliveryHandlers(options, limits);
  app
    .route("/webhooks/heymarket{/:source}")
    .post(handlerAt("heymarket"))
    .all(refuse(REFUSALS.methodNotAllowed, { allow: "POST" }));
  app
    .route("/webhooks/:source")
    .post(handlerAt("outside"))
    .all(refuse(REFUSALS.methodNotAllowed, { allow: "POST" }));
  for (const [kind, answers] of LINK_KINDS) {
    const link = createLinkHandlers(kind, answers, { ...options, maximumWaiting: limits.maximumWaiting });
    app
      .route(`/${kind}/:token`)
      .get(link.show)
      .post(link.call)
      .all(refuse(REFUSALS.methodNotAllowed, { allow: "GET, HEAD, POST" }));
  }
  app
    .route("/livez")
    .get((_request, response) => {
      sendJson(response, 200, JSON.stringify({ status: "ok", version: options.version }));
    })
    .all(refuse(REFUSALS.methodNotAllowed, { allow: "GET, HEAD" }));
  app.use(refuse(REFUSALS.notFound));
  app.use(createErrorHandler(logger));
  return app;
}

const LINK_KINDS = [
  ["callback", CALLBACK_ANSWERS],
  ["approval", APPROVAL_ANSWERS],
] as const;

/** Where deliveries of Heymarket come, and where those of other systems. */
type Address = "heymarket" | "outside";

/** What handles deliveries at an address; together they take no more at once than the limit says. */
function createDeliveryHandlers(
  options: ReceiverOptions,
  limits: ReceiverLimits,
): (at: Address) => RequestHandler<{ source?: string }> {
  const { monotonicMs } = options;
  const entranceOf = createEntrances(options.sources);
  let waiting = 0;
  let turnedAway = 0;

  /** Null when the store cannot take it now. */
  const store = async (delivery: VerifiedDelivery, entrance: Entrance): Promise<readonly Acceptance[] | null> => {
    const { envelopes, tokenLabel, outside } = delivery;
    if (waiting >= limits.maximumWaiting) return null;
    waiting += 1;
    try {
      const { source, dry } = entrance;
      const facts = outside === null ? {} : { outside };
      return await options.accept(
        envelopes.map((envelope) => ({ kind: "delivery", envelope, source, dry, tokenLabel, ...facts })),
      );
    } catch (error) {
      if (isStoreTrouble(error)) return null;
      throw error;
    } finally {
      waiting -= 1;
    }
  };

  const refuse = (response: Response, refusal: Refusal): void => {
    // Each in turn is told to wait a second longer, so that they do not all come back at once.
    const headers = refusal.status === 503 ? { "retry-after": String(1 + (turnedAway++ % LONGEST_RETRY_SECONDS)) } : {};
    sendRefusal(response, refusal, headers);
  };

  return (at) => async (request, response) => {
    const startedAt = monotonicMs();
    const named = entranceOf(request.params.source ?? DEFAULT_SOURCE);
    const entrance = named !== undefined && (named.outside === null) === (at === "heymarket") ? named : undefined;
    const report = (result: DeliveryResult): void => {
      const ms = Math.round(monotonicMs() - startedAt);
      const path = request.path.slice(0, LONGEST_SHOWN_PATH);
      reportDelivery(options, { ms, source: entrance?.source ?? null, path, ...result });
    };
    if (entrance === undefined || !options.ready()) {
      discardBody(request, limits.bodyBytes);
      const refusal = entrance === undefined ? REFUSALS.notFound : REFUSALS.unavailable;
      refuse(response, refusal);
      report(resultOfRefused({ kind: "refused", refusal, webhookId: null }));
      return;
    }
    const delivery = await readDelivery(request, { entrance, bodyBytes: limits.bodyBytes, now: options.now });
    if (delivery.kind === "refused") {
      if (delivery.refusal !== null) refuse(response, delivery.refusal);
      report(resultOfRefused(delivery));
      return;
    }
    const acceptances = await store(delivery, entrance);
    if (acceptances === null) refuse(response, REFUSALS.unavailable);
    else sendAcceptances(response, acceptances, delivery.isBatch);
    delivery.envelopes.forEach((envelope, index) => {
      report(resultOfEvent(envelope, acceptances?.[index]));
    });
  };
}

/** A source by its name, with the digests of its tokens, made anew when the sources are others; undefined when there is none. */
function createEntrances(sources: ReceiverOptions["sources"]): (name: string) => Entrance | undefined {
  let known: readonly WebhookSource[] = [];
  let entrances = new Map<string, Entrance>();
  return (name) => {
    const current = sources();
    if (current !== known) {
      known = current;
      entrances = new Map(current.map((source) => [source.name, entranceTo(source)]));
    }
    return entrances.get(name);
  };
}

function entranceTo({ name, tokens, dry, outside }: WebhookSource): Entrance {
  return { source: name, dry, digests: digestTokens(tokens), outside: outside ?? null };
}

type DeliveryResult = Omit<DeliveryReport, "ms" | "source">;

/** What is told of a delivery nobody vouches for: nothing the sender chose but the number of its webhook. */
function resultOfRefused({ refusal, webhookId }: RefusedDelivery): DeliveryResult {
  return { type: null, webhookId, eventId: null, outcome: refusal?.code ?? "aborted" };
}

function resultOfEvent({ type, webhookId }: Envelope, acceptance: Acceptance | undefined): DeliveryResult {
  return {
    type: type.slice(0, REPORTED_CHARACTERS),
    webhookId,
    eventId: acceptance?.eventId ?? null,
    outcome: acceptance?.outcome ?? REFUSALS.unavailable.code,
  };
}

/** Express finds out about a handler by its four parameters. The message of an error may quote data: it is not logged. */
function createErrorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request: Request, response: Response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    discardBody(request, DEFAULT_LIMITS.bodyBytes);
    if (error instanceof URIError) {
      sendRefusal(response, REFUSALS.badRequest);
      return;
    }
    logger.error(
      { error: error instanceof Error ? error.name : typeof error, stack: stackOf(error) },
      "A delivery could not be handled",
    );
    sendRefusal(response, REFUSALS.internal);
  };
}
