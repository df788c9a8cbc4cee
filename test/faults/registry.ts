import type { Fault } from "./fault.ts";
import { BAD_DAY } from "./injected/bad-day.ts";
import { KILL } from "./injected/f01-kill.ts";
import { KILL_ONE_OF_THREE } from "./injected/f03-kill-one-of-three.ts";
import { FROZEN_NODE } from "./injected/f04-frozen-node.ts";
import { POWER_CUT } from "./injected/f05-power-cut.ts";
import { DATABASE_POWER_CUT } from "./injected/f06-database-power-cut.ts";
import { SLOW_SYNC } from "./injected/f07-slow-sync.ts";
import { DISK_FULL, FILE_LIMIT } from "./injected/f09-disk-full.ts";
import { DATABASE_DISK_FULL } from "./injected/f11-database-disk-full.ts";
import { OPEN_FILES } from "./injected/f12-open-files.ts";
import { DATABASE_CRASH } from "./injected/f13-database-crash.ts";
import { BACKENDS_ENDED, HALF_OPEN, LOCK_STORM } from "./injected/f14-database-trouble.ts";
import { COMMIT_ANSWER_LOST } from "./injected/f16-commit-answer-lost.ts";
import { ANSWER_LOST } from "./injected/f19-answer-lost.ts";
import { LATE_EXECUTION } from "./injected/f20-late-execution.ts";
import { POOR_HISTORY } from "./injected/f21-poor-history.ts";
import { RATE } from "./injected/f23-rate.ts";
import { DUPLICATE_STORM } from "./injected/f26-duplicate-storm.ts";
import { SAME_ID } from "./injected/f27-same-id.ts";
import { ORDER } from "./injected/f29-order.ts";
import { VISIBLE_ORDER } from "./injected/f30-visible-order.ts";
import { SIGTERM } from "./injected/f33-sigterm.ts";
import { QUIET_HOURS } from "./injected/f40-quiet-hours.ts";
import { STOP_WHILE_WAITING } from "./injected/f41-stop.ts";
import { YES_AFTER_STOP } from "./injected/f42-yes.ts";
import { TWO_BOTS } from "./injected/f43-two-bots.ts";
import { FUZZED_BODIES } from "./injected/f44-fuzzed-bodies.ts";
import { HOSTILE_HEADERS } from "./injected/f47-hostile-headers.ts";
import { WRONG_TOKENS } from "./injected/f49-wrong-tokens.ts";
import { TIMING } from "./injected/f51-timing.ts";
import { CANARIES_SOUGHT } from "./injected/f55-canaries.ts";
import { STEERING_TEXTS } from "./injected/f56-steering-texts.ts";
import { OWN_NETWORK } from "./injected/f57-own-network.ts";
import { TEMPLATES_WRITTEN } from "./injected/f58-templates.ts";
import { LONG_HISTORY } from "./injected/f62-long-history.ts";
import { BACKUP } from "./injected/f63-backup.ts";
import { RESTORED_COPY } from "./injected/f64-restored-copy.ts";
import { LOST_WEBHOOKS } from "./injected/f67-lost-webhooks.ts";
import { ROTATION } from "./injected/f68-rotation.ts";
import { SIGNATURES } from "./injected/f69-signatures.ts";
import { MODEL_CHECK } from "./injected/f71-model-check.ts";
import { REMOVED_GUARDS } from "./injected/f72-removed-guards.ts";

/** Every fault that can be injected, in the order of the catalogue. */
export const FAULTS: readonly Fault[] = [
  KILL,
  KILL_ONE_OF_THREE,
  FROZEN_NODE,
  POWER_CUT,
  DATABASE_POWER_CUT,
  SLOW_SYNC,
  DISK_FULL,
  FILE_LIMIT,
  DATABASE_DISK_FULL,
  OPEN_FILES,
  DATABASE_CRASH,
  BACKENDS_ENDED,
  HALF_OPEN,
  COMMIT_ANSWER_LOST,
  LOCK_STORM,
  ANSWER_LOST,
  LATE_EXECUTION,
  POOR_HISTORY,
  RATE,
  DUPLICATE_STORM,
  SAME_ID,
  ORDER,
  VISIBLE_ORDER,
  SIGTERM,
  QUIET_HOURS,
  STOP_WHILE_WAITING,
  YES_AFTER_STOP,
  TWO_BOTS,
  FUZZED_BODIES,
  HOSTILE_HEADERS,
  WRONG_TOKENS,
  TIMING,
  CANARIES_SOUGHT,
  STEERING_TEXTS,
  OWN_NETWORK,
  TEMPLATES_WRITTEN,
  LONG_HISTORY,
  BACKUP,
  RESTORED_COPY,
  LOST_WEBHOOKS,
  ROTATION,
  SIGNATURES,
  MODEL_CHECK,
  REMOVED_GUARDS,
  BAD_DAY,
];
