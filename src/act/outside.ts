import type { Actions } from "../ports/action.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { Budgets } from "../ports/budget.ts";
import type { Connection, HeymarketAccess } from "../ports/connection.ts";
import type { OutsideWithMessages } from "../ports/team-messages.ts";
import type { Clock, Logger } from "../ports/system.ts";
import { createDestinations, createRoomBell } from "./http/destinations.ts";
import type { Callable } from "./http/destinations.ts";
import { createHeymarketClient } from "./heymarket/heymarket-client.ts";
import { createHistoryReads } from "./heymarket/history-reads.ts";
import { createTeamMessages } from "./heymarket/team-messages.ts";
import { createConnectionClient } from "./http/connection-client.ts";
import { createCrm } from "./actions/remote/crm.ts";
import { dialectOf } from "./crm/dialects.ts";
import { createHttpRequest } from "./actions/remote/http.ts";
import { createNote } from "./actions/heymarket/note.ts";
import { createNotify } from "./actions/remote/notify.ts";
import { createSendMessage } from "./actions/heymarket/send-message.ts";
import { createTag } from "./actions/heymarket/tag.ts";

/** What the actions need from outside. */
export interface ActionOptions {
  /** Null while no credentials are configured: every Heymarket action is then refused. */
  readonly heymarket: HeymarketAccess | null;
  readonly connections: readonly Connection[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** The rates that all processes on the store share; absent or null: the process is alone. */
  readonly budgets?: Budgets | null;
  /** Absent: nobody is told. */
  readonly alarms?: Alarms;
}

/** Every action, ready to perform; all Heymarket actions share one rate, and so do all users of a connection. */
export function createOutside(options: ActionOptions): OutsideWithMessages {
  const bell = createRoomBell();
  const system = { ...options, onRoom: bell.ring };
  const heymarket = createHeymarketClient(options.heymarket, system);
  const connections = new Map(
    options.connections.map((connection) => {
      const dialect = dialectOf(connection.kind);
      return [connection.name, createConnectionClient(connection, { ...system, dialect })];
    }),
  );
  const reads = createHistoryReads(options.clock);
  const actions: Actions = {
    send_message: createSendMessage(heymarket, reads),
    note: createNote(heymarket, reads),
    tag: createTag(heymarket),
    http: createHttpRequest(connections),
    notify: createNotify(connections),
    crm: createCrm(connections, options.clock),
  };
  return {
    actions,
    teamMessages: createTeamMessages(heymarket),
    destinations: createDestinations(new Map<string, Callable>([...connections, ["heymarket", heymarket]]), bell),
  };
}
