import type { Check } from "./check.ts";
import { found, good } from "./check.ts";
import type { KnownInbox } from "./team.ts";

/** A setting of Heymarket that changes what rules do. */
export interface VendorSetting {
  readonly setting: string;
  /** The page of Heymarket's web application. */
  readonly where: string;
  readonly why: string;
}

const INBOX_PAGE = "Administration > Inbox > Settings";

/** Source: help.heymarket.com, Inbox Quiet Hours: they hold for what is sent by the API too. */
const QUIET_HOURS: VendorSetting = {
  setting: "Quiet hours",
  where: INBOX_PAGE,
  why: "outside an inbox's business hours Heymarket sends nothing from it, texts of rules neither: leave them off and let sending.quiet_hours decide",
};

/** Source: help.heymarket.com, Overview of the Inbox Settings Feature; Managing Chats with a Team. */
const AUTO_ASSIGN: VendorSetting = {
  setting: "Auto Assign",
  where: INBOX_PAGE,
  why: "a chat may become the sender's when a rule answers first, and then nobody else is notified: disable it, or take a member of its own as sender",
};

/** What no call tells. Source: help.heymarket.com, the pages named in docs/heymarket.md. */
const NEVER_TOLD: readonly VendorSetting[] = [
  {
    setting: "Show new chats when outgoing messages are sent from lists, campaigns and integration automations",
    where: INBOX_PAGE,
    why: "when it is off, a chat that a rule begins stays hidden from the team until the contact answers",
  },
  {
    setting: "Send notifications to everyone regardless of assignments",
    where: INBOX_PAGE,
    why: "when it is off, only the member a chat is assigned to hears of the answer",
  },
  {
    setting: "Automations, auto replies and campaigns",
    where: "Automations; Campaigns",
    why: "they answer beside the rules: a contact may get two answers, and the caps of heyrules do not count theirs",
  },
  {
    setting: "AI Agents among the members of an inbox",
    where: "Administration > Inbox",
    why: "name them in heymarket.ai_members, or their texts are taken for a person's",
  },
  {
    setting: "Double Opt-In, and Append Opt-Out",
    where: "app.heymarket.com/admin/compliance",
    why: "a contact who has not confirmed gets no text; a line about STOP may be added to yours",
  },
  {
    setting: "The address of this engine",
    where: "Settings > Integrations > API",
    why: "no call tells where webhooks go; it must be https://YOUR-ADDRESS/webhooks/heymarket",
  },
];

interface Told {
  readonly name: "quiet-hours" | "auto-assign";
  readonly setting: VendorSetting;
  readonly read: (inbox: KnownInbox) => boolean | null;
}

const SOMETIMES_TOLD: readonly Told[] = [
  { name: "quiet-hours", setting: QUIET_HOURS, read: ({ quietHours }) => quietHours },
  { name: "auto-assign", setting: AUTO_ASSIGN, read: ({ autoAssign }) => autoAssign },
];

/** Settings of the configured inboxes that would hold back or reassign what rules send, as far as Heymarket tells them. */
export function checkInboxSettings(inboxes: readonly KnownInbox[] | null): readonly Check[] {
  const configured = configuredOf(inboxes);
  return SOMETIMES_TOLD.flatMap(({ name, setting, read }) => {
    const told = configured.filter((inbox) => read(inbox) !== null);
    if (told.length === 0) return [];
    const on = told.filter((inbox) => read(inbox) === true).map(({ configuredAs }) => configuredAs ?? "");
    if (on.length === 0) return [good(name, `Heymarket's own are off in ${countInboxes(told.length)}`)];
    const message = `${setting.setting} of Heymarket: on in ${on.join(", ")}`;
    return [found("warning", { name, message, details: [setting.why], next: `look in Heymarket, ${setting.where}` })];
  });
}

function countInboxes(count: number): string {
  return count === 1 ? "the inbox" : `all ${count} inboxes that tell`;
}

/** The settings a person has to look at, those left out that Heymarket told of each configured inbox. */
export function settingsToLookAt(inboxes: readonly KnownInbox[] | null): readonly VendorSetting[] {
  const configured = configuredOf(inboxes);
  const untold = SOMETIMES_TOLD.filter(
    ({ read }) => configured.length === 0 || configured.some((inbox) => read(inbox) === null),
  );
  return [...untold.map(({ setting }) => setting), ...NEVER_TOLD];
}

function configuredOf(inboxes: readonly KnownInbox[] | null): readonly KnownInbox[] {
  return (inboxes ?? []).filter(({ configuredAs }) => configuredAs !== null);
}
