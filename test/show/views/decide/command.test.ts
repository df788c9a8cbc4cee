import { expect, test } from "vitest";
import type { Wanted } from "../../../../src/show/views/decide/address.ts";
import { ALL } from "../../../../src/show/views/decide/address.ts";
import { commandOf } from "../../../../src/show/views/decide/command.ts";

const CASES: readonly (readonly [Wanted, string])[] = [
  [{ kind: "retry", which: { ...ALL, ids: ["run_1", "evt_2"] } }, "heyrules dead retry run_1 evt_2"],
  [{ kind: "retry", which: ALL }, "heyrules dead retry --all"],
  [{ kind: "retry", which: { ...ALL, evenOvertaken: true } }, "heyrules dead retry --all --overtaken"],
  [{ kind: "retry", which: { ...ALL, ids: ["run_1"], evenOvertaken: true } }, "heyrules dead retry run_1 --overtaken"],
  [
    { kind: "drop", which: { ...ALL, only: "runs", ruleId: "it's", code: "http_500", connection: "crm", since: 0 } },
    "heyrules dead drop --only runs --rule 'it'\\''s' --code http_500 --connection crm --since 1970-01-01T00:00:00Z",
  ],
  [{ kind: "cancel", which: { ...ALL, ruleId: "greet" } }, "heyrules runs cancel --rule greet"],
  [{ kind: "resolve", runId: "run_1", wasDone: false }, "heyrules dead resolve run_1 --not-sent"],
  [{ kind: "resolve", runId: "run_1", wasDone: true }, "heyrules dead resolve run_1 --sent"],
  [
    { kind: "resume", runId: "run_1", from: "do/1", onNewVersion: true },
    "heyrules runs resume run_1 --from do/1 --on-new-version",
  ],
  [
    { kind: "resume", runId: "run_1", from: null, onNewVersion: false, evenOvertaken: true },
    "heyrules runs resume run_1 --overtaken",
  ],
  [
    { kind: "replay", eventIds: ["evt_1"], ruleId: "greet", evenOvertaken: true },
    "heyrules events replay evt_1 --rule greet --overtaken",
  ],
  [{ kind: "approve", code: "BCDF34" }, "heyrules approvals approve BCDF34"],
  [{ kind: "refuse", code: "BCDF34" }, "heyrules approvals refuse BCDF34"],
  [{ kind: "release", contact: "evt_1" }, "heyrules contacts release evt_1"],
  [{ kind: "erase", contact: "sealed" }, "heyrules contacts erase NUMBER"],
  [{ kind: "pause", scope: { kind: "all", name: "" } }, "heyrules pause"],
  [{ kind: "unpause", scope: { kind: "connection", name: "crm" } }, "heyrules resume --connection crm"],
  [{ kind: "enable", ruleId: "greet", inShadow: true, canary: null }, "heyrules rules enable greet --shadow"],
  [{ kind: "enable", ruleId: "greet", inShadow: false, canary: 10 }, "heyrules rules enable greet --canary '10%'"],
  [{ kind: "disable", ruleId: "greet" }, "heyrules rules disable greet"],
  [{ kind: "promote", ruleId: "greet", canary: 25 }, "heyrules rules promote greet --canary '25%'"],
];

test.each(CASES)("the command of %j is %s", (wanted, command) => {
  expect(commandOf(wanted)).toBe(command);
});
