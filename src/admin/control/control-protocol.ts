/** Where operations are asked for. */
export const OPERATIONS_PATH = "/api/v1/operations";

/** Where a command asks for a link that lets a person into the dashboard once. */
export const LOGIN_LINKS_PATH = "/api/v1/login-links";

/** Answers what the operator refuses; the body tells code and message. */
export const STATUS_OF_REFUSAL = 422;
