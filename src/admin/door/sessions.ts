import type { Role } from "../../ports/admin.ts";
import { digestOfToken, newToken } from "./access.ts";
import type { Access } from "./access.ts";

/** Somebody who has come in. */
export interface Visitor {
  readonly role: Role;
  /** As given at the login, for the audit log. */
  readonly name: string;
  /** What a form has to bring with it; null for a caller of the API, whose browser sends nothing by itself. */
  readonly formToken: string | null;
}

/** Somebody who comes in. */
export interface Comer extends Pick<Visitor, "role" | "name"> {
  /** Of the token that lets them in, with which the session ends; null when a link does. */
  readonly tokenDigest: string | null;
}

/** Sessions of browsers, by the cookie each has; they end with the process. */
export interface Sessions {
  /** Begins a session, and gives its cookie. */
  begin(comer: Comer): string;
  /** Whose a cookie is; null when there is no such session any more. */
  visitorOf(cookie: string): Visitor | null;
  /** The same for what a page asks by itself, which does not count as using the session. */
  unattendedVisitorOf(cookie: string): Visitor | null;
  end(cookie: string): void;
}

/** A session that nobody used for so long is over. */
const IDLE_MS = 12 * 3_600_000;
/** Whoever logs in when there are more ends the session that was idle longest. */
const MOST_SESSIONS = 1_000;

interface Session {
  readonly visitor: Visitor;
  readonly tokenDigest: string | null;
  readonly usedAt: number;
}

/** No sessions yet; `now` are milliseconds of a clock that nobody sets. */
export function createSessions(now: () => number, access: Pick<Access, "stillAllows">): Sessions {
  // The one used last is the last; a cookie is kept as its digest, so that what leaks of memory lets nobody in.
  const sessions = new Map<string, Session>();
  const isOver = ({ visitor, tokenDigest, usedAt }: Session): boolean =>
    now() - usedAt > IDLE_MS || (tokenDigest !== null && !access.stillAllows(tokenDigest, visitor.role));
  return {
    begin: ({ role, name, tokenDigest }) => {
      const cookie = newToken();
      const [oldest] = sessions.keys();
      if (sessions.size >= MOST_SESSIONS && oldest !== undefined) sessions.delete(oldest);
      const visitor = { role, name, formToken: newToken() };
      sessions.set(digestOfToken(cookie), { visitor, tokenDigest, usedAt: now() });
      return cookie;
    },
    visitorOf: (cookie) => {
      const digest = digestOfToken(cookie);
      const session = sessions.get(digest);
      if (session === undefined) return null;
      sessions.delete(digest);
      if (isOver(session)) return null;
      sessions.set(digest, { ...session, usedAt: now() });
      return session.visitor;
    },
    unattendedVisitorOf: (cookie) => {
      const session = sessions.get(digestOfToken(cookie));
      return session === undefined || isOver(session) ? null : session.visitor;
    },
    end: (cookie) => {
      sessions.delete(digestOfToken(cookie));
    },
  };
}
