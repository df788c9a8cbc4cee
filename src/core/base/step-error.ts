/**
 * What a rule did wrong: foreseen, and final for its step or its verdict. The message is a sentence for the operator.
 * Whatever else is thrown is a fault of ours and is not caught: it parks the run, or the event.
 */
export class StepError extends Error {
  override readonly name: string = "StepError";
}
