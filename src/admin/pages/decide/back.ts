import type { Wanted } from "../../../show/views/decide/address.ts";
import { isOwnPath } from "../../own-path.ts";

/** The path that leads back from a decision: the one that was given when it is one of ours, else the screen of its kind. */
export function pathBack(given: string | null, { kind }: Pick<Wanted, "kind">): string {
  return given !== null && isOwnPath(given) ? given : SCREENS_OF[kind];
}

const SCREENS_OF: Readonly<Record<Wanted["kind"], string>> = {
  retry: "/dead",
  drop: "/dead",
  cancel: "/events",
  resolve: "/dead",
  resume: "/dead",
  replay: "/events",
  approve: "/approvals",
  refuse: "/approvals",
  release: "/contacts",
  erase: "/contacts",
  pause: "/system",
  unpause: "/system",
  enable: "/rules",
  disable: "/rules",
  promote: "/rules",
};
