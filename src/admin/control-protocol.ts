/** Where operations are asked for. */
export const OPERATIONS_PATH = "/api/v1/operations";

/** Answers what the operator refuses; the body tells code and message. */
export const STATUS_OF_REFUSAL = 422;
