/** Fields as other tools call them, with ours, by the last word of the path in lower case. */
const MEANT: Readonly<Record<string, string>> = {
  message: "event.text",
  body: "event.text",
  content: "event.text",
  msg: "event.text",
  message_text: "event.text",
  from: "contact.phone",
  to: "contact.phone",
  phone: "contact.phone",
  number: "contact.phone",
  phone_number: "contact.phone",
  mobile: "contact.phone",
  first_name: "contact.first",
  firstname: "contact.first",
  last_name: "contact.last",
  lastname: "contact.last",
  full_name: "contact.name",
  name: "contact.name",
  email: "contact.custom.email",
  tags: "contact.tags",
  labels: "contact.tags",
  opt_out: "contact.opted_out",
  unsubscribed: "contact.opted_out",
  attachments: "event.media",
  image: "event.media",
  channel: "event.inbox",
  assignee: "chat.assigned",
  sender: "event.author",
  direction: "event.author",
  timestamp: "event.at",
  created_at: "event.at",
};

/** `write "contact.first"` for a path whose last word other tools use for it; null for any other. */
export function intendedField(path: string): string | null {
  const word = path.slice(path.lastIndexOf(".") + 1).toLowerCase();
  const meant = Object.hasOwn(MEANT, word) ? MEANT[word] : undefined;
  return meant === undefined || meant === path ? null : `write ${meant}`;
}
