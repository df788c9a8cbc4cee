import type { LookupFunction } from "node:net";
import { refused } from "../core/model/outcome.ts";
import type { Actions } from "../ports/outside/action.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { Budgets } from "../ports/outside/budget.ts";
import type { CallObserver, DestinationState } from "../ports/measures.ts";
import type { Connection, HeymarketAccess } from "../ports/outside/connection.ts";
import type { OutsideWithMessages } from "../ports/outside/team-messages.ts";
import type { Clock, Logger } from "../ports/system.ts";
import { createDestinations, createRoomBell } from "./http/destinations.ts";
import type { Remote } from "./http/destinations.ts";
import { createHeymarketClient } from "./heymarket/client/heymarket-client.ts";
import { createContactRecords } from "./heymarket/contact-records.ts";
import { createHistoryReads } from "./heymarket/messages/history-reads.ts";
import { createTeamMessages } from "./heymarket/messages/team-messages.ts";
import { createConnectionClient } from "./http/connection/connection-client.ts";
import { createCrm } from "./actions/remote/crm.ts";
import { dialectOf } from "./crm/dialects.ts";
import { createHttpRequest } from "./actions/remote/http.ts";
import { createLocks } from "./heymarket/locks.ts";
import { createMessagingStatus } from "./heymarket/messages/messaging-status.ts";
import { createNames } from "./heymarket/names.ts";
import { createAssign } from "./actions/heymarket/assign.ts";
import { createConversationStatus } from "./actions/heymarket/conversation-status.ts";
import { createContact } from "./actions/heymarket/contact.ts";
import { createList } from "./actions/heymarket/list.ts";
import { createOptOut } from "./actions/heymarket/opt-out.ts";
import { createScheduleMessage } from "./actions/heymarket/schedule-message.ts";
import { createSendEmail } from "./actions/heymarket/send-email.ts";
import { createSendSurvey } from "./actions/heymarket/send-survey.ts";
import { createNote } from "./actions/heymarket/note.ts";
import { createNotify } from "./actions/remote/notify.ts";
import { createSendMessage } from "./actions/heymarket/send-message.ts";
import { createTag } from "./actions/heymarket/tag.ts";
import { createTransfer } from "./actions/heymarket/transfer.ts";

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
  /** Told of each call when it has ended. */
  readonly onCall?: CallObserver;
  /** Asks for the addresses of host names; that of the system when absent. */
  readonly lookup?: LookupFunction;
}

/** The outside, and how it stands. */
export interface ActingOutside extends OutsideWithMessages {
  /** Every destination that is called. */
  readonly destinationStates: () => readonly DestinationState[];
}

/** Every action, ready to perform; all Heymarket actions share one rate, and so do all users of a connection. */
export function createOutside(options: ActionOptions): ActingOutside {
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
  const names = createNames();
  const status = createMessagingStatus({ clock: options.clock, ttlMs: options.heymarket?.statusTtlMs ?? null });
  const contacts = createLocks();
  const actions: Actions = {
    send_message: createSendMessage(heymarket, { reads, names, status }),
    send_survey: createSendSurvey(heymarket, { reads, names, status }),
    schedule_message: createScheduleMessage(heymarket, { names, status }),
    send_email: createSendEmail(heymarket),
    note: createNote(heymarket, reads),
    tag: createTag(heymarket, { names, contacts }),
    contact: createContact(heymarket, { names, contacts }),
    list: createList(heymarket, names),
    opt_out: createOptOut(heymarket),
    assign: createAssign(heymarket, names),
    transfer: createTransfer(heymarket),
    open: createConversationStatus(heymarket, "open"),
    close: createConversationStatus(heymarket, "close"),
    http: createHttpRequest(connections),
    notify: createNotify(connections),
    crm: createCrm(connections, options.clock),
    emit: { perform: () => Promise.resolve(refused("engine_error", "an event is raised in the store, not outside")) },
  };
  const remotes = new Map<string, Remote>([...connections, ["heymarket", heymarket]]);
  return {
    actions,
    destinationStates: () =>
      [...remotes].flatMap(([name, remote]) => {
        const state = remote.state();
        return state === null ? [] : [{ name, ...state }];
      }),
    contactRecords: createContactRecords(heymarket, {
      names,
      clock: options.clock,
      rate: options.heymarket?.rate ?? null,
    }),
    teamMessages: createTeamMessages(heymarket),
    destinations: createDestinations(remotes, bell),
  };
}
