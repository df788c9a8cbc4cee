import { readConfig } from "../../config/config.ts";
import { isoInZone } from "../../core/time/calendar.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { JsonObject } from "../../core/base/json.ts";
import { isJsonObject, ownValue } from "../../core/base/json.ts";
import { DEFAULT_COUNTRY } from "../../core/base/phone.ts";
import { DEFAULT_SOURCE } from "../../core/model/ruleset/settings.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import { parseTimeAhead } from "../at-time.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { shownZone } from "../../show/text/style.ts";
import { askClock } from "../dev/dev-clock.ts";
import type { DevState } from "../dev/dev-state.ts";
import { readDevState } from "../dev/dev-state.ts";
import type { HttpAnswer } from "./http.ts";
import { parseJson, request } from "./http.ts";
import { printable, shorten } from "../../show/text/printable.ts";
import { RefusedDeliveryError } from "../errors/refused-delivery-error.ts";
import { inboundBody, readBody } from "./send-input.ts";
import type { SendChecks, WrittenBody } from "./send-input.ts";
import { unknownStatus } from "./send-fields.ts";
import type { SendInput } from "./send-fields.ts";
import type { OutsideTarget } from "./send-outside.ts";
import { outsideBodyAt, outsideTarget } from "./send-outside.ts";
import { devResultJson, printDevResult, readDevResult, snapshotFakes } from "./send-result.ts";
import { checkSource, sourceHint } from "./send-source.ts";
import { withOwnText } from "./send-own-text.ts";
import { withToken } from "./send-body.ts";
import { heymarketPath, outsidePath } from "./webhook-path.ts";

/** Options of `send`, as written. */
export interface SendOptions extends SendInput {
  readonly to?: string;
  readonly token?: string;
  readonly source?: string;
  readonly repeat: number;
  /** Time at which it happens, by the clock of `dev`. */
  readonly at?: string;
}

/**
 * `heyrules send`: posts a webhook body. A running `dev` is known without options, and what came of the event is
 * explained; of another engine only the answer is shown.
 *
 * @throws EngineError USAGE, REMOTE_UNREACHABLE, or REMOTE_REFUSED when a delivery was not answered 2xx.
 */
export async function runSend(
  context: CliContext,
  globals: GlobalOptions,
  options: SendOptions & { readonly type: string | null },
): Promise<ExitCode> {
  const found = options.to === undefined ? await findDev(globals) : null;
  const dev = found?.dev ?? null;
  const { inboxes, country, sources } =
    dev === null ? await configured(context, globals) : { ...dev.settings, inboxes: dev.inboxes };
  checkSource(options, { dev, sources });
  const outside = outsideTarget(options, { sources });
  const target = targetOf(globals, { ...options, outside }, dev);
  // Nothing may be wrong any more when the clock moves: it does not go back.
  const input = await withOwnText(options, { dev, country });
  const bodyAt = await readBodyOf(input, { inboxes, country, isFake: dev !== null, outside });
  const unknown = unknownStatus(options.status);
  if (unknown !== null) context.note(`${context.style.yellow(unknown)}\n`);
  const written = bodyAt(await timeOf(context, found, options.at));
  const fakes = dev === null ? null : await snapshotFakes(dev);
  const body = written.inbound === null || dev === null ? written.body : await inboundBody(dev, written);
  const answers: HttpAnswer[] = [];
  for (let count = 0; count < options.repeat; count += 1) {
    const answer = await (outside === null
      ? request(target.url, withToken(body, target.token))
      : request(target.url, body, { authorization: `Bearer ${target.token}` }));
    answers.push(answer);
    if (!globals.json) printAnswer(context, outside === null ? body : { type: outside.name }, answer);
  }
  const eventId = answers.map(eventIdOf).find((id) => id !== null) ?? null;
  const known = dev !== null && fakes !== null && eventId !== null;
  const result = known ? { dev, ...(await readDevResult(dev, eventId, fakes)) } : null;
  const report = {
    url: target.url,
    answers: answers.map(({ status, text }) => ({ status, body: parseJson(text) })),
    event: eventId,
    result: result === null ? null : devResultJson(result.dev, result),
  };
  if (!globals.json && result !== null) printDevResult(context, result.dev, result);
  const refused = answers.find(({ status }) => !isGood(status));
  if (refused !== undefined) {
    const message = describeRefusal(refused, target.url) + sourceHint(options, { refused, dev, sources });
    throw new RefusedDeliveryError(message, report);
  }
  if (globals.json) printJson(context, "send", report);
  return EXIT.ok;
}

async function readBodyOf(
  input: SendInput,
  { outside, ...checks }: SendChecks & { readonly outside: OutsideTarget | null },
): Promise<(now: number) => WrittenBody> {
  if (outside === null) return readBody(input, checks);
  const bodyAt = await outsideBodyAt(input, outside);
  return (now) => ({ body: bodyAt(now), inbound: null });
}

/** A running `dev` and what its clock shows, epoch milliseconds. */
interface FoundDev {
  readonly dev: DevState;
  readonly now: number;
}

/** The running `dev` of the project; null when there is none, or only word of one that was killed. */
async function findDev(globals: GlobalOptions): Promise<FoundDev | null> {
  const dev = readDevState(globals);
  if (dev === null) return null;
  try {
    return { dev, now: await askClock(dev, {}) };
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

/**
 * When the event happens, epoch milliseconds: now, by the clock of a running `dev`, which `at` moves forward first.
 *
 * @throws EngineError USAGE for an `at` that is no time, has passed, or without a `dev`.
 */
async function timeOf(context: CliContext, found: FoundDev | null, at: string | undefined): Promise<number> {
  if (found === null) {
    if (at === undefined) return SYSTEM_CLOCK.now();
    throw new EngineError("USAGE", "--at moves the clock of a running `heyrules dev`; other engines have their own.");
  }
  const { dev, now } = found;
  if (at === undefined) return now;
  const wanted = parseTimeAhead(at, { now, zone: dev.settings.timezone });
  if (wanted > now) {
    await askClock(dev, { at: wanted });
    const shown = isoInZone(wanted, shownZone(context, dev.settings));
    context.note(`The clock of dev went on to ${shown}; what waited until then goes on now.`);
  }
  return wanted;
}

/** What heyrules.yaml says, which need not be there to reach another engine. */
async function configured(
  context: CliContext,
  globals: GlobalOptions,
): Promise<Pick<Settings, "inboxes" | "country" | "sources">> {
  const { environment } = context;
  const result = await readConfig({ file: globals.config, environment, requireSecrets: false }).catch(
    (error: unknown) => {
      if (error instanceof EngineError) return null;
      throw error;
    },
  );
  return result?.config?.settings ?? { inboxes: {}, country: DEFAULT_COUNTRY, sources: {} };
}

/** Where to post, and with which token. */
function targetOf(
  globals: GlobalOptions,
  options: SendOptions & { readonly outside: OutsideTarget | null },
  dev: DevState | null,
): { readonly url: string; readonly token: string } {
  const base = options.to ?? dev?.url;
  if (base === undefined) {
    const message =
      `No \`heyrules dev\` runs for ${globals.config}: start it in another terminal, ` +
      "name another project with --config, or another engine with --to.";
    throw new EngineError("REMOTE_UNREACHABLE", message);
  }
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol)) {
    throw new EngineError("USAGE", "--to takes an address, such as http://127.0.0.1:8080.");
  }
  const token = options.token ?? dev?.token;
  if (token === undefined) throw new EngineError("USAGE", "--to needs --token, the verification token of the webhook.");
  const source = options.source ?? dev?.source ?? DEFAULT_SOURCE;
  const path = options.outside === null ? heymarketPath(source) : outsidePath(options.outside.name);
  const isWhole = new URL(base).pathname.startsWith("/webhooks/");
  return { url: isWhole ? base : `${base.replace(/\/+$/, "")}${path}`, token };
}

function printAnswer(context: CliContext, body: JsonObject, { status, text }: HttpAnswer): void {
  const type = ownValue(body, "type") ?? ownValue(body, "event");
  const { style } = context;
  const glyph = isGood(status) ? style.green("✓") : style.red("✗");
  context.out(`${glyph} ${printable(typeof type === "string" ? type : "body")} → ${status} ${shorten(text, 300)}`);
}

function eventIdOf({ text }: HttpAnswer): string | null {
  const event = ownValue(parseJson(text), "event");
  return typeof event === "string" ? event : null;
}

function describeRefusal({ status, text }: HttpAnswer, url: string): string {
  const error = ownValue(parseJson(text), "error");
  const message = isJsonObject(error) ? ownValue(error, "message") : null;
  const said = typeof message === "string" ? `: ${shorten(message, 300)}` : "";
  return `${url} answered ${status}${said}`;
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}
