import { appendFileSync, existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { done, notSent } from "../../../src/core/model/outcome.ts";
import type { KnownOutcome } from "../../../src/ports/store/outcome-journal.ts";
import { openOutcomeFile } from "../../../src/stores/on-disk/outcome-file.ts";
import { createLog } from "../../helpers/receiver.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

const pathOf = () => join(makeTemporaryFolder(), "data", "port-8080.outcomes");
const known = (attempt = 1): KnownOutcome => ({
  runId: "run_1",
  effectId: "eff_1",
  attempt,
  outcome: done({ id: 7, chat_id: null }, { httpStatus: 200, requestId: "req_1" }),
});
const { logger } = createLog();

test("there is no file as long as nothing has to be kept", () => {
  const path = pathOf();

  const journal = openOutcomeFile(path, logger);
  journal.forget(known());

  expect([journal.left, existsSync(path)]).toEqual([[], false]);
});

test("what was kept is there after the process has ended, in order, each once, for its owner alone", () => {
  const path = pathOf();
  const journal = openOutcomeFile(path, logger);
  const other = { ...known(2), outcome: notSent("refused to connect") };
  for (const one of [known(), other, known()]) journal.keep(one);

  expect(openOutcomeFile(path, logger).left).toEqual([known(), other]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(journal.left).toEqual([]);
});

test("the file is gone when all of it is forgotten, also what a process before has left", () => {
  const path = pathOf();
  openOutcomeFile(path, logger).keep(known());
  const journal = openOutcomeFile(path, logger);
  journal.keep(known(2));

  journal.forget(known());
  const before = existsSync(path);
  journal.forget(known(2));

  expect([before, existsSync(path)]).toEqual([true, false]);
});

test.each(['{"runId":"run_1","effectId":"ef', "null", '{"runId":"run_1"}', '{"runId":1,"effectId":"e","attempt":1}'])(
  "a line that a crash cut off is left out, and the next is not: %s",
  (line) => {
    const path = pathOf();
    openOutcomeFile(path, logger).keep(known());
    appendFileSync(path, line);
    openOutcomeFile(path, logger).keep(known(2));

    expect(openOutcomeFile(path, logger).left).toEqual([known(), known(2)]);
  },
);

test("it does not grow without bound: what is too much is logged and not kept", () => {
  const path = pathOf();
  const log = createLog();
  const journal = openOutcomeFile(path, log.logger);

  for (let attempt = 1; attempt <= 1_001; attempt += 1) journal.keep(known(attempt));

  expect(openOutcomeFile(path, logger).left).toHaveLength(1_000);
  expect(log.lines).toMatchObject([{ level: "error", fields: { effect: "eff_1", error: "it holds 1000 already" } }]);
});

test("a folder that takes no file is logged, and the engine goes on", () => {
  const path = pathOf();
  const log = createLog();
  const journal = openOutcomeFile(path, log.logger);
  mkdirSync(path, { recursive: true });

  journal.keep(known());
  journal.forget(known());

  expect(log.lines).toMatchObject([{ level: "error", fields: { effect: "eff_1", path } }]);
});

test("a file that is there and cannot be read is not taken for none", () => {
  const path = pathOf();
  mkdirSync(path, { recursive: true });

  expect(() => openOutcomeFile(path, logger)).toThrow(
    expect.objectContaining({ code: "FILE_UNUSABLE", message: expect.stringContaining(path) as string }) as Error,
  );
});
