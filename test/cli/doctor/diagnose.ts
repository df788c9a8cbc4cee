import { join } from "node:path";
import type { FakeHeymarket } from "../../../src/sandbox/heymarket.ts";
import type { CommandResult, TestProject } from "../../helpers/project.ts";
import { runCommand } from "../../helpers/project.ts";

const SECRETS = {
  CRM_TOKEN: "canary-crm",
  HEYMARKET_WEBHOOK_TOKEN: "canary-webhook",
  HEYMARKET_API_SECRET_ID: "sandbox-id",
  HEYMARKET_API_SECRET_KEY: "sandbox-key",
  // On this machine, so values of the sample are good enough.
  HEYMARKET_API_URL: "http://127.0.0.1:9",
};

interface Report {
  readonly schema: string;
  readonly checks: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly details: readonly string[];
    readonly next: string | null;
  }[];
  readonly inboxes: readonly unknown[] | null;
  readonly members: readonly unknown[] | null;
  readonly summary: Readonly<Record<string, number>>;
}

interface Doctor {
  readonly project: TestProject;
  readonly environment?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
}

/** Runs `doctor` on a project that has every secret, unless told otherwise. */
export function runDoctor({ project, environment = {}, options = [] }: Doctor): Promise<CommandResult> {
  const files = ["--config", join(project.folder, "heyrules.yaml"), "--rules", join(project.folder, "rules")];
  return runCommand([...files, "doctor", ...options], { ...SECRETS, HEYRULES_STORE: project.store, ...environment });
}

/** The exit code of `doctor --json` and what it tells. */
export async function diagnose(
  doctor: Doctor,
): Promise<{ readonly code: number; readonly report: Report; find: Find }> {
  const { code, out } = await runDoctor({ ...doctor, options: [...(doctor.options ?? []), "--json"] });
  const report = JSON.parse(out) as Report;
  return { code, report, find: (name) => report.checks.find((check) => check.name === name) };
}

type Find = (name: string) => Report["checks"][number] | undefined;

/** Names of the checks with a status. */
export function named(report: Report, status: string): readonly string[] {
  return report.checks.filter((check) => check.status === status).map(({ name }) => name);
}

/** The environment that leads to a fake. */
export function at(fake: FakeHeymarket): Readonly<Record<string, string>> {
  return { HEYMARKET_API_URL: fake.url };
}

/** A team that has what the project names. */
export const TEAM = {
  inboxes: [
    { id: 101, name: "Front", members: [55, 56] },
    { id: 102, name: "Sales", members: [55] },
  ],
};
