import { randomUUID } from "node:crypto";
import { messageOf } from "../../../core/base/errors.ts";
import type { OperationReport } from "../../../ports/operator.ts";
import type { Wanted } from "../../../show/views/decide/address.ts";

/** Something that is being carried out, or was. */
export interface Job {
  readonly wanted: Wanted;
  readonly back: string;
  /** How many things were planned. */
  readonly planned: number;
}

/** How a job stands. */
export type JobState =
  | { readonly kind: "under way"; readonly soFar: number }
  | { readonly kind: "ended"; readonly report: OperationReport }
  | { readonly kind: "failed"; readonly problem: string };

/** What people had done since the start of this process, as far as it is remembered. */
export interface Jobs {
  /** Begins a job, and gives its id and its end, which never rejects. */
  begin(
    job: Job,
    work: (told: (soFar: number) => void) => Promise<OperationReport>,
  ): { id: string; ended: Promise<void> };
  find(id: string): (Job & { readonly state: JobState }) | null;
}

/** More are forgotten, the oldest first; the audit tells of all. */
const REMEMBERED = 100;

/** No jobs yet. */
export function createJobs(): Jobs {
  const jobs = new Map<string, Job & { state: JobState }>();
  return {
    begin: (job, work) => {
      const id = randomUUID();
      const entry: Job & { state: JobState } = { ...job, state: { kind: "under way", soFar: 0 } };
      jobs.set(id, entry);
      const [oldest] = jobs.keys();
      if (jobs.size > REMEMBERED && oldest !== undefined) jobs.delete(oldest);
      const ended = work((soFar) => {
        entry.state = { kind: "under way", soFar };
      }).then(
        (report) => {
          entry.state = { kind: "ended", report };
        },
        (error: unknown) => {
          entry.state = { kind: "failed", problem: messageOf(error) };
        },
      );
      return { id, ended };
    },
    find: (id) => jobs.get(id) ?? null,
  };
}
