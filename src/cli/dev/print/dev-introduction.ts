import { SANDBOX_CREDENTIALS, SANDBOX_TOKEN } from "../../../app/sandbox.ts";
import { webhookPath } from "../../../config/config.ts";
import { isoInZone } from "../../../core/time/calendar.ts";
import { shownZone } from "../../../show/text/style.ts";
import type { CliContext } from "../../context.ts";
import { ownCommand } from "../../own-command.ts";
import type { DevSession } from "../dev-session.ts";
import type { DevStart } from "../dev-start.ts";

/** Says where everything is that was started, and what to type next. */
export function introduceSession(context: CliContext, session: DevSession, { clock, port }: DevStart): void {
  const { engine, sandbox, settings, globals } = session;
  const { sources, store } = sandbox.config;
  context.note(context.style.bold("heyrules dev: texts and calls go to fakes, nothing leaves this machine"));
  const asked = port ?? sandbox.config.port;
  if (asked !== 0 && new URL(engine.url).port !== String(asked)) {
    context.note(context.style.yellow(`Port ${asked} is taken: listening on another one.`));
  }
  for (const [index, source] of sources.entries()) {
    const notes = [`token: ${SANDBOX_TOKEN}`, ...(source.dry ? ["dry"] : [])].join(", ");
    context.note(
      `  ${index === 0 ? "webhooks      " : "              "}  ${engine.url}${webhookPath(source)} (${notes})`,
    );
  }
  const { secretId, secretKey } = SANDBOX_CREDENTIALS;
  context.note(`  fake Heymarket  ${sandbox.heymarket.url} (id: ${secretId}, key: ${secretKey})`);
  context.note(`  fake CRM        ${sandbox.crm.url}`);
  if (engine.admin !== null) context.note(`  dashboard       ${engine.admin.loginUrl("operate")} (lets you in once)`);
  context.note(`  store           ${store}`);
  context.note(`  clock           ${isoInZone(clock.now(), shownZone(context, settings))}; send --at moves it forward`);
  const project = globals.config === "heyrules.yaml" ? "" : ` --config ${globals.config}`;
  context.note(`In another terminal, in this folder: ${ownCommand()} send message_recieved --text "hello"${project}`);
}
