import { UnreadableRecordError } from "../../../core/base/errors.ts";

/** Reads as many answers as it is asked for, in their order. */
type ReadAll<Asked, Answer> = (asked: readonly Asked[]) => Promise<readonly Answer[]>;

interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Most that one statement reads. */
const MOST_AT_ONCE = 256;

/**
 * A read of one, which shares a statement with what else is asked for at the time: while one statement is under way, further
 * questions gather for the next. An answer is always read after its question was asked, and a damaged
 * record is the answer of those alone who ask for it.
 */
export function createGatheredRead<Asked, Answer>(readAll: ReadAll<Asked, Answer>): (asked: Asked) => Promise<Answer> {
  let waiting: Waiting<Asked, Answer>[] = [];
  let isReading = false;

  async function readWaiting(): Promise<void> {
    isReading = true;
    while (waiting.length > 0) {
      // Those who ask in the same turn of the event loop are read with it.
      await new Promise((resolve) => setImmediate(resolve));
      const batch = waiting.slice(0, MOST_AT_ONCE);
      waiting = waiting.slice(MOST_AT_ONCE);
      await answer(batch, readAll);
    }
    isReading = false;
  }
  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (!isReading) void readWaiting();
    });
}

async function answer<Asked, Answer>(
  batch: readonly Waiting<Asked, Answer>[],
  readAll: ReadAll<Asked, Answer>,
): Promise<void> {
  try {
    const answers = await readAll(batch.map(({ asked }) => asked));
    if (answers.length !== batch.length) throw new Error("a read gave another number of answers than it was asked for");
    batch.forEach(({ resolve }, index) => {
      resolve(answers[index] as Answer);
    });
  } catch (error) {
    if (!(error instanceof UnreadableRecordError) || batch.length === 1) {
      for (const { reject } of batch) reject(error);
      return;
    }
    // One of them is at fault: the others are read without it.
    const half = Math.ceil(batch.length / 2);
    await answer(batch.slice(0, half), readAll);
    await answer(batch.slice(half), readAll);
  }
}
