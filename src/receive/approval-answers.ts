import type { IncomingMessage } from "node:http";
import type { Link } from "../core/run/link/link-token.ts";
import type { ApprovalState } from "../ports/links.ts";
import { createRefusal, REFUSALS } from "./answer.ts";
import type { Refusal } from "./answer.ts";
import { readBody } from "./body.ts";
import { GONE_AWAY, isForm, MAXIMUM_BODY_BYTES, withRefusal } from "./links.ts";
import type { LinkAnswer, LinkAnswers, ShownPage } from "./links.ts";

/** What is said of links of texts that wait for a person: a page with the text, a button that approves it and one that refuses it. */
export const APPROVAL_ANSWERS: LinkAnswers = {
  show: async (link, links) => ({ ...pageOf(await links.lookAtApproval(link)), outcome: "looked" }),
  call: async (link, links, request) => {
    const choice = await readChoice(request);
    if (choice === null) return GONE_AWAY;
    if (typeof choice !== "string") return withRefusal(request, choice);
    const { isDone, now } = await links.decide(link, choice);
    return reported(link, isDone ? DONE[choice] : pageOf(now));
  },
};

type Choice = "approve" | "refuse";

const DONE: Readonly<Record<Choice, ShownPage>> = {
  approve: {
    page: {
      status: 200,
      title: "Approved",
      text: "The text goes out as it was shown, unless its contact may not be texted. You can close this page.",
      buttons: [],
    },
    status: "approved",
  },
  refuse: {
    page: { status: 200, title: "Refused", text: "The text does not go out. You can close this page.", buttons: [] },
    status: "refused",
  },
};

function pageOf(approval: ApprovalState): ShownPage {
  switch (approval.state) {
    case "open": {
      const { code, text: quote, answers, keptBack } = approval;
      const buttons = [
        { label: keptBack === null ? "Approve and send" : "Approve, though it is kept back", choice: "approve" },
        { label: "Refuse", choice: "refuse" },
      ];
      const title = "May this text go out?";
      const kept = keptBack === null ? "" : ` As things stand the text would not go out: ${keptBack}.`;
      const text = `Approval ${code}. Nothing has happened yet.${kept}`;
      const answered = answers === null ? {} : { answers: startOf(answers) };
      return { page: { status: 200, title, text, quote, ...answered, buttons }, status: "open" };
    }
    case "decided": {
      const did = approval.deed === "approve" ? "approved" : "refused";
      const text = `The text was ${did} before by ${approval.by}. Nothing more has happened.`;
      return { page: { status: 200, title: "Already decided", text, buttons: [] }, status: "repeated" };
    }
    case "over":
      return {
        page: {
          status: 410,
          title: "No longer needed",
          text: "The time to decide is over. Nothing has happened.",
          buttons: [],
        },
        status: "over",
      };
  }
}

/** Enough of what the contact wrote to know what is answered. */
function startOf(text: string): string {
  const characters = Array.from(text);
  return characters.length <= MOST_ANSWERED ? text : `${characters.slice(0, MOST_ANSWERED - 1).join("")}…`;
}

const MOST_ANSWERED = 300;

function reported({ kind, name }: Link, shown: ShownPage): LinkAnswer {
  return { ...shown, outcome: shown.status, type: `${kind}.${name}` };
}

/** Which button was pressed; null when the client went away. */
async function readChoice(request: IncomingMessage): Promise<Choice | Refusal | null> {
  const body = await readBody(request, MAXIMUM_BODY_BYTES);
  if (body.kind !== "whole") return body.kind === "too_large" ? REFUSALS.tooLarge : null;
  const choice = isForm(request) ? new URLSearchParams(body.bytes.toString()).get("choice") : null;
  return choice === "approve" || choice === "refuse" ? choice : NO_CHOICE;
}

const NO_CHOICE = createRefusal(400, "no_choice", "The form says neither choice=approve nor choice=refuse.");
