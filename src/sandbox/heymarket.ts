import type { JsonObject } from "../core/base/json.ts";
import type { Endpoint } from "./answer.ts";
import { refusal } from "./answer.ts";
import { createAccessCheck } from "./heymarket/access.ts";
import type { SandboxCredentials } from "./heymarket/access.ts";
import { createAccount } from "./heymarket/account.ts";
import type { Account, Inbox } from "./heymarket/account.ts";
import { createContact, findContact, getContact, getStatus, setStatus, updateContact } from "./heymarket/contacts.ts";
import {
  conversationJson,
  getConversation,
  reassignConversation,
  setConversationStatus,
  transferConversation,
} from "./heymarket/conversations.ts";
import { deliveryReports } from "./heymarket/delivery-reports.ts";
import { createDirectory } from "./heymarket/directory.ts";
import type { TeamSetUp } from "./heymarket/directory.ts";
import { parseInbound, receiveText } from "./heymarket/inbound.ts";
import type { InboundText, WebhookConfiguration } from "./heymarket/inbound.ts";
import { listConversationMessages, listTeamMessages } from "./heymarket/messages.ts";
import type { HistoryFaults } from "./heymarket/messages.ts";
import { parseContactSeed, seedContact, showContact, showSent } from "./heymarket/seed.ts";
import type { ContactSeed, SandboxContact, SentMessage } from "./heymarket/seed.ts";
import { scheduleText, sendEmail } from "./heymarket/later.ts";
import type { Email, ScheduledText } from "./heymarket/outbox.ts";
import { updateList } from "./heymarket/lists.ts";
import { sendMessage } from "./heymarket/send.ts";
import type { LocalIdMode } from "./heymarket/send.ts";
import {
  createTag,
  findUsers,
  getTeam,
  listContactFields,
  listInboxes,
  listLists,
  listSurveys,
  listTags,
  listTemplates,
} from "./heymarket/team.ts";
import { startSandboxServer } from "./server.ts";
import type { AddRoute, ListenOptions, SandboxServer } from "./server.ts";

/** What a fake Heymarket is to be. */
export interface FakeHeymarketOptions extends ListenOptions {
  readonly credentials: SandboxCredentials;
  /** All that are valid now, as while a secret is rotated; asked for each request. Default `credentials` alone. */
  readonly validCredentials?: () => readonly SandboxCredentials[];
  readonly inboxes: readonly Inbox[];
  readonly localIdMode: LocalIdMode;
  /** Requests allowed in any 60 seconds; default 500, as documented. */
  readonly ratePerMinute?: number;
  /** Ids are counted from here; default 1001. Two fakes one store has seen need other ids. */
  readonly firstId?: number;
  readonly history?: HistoryFaults;
  /** What the team has set up besides inboxes; nothing by default. */
  readonly team?: TeamSetUp;
  /** What inbound webhook bodies carry; default id 1 and token `sandbox`. */
  readonly webhook?: WebhookConfiguration;
  /** Called, once the answer is on its way, with each webhook body that tells what became of a text; nothing is told by default. */
  readonly onReport?: (body: JsonObject) => void;
  /** Sets the clock that `now` reads, epoch milliseconds; without it, it cannot be set. */
  readonly moveClock?: (at: number) => void;
}

/** A fake Heymarket team with its API. */
export interface FakeHeymarket extends SandboxServer {
  /** Accepted sends, oldest first; the newest 10,000. */
  sent(): readonly SentMessage[];
  contacts(): readonly SandboxContact[];
  conversations(): readonly JsonObject[];
  /** Texts to go out later, oldest first; the fake never sends them. */
  scheduled(): readonly ScheduledText[];
  emails(): readonly Email[];
  /** Numbers, digits without plus, by the name of the list. */
  lists(): Readonly<Record<string, readonly string[]>>;
  tags(): readonly { readonly id: number; readonly tag: string }[];
  setContact(seed: ContactSeed): void;
  /** Registers a text from a customer and gives the webhook body Heymarket would send. */
  receiveText(inbound: InboundText): JsonObject;
}

/**
 * Starts a Heymarket API that behaves as its documentation says and refuses what it refuses. Other processes may call
 * `/_sandbox/state`, `/_sandbox/script`, `/_sandbox/contact` (a `ContactSeed`) and `/_sandbox/inbound` (an
 * `InboundText`); `/_sandbox/clock` answers `{now}` and takes `{at}`, not before it: waits must not begin anew.
 *
 * @throws EngineError `PORT_IN_USE` or `CANNOT_LISTEN`.
 */
export async function startFakeHeymarket(options: FakeHeymarketOptions): Promise<FakeHeymarket> {
  const { credentials, now = Date.now, ratePerMinute = 500, webhook = { id: 1, token: "sandbox" } } = options;
  const directory = createDirectory(options.team ?? {}, now());
  const account = openAccount({ ...options, directory, now, webhook });
  const valid = options.validCredentials ?? (() => [credentials]);
  const access = createAccessCheck({ credentials: valid, ratePerMinute, now });
  const guarded =
    (endpoint: Endpoint): Endpoint =>
    async (request) => {
      await access.check(request);
      return endpoint(request);
    };
  const views = viewsOf(account);

  const server = await startSandboxServer(
    {
      addRoutes: (add) => {
        addEndpoints(
          (method, path, endpoint) => {
            add(method, path, guarded(endpoint));
          },
          { account, mode: options.localIdMode, history: options.history ?? {} },
        );
      },
      state: () => ({
        sent: views.sent(),
        contacts: views.contacts(),
        tags: views.tags(),
        conversations: views.conversations(),
        lists: views.lists(),
      }),
      clear: () => {
        account.clear();
        access.clear();
      },
      controls: {
        inbound: (body) => receiveText(account, webhook, parseInbound(body)),
        contact: (body) => {
          seedContact(account, parseContactSeed(body));
          return { ok: true };
        },
        clock: (body) => {
          moveClock(body, { now, moveTo: options.moveClock ?? null });
          return { now: now() };
        },
      },
    },
    options,
  );
  return {
    ...server,
    ...views,
    setContact: (seed) => {
      seedContact(account, seed);
    },
    receiveText: (inbound) => receiveText(account, webhook, inbound),
  };
}

function openAccount(
  options: Pick<FakeHeymarketOptions, "inboxes" | "firstId" | "onReport"> & {
    readonly directory: Account["directory"];
    readonly now: () => number;
    readonly webhook: WebhookConfiguration;
  },
): Account {
  const { inboxes, directory, now, firstId = 1_001, webhook, onReport } = options;
  const account = createAccount({
    ...{ inboxes, directory, now, firstId },
    onAccepted: (message) => {
      if (onReport === undefined) return;
      setImmediate(() => {
        deliveryReports(account, webhook, message).forEach(onReport);
      });
    },
  });
  return account;
}

type Views = Pick<FakeHeymarket, "sent" | "contacts" | "conversations" | "scheduled" | "emails" | "lists" | "tags">;

function viewsOf(account: Account): Views {
  return {
    sent: () => sentMessages(account),
    contacts: () => [...account.contacts.values()].map((contact) => showContact(account, contact)),
    conversations: () => [...account.conversations.values()].map((one) => conversationJson(account, one)),
    scheduled: () => [...account.scheduled.values()],
    emails: () => account.emails.items(),
    lists: () => Object.fromEntries([...account.directory.lists.values()].map(({ name, phones }) => [name, phones])),
    tags: () => [...account.tags.values()].map(({ id, tag }) => ({ id, tag })),
  };
}

function moveClock(
  body: JsonObject,
  clock: { readonly now: () => number; readonly moveTo: ((at: number) => void) | null },
): void {
  const at = body["at"];
  if (at === undefined) return;
  if (clock.moveTo === null) throw refusal(400, "bad_data", "this clock cannot be moved");
  if (typeof at !== "number" || at < clock.now()) throw refusal(400, "bad_data", "at must not be before now");
  clock.moveTo(at);
}

function sentMessages(account: Account): readonly SentMessage[] {
  return account.messages
    .items()
    .filter(({ direction }) => direction === "out")
    .map(showSent);
}

function addEndpoints(
  add: AddRoute,
  fake: { readonly account: Account; readonly mode: LocalIdMode; readonly history: HistoryFaults },
): void {
  const { account, mode, history } = fake;
  add("post", "/v1/message/send", (request) => sendMessage(account, mode, request));
  add("get", "/v1/messages", (request) => listConversationMessages(account, history, request));
  add("post", "/v1/messages/all", (request) => listTeamMessages(account, history, request));
  add("get", "/v1/inboxes", () => listInboxes(account));
  add("get", "/v1/team", () => getTeam(account));
  add("post", "/v1/contact", (request) => createContact(account, request));
  add("post", "/v1/contact/get", (request) => findContact(account, request));
  add("post", "/v1/contact/status", (request) => getStatus(account, request));
  add("post", "/v1/contact/set_status", (request) => setStatus(account, request));
  add("get", "/v1/contact/:id", (request) => getContact(account, request));
  add("put", "/v1/contact/:id", (request) => updateContact(account, request));
  add("post", "/v1/tag", (request) => createTag(account, request));
  add("post", "/v1/tags", (request) => listTags(account, request));
  add("get", "/v1/conversations/:id", (request) => getConversation(account, request));
  add("post", "/v1/conversations/open", (request) => setConversationStatus(account, "open", request));
  add("post", "/v1/conversations/close", (request) => setConversationStatus(account, "closed", request));
  add("post", "/v1/conversations/reassign", (request) => reassignConversation(account, request));
  add("post", "/v1/conversations/transfer", (request) => transferConversation(account, request));
  add("post", "/v1/templates", (request) => listTemplates(account, request));
  add("post", "/v1/lists", (request) => listLists(account, request));
  add("post", "/v1/surveys", (request) => listSurveys(account, request));
  add("get", "/v1/users/get", (request) => findUsers(account, request));
  add("post", "/v1/contact-fields", () => listContactFields(account));
  add("put", "/v2/lists/:id", (request) => updateList(account, request));
  add("post", "/v1/schedule", (request) => scheduleText(account, request));
  add("post", "/v1/email/send", (request) => sendEmail(account, request));
  add("all", "/{*path}", (request) => {
    throw refusal(404, "not_found", `the fake Heymarket has no ${request.method} ${request.path}`);
  });
}
