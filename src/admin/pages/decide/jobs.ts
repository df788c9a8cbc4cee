import { messageOf } from "../../../core/base/errors.ts";
import type { OperationReport } from "../../../ports/operator.ts";
import type { Wanted } from "../../../show/views/decide/address.ts";

/** Something that is being carried out, or was. */
export interface Job {
  readonly wanted: Wanted;
  readonly back: string;
  /** How many things were planned. */
  readonly planned: number;
  /** When it was decided. */
  readonly beganAt: number;
}

/** How a job stands. */
export type JobState =
  | { readonly kind: "under way"; readonly soFar: number }
  | { readonly kind: "ended"; readonly report: OperationReport }
  | { readonly kind: "failed"; readonly problem: string };

/** What people had done since the start of this process, as far as it is remembered. */
export interface Jobs {
  /** Begins a job, unless one of that id was begun already, and gives its end, which never rejects. */
  begin(id: string, job: Job, work: (told: (soFar: number) => void) => Promise<OperationReport>): Promise<void>;
  find(id: string): (Job & { readonly state: JobState }) | null;
}

interface Begun extends Job {
  state: JobState;
  ended: Promise<void>;
}

/** More are forgotten, the oldest first; the audit tells of all. */
const REMEMBERED = 100;

/** No jobs yet. */
export function createJobs(): Jobs {
  const jobs = new Map<string, Begun>();
  return {
    begin: (id, job, work) => {
      const begun = jobs.get(id);
      if (begun !== undefined) return begun.ended;
      const entry: Begun = { ...job, state: { kind: "under way", soFar: 0 }, ended: Promise.resolve() };
      jobs.set(id, entry);
      const [oldest] = jobs.keys();
      if (jobs.size > REMEMBERED && oldest !== undefined) jobs.delete(oldest);
      entry.ended = work((soFar) => {
        entry.state = { kind: "under way", soFar };
      }).then(
        (report) => {
          entry.state = { kind: "ended", report };
        },
        (error: unknown) => {
          entry.state = { kind: "failed", problem: messageOf(error) };
        },
      );
      return entry.ended;
    },
    find: (id) => jobs.get(id) ?? null,
  };
}
